// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "stochastic_volatility/references.hpp"

#include <cmath>
#include "lanes.hpp"

namespace bench::with_xsimd {

template <class V>
struct terms {
    V squares, errors, lagged, observed;

    /// `before`, `now` and `next` are h around t; returns the gradient by hₜ. For a batch, and for the numbers of the tail.
    V add(const V& before, const V& now, const V& next_error, const V& y, const V& mu, const V& phi, const V& precision) {
        using std::exp;
        using xsimd::exp;
        const V lag = before - mu, e = now - mu - phi * lag, seen = y * y * exp(-now);
        squares += e * e;
        errors += e;
        lagged += e * lag;
        observed -= seen + now;
        return (seen - V(1)) * V(0.5f) - (e - phi * next_error) * precision;
    }
};

template <class T>
T stochastic_volatility(const volatility_data<T>& in, const volatility_gradient<T>& g) {
    const auto load = [](const T* from) { return batch<T>::load_unaligned(from); };
    const T precision = 1 / (in.sigma * in.sigma);
    const batch<T> zero(T(0)), mu(in.mu), phi(in.phi), scale(precision);
    terms<batch<T>> sums{zero, zero, zero, zero};
    std::size_t t = 1;
    for (; t + width<T> + 1 <= in.n; t += width<T>) {
        const auto now = load(in.h + t);
        sums.add(load(in.h + t - 1), now, load(in.h + t + 1) - mu - phi * (now - mu), load(in.y + t), mu, phi, scale).store_unaligned(g.h + t);
    }
    terms<T> tail{sum_of<T>(sums.squares), sum_of<T>(sums.errors), sum_of<T>(sums.lagged), sum_of<T>(sums.observed)};
    for (; t < in.n; ++t) {
        const T next = t + 1 < in.n ? in.h[t + 1] - in.mu - in.phi * (in.h[t] - in.mu) : T(0);
        g.h[t] = tail.add(in.h[t - 1], in.h[t], next, in.y[t], in.mu, in.phi, precision);
    }
    const volatility_sums<T> all{tail.squares, tail.errors, tail.lagged, tail.observed};
    return finish(in, g, all, [](T x) { return std::log(x); }, [](T x) { return std::exp(x); });
}
template float stochastic_volatility(const volatility_data<float>&, const volatility_gradient<float>&);
template double stochastic_volatility(const volatility_data<double>&, const volatility_gradient<double>&);

} // namespace bench::with_xsimd
