// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "normal_log_density/references.hpp"

#include "with_adolc.hpp"

namespace bench::with_adolc {

template <class T>
tape normal_log_density(const T* x, T mu, T sigma, std::size_t n) {
    return record_tape(independents<T>({{x, n}, {&mu, 1}, {&sigma, 1}}), 6 * n, [&](const adouble* v) {
        const adouble &m = v[n], &s = v[n + 1];
        const adouble offset = log(s) + 0.91893853320467274178;
        adouble sum = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const adouble z = (v[i] - m) / s;
            sum -= 0.5 * z * z + offset;
        }
        return sum;
    });
}
template tape normal_log_density(const float*, float, float, std::size_t);
template tape normal_log_density(const double*, double, double, std::size_t);

} // namespace bench::with_adolc
