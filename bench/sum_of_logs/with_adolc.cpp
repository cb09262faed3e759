// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "sum_of_logs/references.hpp"

#include "with_adolc.hpp"

namespace bench::with_adolc {

template <class T>
tape sum_of_logs(const T* x, std::size_t n) {
    return record_tape(independents<T>({{x, n}}), 2 * n, [&](const adouble* v) {
        adouble sum = 0;
        for (std::size_t i = 0; i < n; ++i) sum += log(v[i]);
        return sum;
    });
}
template tape sum_of_logs(const float*, std::size_t);
template tape sum_of_logs(const double*, std::size_t);

} // namespace bench::with_adolc
