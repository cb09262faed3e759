// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "full_gaussian_mixture/references.hpp"

#include "with_adolc.hpp"

namespace bench::with_adolc {

tape full_gaussian_mixture(const double* x, std::size_t n, int d, int k, const full_mixture& p) {
    const std::size_t D = static_cast<std::size_t>(d), K = static_cast<std::size_t>(k);
    return record_tape(independents<double>({{p.alpha, K}, {p.mu, K * D}, {p.q, K * D}, {p.l, K * D * D}}), n * K * (D * D + 5 * D + 6), [&](const adouble* v) {
        const adouble *alpha = v, *mu = alpha + K, *q = mu + K * D, *l = q + K * D;
        std::vector<adouble> diagonal(K * D), offset(K), t(K), c(D);
        adouble total = 0, value = 0;
        for (std::size_t j = 0; j < K; ++j) {
            total += exp(alpha[j]);
            offset[j] = alpha[j];
            for (std::size_t a = 0; a < D; ++a) {
                offset[j] += q[j * D + a];
                diagonal[j * D + a] = exp(q[j * D + a]);
                value += diagonal[j * D + a] * diagonal[j * D + a] / 2;
                for (std::size_t b = 0; b < a; ++b) value += l[(j * D + a) * D + b] * l[(j * D + a) * D + b] / 2;
            }
        }
        for (std::size_t i = 0; i < n; ++i) {
            adouble sum = 0;
            double most = 0;
            for (std::size_t j = 0; j < K; ++j) {
                adouble square = 0;
                for (std::size_t a = 0; a < D; ++a) {
                    c[a] = x[i * D + a] - mu[j * D + a];
                    adouble y = diagonal[j * D + a] * c[a];
                    for (std::size_t b = 0; b < a; ++b) y += l[(j * D + a) * D + b] * c[b];
                    square += y * y;
                }
                t[j] = offset[j] - square / 2;
                most = j == 0 ? t[j].value() : std::max(most, t[j].value());
            }
            for (std::size_t j = 0; j < K; ++j) sum += exp(t[j] - most);
            value += most + log(sum);
        }
        return adouble(value - static_cast<double>(n) * log(total));
    });
}


} // namespace bench::with_adolc
