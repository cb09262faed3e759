// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include "tape.hpp"

/// The log-posterior of a mixture of k normal densities in d dimensions, without constants. The precision of component j is
/// QⱼᵀQⱼ, where Qⱼ has exp(qⱼ) on its diagonal and the strict lower triangle of lⱼ below it; the Wishart
/// prior has γ = 1 and m = 0. With y = Qⱼ(xᵢ - μⱼ) and tᵢⱼ = αⱼ + Σ qⱼ - |y|²/2:
///     Σᵢ log Σⱼ exp(tᵢⱼ) - n log Σⱼ exp(αⱼ) + Σⱼ |Qⱼ|²/2.
/// Source: Šrajer, Kukelova, Fitzgibbon, A benchmark of selected algorithmic differentiation tools (2018), problem 2.1.
namespace bench {

/// alpha[k], mu[k,d], q[k,d], l[k,d,d].
struct full_mixture {
    double *alpha, *mu, *q, *l;
};

namespace plain {
/// A point after the other, and of each a component after the other. `scratch` has room for 4kd + 2k numbers.
double full_gaussian_mixture(const double* x, std::size_t n, int d, int k, const full_mixture& p, const full_mixture& gradient, double* scratch);
}
namespace with_eigen {
double full_gaussian_mixture(const double* x, std::size_t n, int d, int k, const full_mixture& p, const full_mixture& gradient);
}
namespace with_adolc {
tape full_gaussian_mixture(const double* x, std::size_t n, int d, int k, const full_mixture& p);
}

} // namespace bench
