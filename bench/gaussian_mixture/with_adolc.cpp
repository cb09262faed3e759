// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "gaussian_mixture/references.hpp"

#include "with_adolc.hpp"

namespace bench::with_adolc {

template <class T>
tape gaussian_mixture(const T* x, std::size_t n, const mixture<const T>& p) {
    constexpr std::size_t k = components;
    return record_tape(independents<T>({{p.a, k}, {p.mu, k}, {p.s, k}}), 10 * k * n, [&](const adouble* v) {
        const adouble *a = v, *mu = a + k, *s = mu + k;
        adouble total = 0, value = 0, offset[k], scale[k];
        for (std::size_t j = 0; j < k; ++j) total += exp(a[j]);
        for (std::size_t j = 0; j < k; ++j) {
            offset[j] = a[j] - log(total) - s[j];
            scale[j] = exp(-s[j]);
        }
        for (std::size_t i = 0; i < n; ++i) {
            adouble t[k], sum = 0;
            double most = 0;
            for (std::size_t j = 0; j < k; ++j) {
                const adouble z = (static_cast<double>(x[i]) - mu[j]) * scale[j];
                t[j] = offset[j] - z * z / 2;
                most = j == 0 ? t[j].value() : std::max(most, t[j].value());
            }
            for (std::size_t j = 0; j < k; ++j) sum += exp(t[j] - most);
            value += most + log(sum);
        }
        return value;
    });
}
template tape gaussian_mixture(const float*, std::size_t, const mixture<const float>&);
template tape gaussian_mixture(const double*, std::size_t, const mixture<const double>&);

} // namespace bench::with_adolc
