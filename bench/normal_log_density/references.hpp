// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include "tape.hpp"

/// Σ -z²/2 - log σ - log(2π)/2 with z = (x - μ)/σ. Gradients: x̄ᵢ = -zᵢ/σ, μ̄ = Σ z/σ, σ̄ = Σ (z² - 1)/σ.
namespace bench {

template <class T>
struct normal_gradient {
    T *x, *mu, *sigma;
};

namespace with_xsimd {
template <class T>
T normal_log_density(const T* x, T mu, T sigma, const normal_gradient<T>& gradient, std::size_t n);
}
namespace plain {
template <class T>
T normal_log_density(const T* x, T mu, T sigma, const normal_gradient<T>& gradient, std::size_t n);
}
namespace with_eigen {
template <class T>
T normal_log_density(const T* x, T mu, T sigma, const normal_gradient<T>& gradient, std::size_t n);
}
namespace with_adolc {
template <class T>
tape normal_log_density(const T* x, T mu, T sigma, std::size_t n);
}

} // namespace bench
