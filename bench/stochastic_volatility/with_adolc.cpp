// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "stochastic_volatility/references.hpp"

#include "with_adolc.hpp"

namespace bench::with_adolc {

template <class T>
tape stochastic_volatility(const volatility_data<T>& in) {
    const std::size_t n = in.n;
    return record_tape(independents<T>({{in.h, n}, {&in.mu, 1}, {&in.phi, 1}, {&in.sigma, 1}}), 14 * n, [&](const adouble* h) {
        const adouble &mu = h[n], &phi = h[n + 1], &sigma = h[n + 2];
        const adouble precision = 1 / (sigma * sigma), q = 1 - phi * phi;
        adouble before = h[0] - mu;
        adouble squares = q * before * before, seen = 0;
        for (std::size_t t = 0; t < n; ++t) {
            const double y = static_cast<double>(in.y[t]);
            seen += y * y * exp(-h[t]) + h[t];
            if (t == 0) continue;
            const adouble now = h[t] - mu, e = now - phi * before;
            squares += e * e;
            before = now;
        }
        return adouble((log(q) - seen - squares * precision) / 2 - static_cast<double>(n) * log(sigma));
    });
}
template tape stochastic_volatility(const volatility_data<float>&);
template tape stochastic_volatility(const volatility_data<double>&);

} // namespace bench::with_adolc
