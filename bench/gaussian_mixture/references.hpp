// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include "tape.hpp"

/// A mixture of eight normal densities of one variable, without constants: Σₙ log Σₖ exp(tₙₖ) with z = (xₙ - μₖ)exp(-sₖ),
/// tₙₖ = log softmax(a)ₖ - sₖ - z²/2. With rₙₖ = softmax(tₙ)ₖ, āₖ = Σₙ rₙₖ - n softmax(a)ₖ, μ̄ₖ = Σₙ rₙₖ z exp(-sₖ),
/// s̄ₖ = Σₙ rₙₖ(z² - 1).
namespace bench {

inline constexpr int components = 8;

template <class T>
struct mixture {
    T *a, *mu, *s;
};

namespace with_xsimd {
template <class T>
T gaussian_mixture(const T* x, std::size_t n, const mixture<const T>& p, const mixture<T>& gradient);
}
namespace plain {
/// The components outside, blocks of 64 points inside.
template <class T>
T gaussian_mixture(const T* x, std::size_t n, const mixture<const T>& p, const mixture<T>& gradient);
}
namespace with_adolc {
template <class T>
tape gaussian_mixture(const T* x, std::size_t n, const mixture<const T>& p);
}

} // namespace bench
