// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/blas.hpp>
#include <typegrad/backends/cpu/small_product.hpp>

/// Dense products: CBLAS when the build found one, else a blocked SIMD product.
namespace typegrad::cpu {

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

/// c = Σ a·b, or c += Σ a·b. `alone`: as in matrix_product.
template <class Arch, class T>
[[gnu::noinline]] void product(T* a, T* b, T* c, const product_space& space, bool add = false, bool alone = true) noexcept {
    each_matrix_product(a, b, c, space, add, [alone](const matrix_view<T>& x, const matrix_view<T>& y, const matrix_view<T>& z, bool more, const product_bands& bands) { matrix_product<Arch>(x, y, z, more, bands, alone); });
}

} // namespace typegrad::cpu
