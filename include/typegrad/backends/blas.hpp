// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/product_space.hpp>

#if defined(TYPEGRAD_HAS_CBLAS)
#include <cblas.h>
#endif

/// Products by a CBLAS, where the build found one.
namespace typegrad {

#if defined(TYPEGRAD_HAS_CBLAS)
inline constexpr const char* product_library = "CBLAS";
inline void cblas_product(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int m, int n, int k, const float* a, int lda, const float* b, int ldb, float beta, float* c, int ldc) {
    cblas_sgemm(CblasRowMajor, ta, tb, m, n, k, 1.0f, a, lda, b, ldb, beta, c, ldc);
}
inline void cblas_product(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int m, int n, int k, const double* a, int lda, const double* b, int ldb, double beta, double* c, int ldc) {
    cblas_dgemm(CblasRowMajor, ta, tb, m, n, k, 1.0, a, lda, b, ldb, beta, c, ldc);
}
inline void cblas_vector_product(CBLAS_TRANSPOSE ta, int m, int n, const float* a, int lda, const float* x, int incx, float beta, float* y, int incy) {
    cblas_sgemv(CblasRowMajor, ta, m, n, 1.0f, a, lda, x, incx, beta, y, incy);
}
inline void cblas_vector_product(CBLAS_TRANSPOSE ta, int m, int n, const double* a, int lda, const double* x, int incx, double beta, double* y, int incy) {
    cblas_dgemv(CblasRowMajor, ta, m, n, 1.0, a, lda, x, incx, beta, y, incy);
}

template <class T>
bool blas_product(const matrix_view<T>& a, const matrix_view<T>& b, const matrix_view<T>& c, bool add) {
    bool ta = false, tb = false, tc = false;
    int lda = 0, ldb = 0, ldc = 0;
    if (!blas_layout(a, ta, lda) || !blas_layout(b, tb, ldb) || !blas_layout(c, tc, ldc) || tc) return false;
    const T beta = add ? T(1) : T(0);
    const auto flag = [](bool t) { return t ? CblasTrans : CblasNoTrans; };
    const int m = static_cast<int>(c.rows), n = static_cast<int>(c.columns), k = static_cast<int>(a.columns);
    constexpr std::ptrdiff_t limit = std::numeric_limits<int>::max();
    if (n == 1 && b.row_stride > 0 && b.row_stride <= limit && c.row_stride > 0 && c.row_stride <= limit) {
        cblas_vector_product(flag(ta), ta ? k : m, ta ? m : k, a.data, lda, b.data, static_cast<int>(b.row_stride), beta, c.data, static_cast<int>(c.row_stride));
        return true;
    }
    if (m == 1 && a.column_stride > 0 && a.column_stride <= limit && c.column_stride == 1) { // y = xB is Bᵀx
        cblas_vector_product(flag(!tb), tb ? n : k, tb ? k : n, b.data, ldb, a.data, static_cast<int>(a.column_stride), beta, c.data, 1);
        return true;
    }
    cblas_product(flag(ta), flag(tb), m, n, k, a.data, lda, b.data, ldb, beta, c.data, ldc);
    return true;
}

/// c = Σ a·b by one matrix product after the other, where `blas_can`.
template <class T>
void blas_products(T* a, T* b, T* c, const product_space& space) {
    each_matrix_product(a, b, c, space, false, [&](const matrix_view<T>& x, const matrix_view<T>& y, const matrix_view<T>& z, bool more, const product_bands&) { blas_product(x, y, z, more); });
}
#else
inline constexpr const char* product_library = "built-in blocked product";
#endif

} // namespace typegrad
