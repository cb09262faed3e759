// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include "tape.hpp"

/// The log posterior of logistic regression with normal priors, Σ y·z - log(1 + exp z) - (Σ w² + b²)/2 for z = X·w + b, and
/// its gradient: with r = y - 1/(1 + exp(-z)), w̄ = Xᵀr - w and b̄ = Σ r - b.
namespace bench {

template <class T>
struct logistic_data {
    const T* x;
    const std::int32_t* y;
    const T *w, *b;
    std::size_t rows, columns;
};

namespace with_xsimd {
/// One sweep: as many rows of X as a vector has lanes are in L1 when their residuals are known.
template <class T>
T logistic_regression(const logistic_data<T>& in, T* gw, T* gb);
}
namespace plain {
/// One sweep over blocks of 32 rows.
template <class T>
T logistic_regression(const logistic_data<T>& in, T* gw, T* gb);
}
namespace with_eigen {
template <class T>
T logistic_regression(const logistic_data<T>& in, T* gw, T* gb, T* residual);
}
namespace with_adolc {
template <class T>
tape logistic_regression(const logistic_data<T>& in);
}

} // namespace bench
