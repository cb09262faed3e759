// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include "tape.hpp"

/// Stochastic volatility: yₜ ~ N(0, exp hₜ), hₜ ~ N(μ + φ(hₜ₋₁ - μ), σ²), h₀ ~ N(μ, σ²/(1 - φ²)). Without constants the log
/// density is Σ -(yₜ² exp(-hₜ) + hₜ)/2 + Σₜ﹥₀ -eₜ²/2σ² - q z²/2σ² + log(q)/2 - n log σ with eₜ = hₜ - μ - φ(hₜ₋₁ - μ),
/// q = 1 - φ², z = h₀ - μ. Gradients: h̄ₜ = (yₜ² exp(-hₜ) - 1)/2 - (eₜ - φeₜ₊₁)/σ² with e₀ = q z and nothing after the end,
/// μ̄ = ((1 - φ)Σ eₜ + q z)/σ², φ̄ = (Σ eₜ(hₜ₋₁ - μ) + φz²)/σ² - φ/q, σ̄ = (Σ eₜ² + q z²)/σ³ - n/σ.
namespace bench {

template <class T>
struct volatility_data {
    const T *h, *y;
    T mu, phi, sigma;
    std::size_t n;
};
template <class T>
struct volatility_gradient {
    T *h, *parameters;
};
/// Sums over t > 0.
template <class T>
struct volatility_sums {
    T squares, errors, lagged, observed;
};

/// What remains to do once the sums are known and h̄ has everything but its first element.
template <class T, class Log, class Exp>
T finish(const volatility_data<T>& in, const volatility_gradient<T>& g, const volatility_sums<T>& s, Log log, Exp exp) {
    const T q = 1 - in.phi * in.phi, z = in.h[0] - in.mu, precision = 1 / (in.sigma * in.sigma), n = static_cast<T>(in.n);
    const T seen = in.y[0] * in.y[0] * exp(-in.h[0]), next = in.h[1] - in.mu - in.phi * z, squares = s.squares + q * z * z;
    g.h[0] = (seen - 1) / 2 - (q * z - in.phi * next) * precision;
    g.parameters[0] = ((1 - in.phi) * s.errors + q * z) * precision;
    g.parameters[1] = (s.lagged + in.phi * z * z) * precision - in.phi / q;
    g.parameters[2] = squares * precision / in.sigma - n / in.sigma;
    return (s.observed - seen - in.h[0] - squares * precision + log(q)) / 2 - n * log(in.sigma);
}

namespace with_xsimd {
template <class T>
T stochastic_volatility(const volatility_data<T>& in, const volatility_gradient<T>& g);
}
namespace plain {
template <class T>
T stochastic_volatility(const volatility_data<T>& in, const volatility_gradient<T>& g);
}
namespace with_eigen {
/// `errors` is the caller's memory.
template <class T>
T stochastic_volatility(const volatility_data<T>& in, const volatility_gradient<T>& g, T* errors);
}
namespace with_adolc {
template <class T>
tape stochastic_volatility(const volatility_data<T>& in);
}

} // namespace bench
