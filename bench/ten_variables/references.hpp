// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "tape.hpp"

/// Σᵢ 100 (xᵢ₊₁ - xᵢ²)² + (1 - xᵢ)² of ten variables, and its gradient, by hand.
namespace bench {

namespace scalar {

inline double rosenbrock(const double* x, double* gradient) {
    double value = 0;
    gradient[0] = 0;
    for (int i = 0; i < 9; ++i) {
        const double t = x[i + 1] - x[i] * x[i], u = 1 - x[i];
        value += 100 * t * t + u * u;
        gradient[i] -= 400 * t * x[i] + 2 * u;
        gradient[i + 1] = 200 * t;
    }
    return value;
}

}
namespace with_adolc {
tape rosenbrock(const double* at);
}

} // namespace bench
