// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "linear_regression/references.hpp"

#if defined(TYPEGRAD_HAS_CBLAS)
#include <cblas.h>

namespace bench::with_cblas {

void gemv(CBLAS_TRANSPOSE t, int m, int n, float alpha, const float* a, const float* x, float beta, float* y) { cblas_sgemv(CblasRowMajor, t, m, n, alpha, a, n, x, 1, beta, y, 1); }
void gemv(CBLAS_TRANSPOSE t, int m, int n, double alpha, const double* a, const double* x, double beta, double* y) { cblas_dgemv(CblasRowMajor, t, m, n, alpha, a, n, x, 1, beta, y, 1); }

template <class T>
T linear_regression(const regression_data<T>& in, T* gw, T* gb, T* residual) {
    const int rows = static_cast<int>(in.rows), columns = static_cast<int>(in.columns);
    const T scale = 2 / static_cast<T>(in.rows);
    for (std::size_t i = 0; i < in.rows; ++i) residual[i] = *in.b - in.y[i];
    gemv(CblasNoTrans, rows, columns, T(1), in.x, in.w, T(1), residual);
    T squares = 0, sum = 0;
    for (std::size_t i = 0; i < in.rows; ++i) {
        squares += residual[i] * residual[i];
        sum += residual[i];
    }
    gemv(CblasTrans, rows, columns, scale, in.x, residual, T(0), gw);
    *gb = scale * sum;
    return squares / static_cast<T>(in.rows);
}
template float linear_regression(const regression_data<float>&, float*, float*, float*);
template double linear_regression(const regression_data<double>&, double*, double*, double*);

} // namespace bench::with_cblas
#endif
