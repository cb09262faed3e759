// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <typegrad/backends/cpu/small_product.hpp>
#include <typegrad/graph/word.hpp>

#if defined(TYPEGRAD_HAS_CBLAS)
#include <cblas.h>
#endif

/// Dense products: CBLAS when the build found one, else a blocked SIMD product.
namespace typegrad::cpu {

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

/// BLAS speaks of rows with unit stride, possibly transposed, in ints.
template <class T>
bool blas_layout(const matrix_view<T>& a, bool& transposed, int& leading) {
    constexpr std::int64_t limit = std::numeric_limits<int>::max();
    if (a.rows > limit || a.columns > limit) return false;
    const auto fits = [&](std::ptrdiff_t step, std::ptrdiff_t unit, std::int64_t across, std::int64_t along) {
        if ((unit != 1 && across != 1) || (step < across && along != 1) || step > limit) return false;
        leading = static_cast<int>(along == 1 && step < across ? across : step);
        if (leading < 1) leading = 1;
        return true;
    };
    transposed = false;
    if (fits(a.row_stride, a.column_stride, a.columns, a.rows)) return true;
    transposed = true;
    return fits(a.column_stride, a.row_stride, a.rows, a.columns);
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
#else
inline constexpr const char* product_library = "built-in blocked product";
#endif

/// C = A·B in panels: a block of B is packed into unit stride, then rows of A sweep over it with a register tile of 4 rows
/// by two vectors. Source of the scheme: Goto & van de Geijn, Anatomy of High-Performance Matrix Multiplication (2008).
template <class Arch, class T>
void blocked_product(const matrix_view<T>& a, const matrix_view<T>& b, const matrix_view<T>& c, bool add) {
    using V = batch<T, Arch>;
    constexpr std::int64_t width = static_cast<std::int64_t>(V::size), columns = 2 * width, depth = 256, tile = 4;
    alignas(64) T packed[depth * columns];
    for (std::int64_t j = 0; j < c.columns; j += columns)
        for (std::int64_t p = 0; p < a.columns || p == 0; p += depth) {
            const std::int64_t dn = a.columns - p < depth ? a.columns - p : depth, jn = c.columns - j < columns ? c.columns - j : columns;
            for (std::int64_t k = 0; k < dn; ++k)
                for (std::int64_t q = 0; q < columns; ++q)
                    packed[k * columns + q] = q < jn ? b.data[(p + k) * b.row_stride + (j + q) * b.column_stride] : T(0);
            for (std::int64_t i = 0; i < c.rows; i += tile) {
                const std::int64_t in = c.rows - i < tile ? c.rows - i : tile;
                V sum[tile][2];
                const T* row[tile];
                for (std::int64_t r = 0; r < tile; ++r) {
                    sum[r][0] = sum[r][1] = V(T(0));
                    row[r] = a.data + (i + (r < in ? r : 0)) * a.row_stride + p * a.column_stride;
                }
                for (std::int64_t k = 0; k < dn; ++k) {
                    const V b0 = V::load_aligned(packed + k * columns), b1 = V::load_aligned(packed + k * columns + width);
                    for (std::int64_t r = 0; r < tile; ++r) {
                        const V x(row[r][k * a.column_stride]);
                        sum[r][0] = math::fma(x, b0, sum[r][0]);
                        sum[r][1] = math::fma(x, b1, sum[r][1]);
                    }
                }
                for (std::int64_t r = 0; r < in; ++r) {
                    alignas(64) T out[columns];
                    sum[r][0].store_aligned(out);
                    sum[r][1].store_aligned(out + width);
                    T* to = c.data + (i + r) * c.row_stride + j * c.column_stride;
                    for (std::int64_t q = 0; q < jn; ++q) to[q * c.column_stride] = p == 0 && !add ? out[q] : static_cast<T>(to[q * c.column_stride] + out[q]);
                }
            }
        }
}

/// C = A·B, or C += A·B, for any strides and element types; integers wrap as they do in C++. `alone`: on no other thread at the same time, so a
/// BLAS, which has threads of its own, may do it.
template <class Arch, class T>
void matrix_product(const matrix_view<T>& a, const matrix_view<T>& b, const matrix_view<T>& c, bool add = false, const product_bands& bands = {}, [[maybe_unused]] bool alone = true) noexcept {
    if (c.rows == 0 || c.columns == 0) return;
    if constexpr (std::is_floating_point_v<T>) {
        if (c.column_stride != 1 && c.row_stride == 1) { // Cᵀ = Bᵀ·Aᵀ
            const auto turned = [](const matrix_view<T>& m) { return matrix_view<T>{m.data, m.columns, m.rows, m.column_stride, m.row_stride}; };
            return matrix_product<Arch>(turned(b), turned(a), turned(c), add, {bands.b.turned(), bands.a.turned(), bands.c.turned()}, alone);
        }
        if (small_product<Arch, T>::run(a, b, c, add, bands)) return;
#if defined(TYPEGRAD_HAS_CBLAS)
        if (alone && a.columns > 0 && blas_product(a, b, c, add)) return;
#endif
        blocked_product<Arch>(a, b, c, add);
    } else
        for (std::int64_t i = 0; i < c.rows; ++i)
            for (std::int64_t j = 0; j < c.columns; ++j) {
                T& to = c.data[i * c.row_stride + j * c.column_stride];
                T sum = add ? to : T(0);
                for (std::int64_t k = 0; k < a.columns; ++k)
                    sum += a.data[i * a.row_stride + k * a.column_stride] * b.data[k * b.row_stride + j * b.column_stride];
                to = sum;
            }
}

/// An axis of a product: its extent, the strides in elements with which a, b and c walk along it (0: it is not theirs), and its
/// label (-1: it is several).
struct product_axis {
    std::int64_t n = 1;
    std::ptrdiff_t a = 0, b = 0, c = 0;
    int label = -1;
};
/// Axes of one kind, the outer ones first. Two that all operands walk through without a gap are one.
struct product_axes {
    product_axis axis[max_rank]{};
    int count = 0;
    void add(const product_axis& x) {
        if (count > 0) {
            product_axis& last = axis[count - 1];
            if (last.a == x.a * x.n && last.b == x.b * x.n && last.c == x.c * x.n) {
                last = {last.n * x.n, x.a, x.b, x.c, last.n == 1 ? x.label : x.n == 1 ? last.label : -1};
                return;
            }
        }
        axis[count++] = x;
    }
    product_axis innermost() const { return count > 0 ? axis[count - 1] : product_axis{}; }
};
/// The axes of a product: of a and c, of b and c, of a and b, of all three.
struct product_space {
    enum { rows, columns, inner, batch };
    product_axes axes[4];
    labelled_band bands[3]{}; ///< of a, b and c
    product_axes& of(int kind) { return axes[kind]; }
    /// The band of an operand as a matrix of these rows and columns.
    band band_of(int operand, int row, int column) const {
        const labelled_band& b = bands[operand];
        if (row < 0 || column < 0) return {};
        return b.row == row && b.column == column ? b.of : b.row == column && b.column == row ? b.of.turned() : band{};
    }
};

/// c = Σ a·b, or c += Σ a·b: matrix products over the innermost axis of each kind, one after the other over what is left.
template <class Arch, class T>
void product(T* a, T* b, T* c, const product_space& space, bool add = false, bool alone = true) noexcept {
    const product_axis rows = space.axes[product_space::rows].innermost(), columns = space.axes[product_space::columns].innermost();
    product_axis inner = space.axes[product_space::inner].innermost();
    product_axis outer[4 * max_rank];
    bool summed[4 * max_rank]{};
    int n = 0;
    const auto put = [&](const product_axis& x, bool is_summed) {
        summed[n] = is_summed;
        outer[n++] = x;
    };
    for (const int kind : {product_space::batch, product_space::rows, product_space::columns, product_space::inner})
        for (int k = 0; k + (kind == product_space::batch ? 0 : 1) < space.axes[kind].count; ++k) {
            const product_axis& x = space.axes[kind].axis[k];
            if (x.n == 0 && kind != product_space::inner) return; // an empty result
            if (x.n == 0) inner.n = 0;                            // a sum of nothing
            else put(x, kind == product_space::inner);
        }
    const product_bands bands{space.band_of(0, rows.label, inner.label), space.band_of(1, inner.label, columns.label), space.band_of(2, rows.label, columns.label)};
    std::int64_t index[4 * max_rank]{};
    for (;;) {
        bool more = add;
        for (int k = 0; k < n; ++k) more = more || (summed[k] && index[k] > 0);
        matrix_product<Arch>(matrix_view<T>{a, rows.n, inner.n, rows.a, inner.a}, matrix_view<T>{b, inner.n, columns.n, inner.b, columns.b}, matrix_view<T>{c, rows.n, columns.n, rows.c, columns.c}, more, bands, alone);
        int k = n - 1;
        for (; k >= 0; --k) {
            const product_axis& x = outer[k];
            a += x.a, b += x.b, c += x.c;
            if (++index[k] < x.n) break;
            a -= x.a * x.n, b -= x.b * x.n, c -= x.c * x.n;
            index[k] = 0;
        }
        if (k < 0) return;
    }
}

} // namespace typegrad::cpu
