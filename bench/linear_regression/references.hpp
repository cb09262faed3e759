// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

/// Mean of squares of r = X·w + b - y, and its gradients w̄ = 2/rows·Xᵀr, b̄ = 2/rows·Σ r.
namespace bench {

template <class T>
struct regression_data {
    const T *x, *y, *w, *b;
    std::size_t rows, columns;
};

namespace with_xsimd {
/// One sweep: four rows of X are in L1 when their residuals are known, and go into the gradient at once.
template <class T>
T linear_regression(const regression_data<T>& in, T* gw, T* gb);
}
namespace with_cblas {
/// Two gemv; `residual` is the caller's memory.
template <class T>
T linear_regression(const regression_data<T>& in, T* gw, T* gb, T* residual);
}
namespace plain {
template <class T>
T linear_regression(const regression_data<T>& in, T* gw, T* gb);
}
namespace with_eigen {
template <class T>
T linear_regression(const regression_data<T>& in, T* gw, T* gb, T* residual);
}

} // namespace bench
