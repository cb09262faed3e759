// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "stochastic_volatility/references.hpp"

#include <cmath>

namespace bench::plain {

template <class T>
volatility_sums<T> volatility_terms(const T* __restrict h, const T* __restrict y, T mu, T phi, T precision, T* __restrict gh, std::size_t n) {
    T squares = 0, errors = 0, lagged = 0, observed = 0;
    const auto add = [&](std::size_t t, T next) {
        const T before = h[t - 1] - mu, e = h[t] - mu - phi * before, seen = y[t] * y[t] * std::exp(-h[t]);
        squares += e * e;
        errors += e;
        lagged += e * before;
        observed -= seen + h[t];
        gh[t] = (seen - 1) / 2 - (e - phi * next) * precision;
    };
    for (std::size_t t = 1; t + 1 < n; ++t) add(t, h[t + 1] - mu - phi * (h[t] - mu));
    add(n - 1, 0);
    return {squares, errors, lagged, observed};
}

template <class T>
T stochastic_volatility(const volatility_data<T>& in, const volatility_gradient<T>& g) {
    const auto sums = volatility_terms(in.h, in.y, in.mu, in.phi, 1 / (in.sigma * in.sigma), g.h, in.n);
    return finish(in, g, sums, [](T x) { return std::log(x); }, [](T x) { return std::exp(x); });
}
template float stochastic_volatility(const volatility_data<float>&, const volatility_gradient<float>&);
template double stochastic_volatility(const volatility_data<double>&, const volatility_gradient<double>&);

} // namespace bench::plain
