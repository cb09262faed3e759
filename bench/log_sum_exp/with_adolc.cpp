// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "log_sum_exp/references.hpp"

#include "with_adolc.hpp"

namespace bench::with_adolc {

template <class T>
tape log_sum_exp(const T* x, std::size_t n) {
    const double m = static_cast<double>(*std::max_element(x, x + n));
    return record_tape(independents<T>({{x, n}}), 3 * n, [&](const adouble* v) {
        adouble sum = 0;
        for (std::size_t i = 0; i < n; ++i) sum += exp(v[i] - m);
        return adouble(m + log(sum));
    });
}
template tape log_sum_exp(const float*, std::size_t);
template tape log_sum_exp(const double*, std::size_t);

} // namespace bench::with_adolc
