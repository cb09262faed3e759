// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <typegrad/graph/word.hpp>
#include <typegrad/plan/bands.hpp>

/// Sums of products of two arrays as matrix products, whoever computes those.
namespace typegrad {

/// A matrix in memory; strides in elements.
template <class T>
struct matrix_view {
    T* data;
    std::int64_t rows, columns;
    std::ptrdiff_t row_stride, column_stride;
};

/// Where A and B are not 0, and which elements of C are wanted.
struct product_bands {
    band a{}, b{}, c{};
    bool whole() const { return a.whole() && b.whole() && c.whole(); }
    /// Is anything wanted of these rows and columns of C (the last ones included)?
    bool wants(std::int64_t i, std::int64_t last_i, std::int64_t j, std::int64_t last_j) const { return last_j - i >= c.low && j - last_i <= c.high; }
};

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

/// One matrix product over the innermost axis of each kind, and the loops around it.
struct product_loops {
    product_axis rows, columns, inner, outer[4 * max_rank];
    bool summed[4 * max_rank]{};
    int count = 0, longest = -1; ///< outer axes; the longest one along which results lie apart, or -1
    bool empty = false;          ///< the result

    [[gnu::noinline]] explicit product_loops(const product_space& space) : rows(space.axes[product_space::rows].innermost()), columns(space.axes[product_space::columns].innermost()), inner(space.axes[product_space::inner].innermost()) {
        for (const int kind : {product_space::batch, product_space::rows, product_space::columns, product_space::inner})
            for (int k = 0; k + (kind == product_space::batch ? 0 : 1) < space.axes[kind].count; ++k) {
                const product_axis& x = space.axes[kind].axis[k];
                if (x.n == 0 && kind == product_space::inner) inner.n = 0; // a sum of nothing
                else if (x.n == 0) empty = true;
                else {
                    summed[count] = kind == product_space::inner;
                    if (!summed[count] && x.n <= std::numeric_limits<int>::max() && (longest < 0 || x.n >= outer[longest].n)) longest = count;
                    outer[count++] = x;
                }
            }
    }
};

/// c = Σ a·b, or c += Σ a·b: matrix products over the innermost axis of each kind, one after the other over what is left. Calls
/// `multiply(A, B, C, more, bands, batch)` for each of them; `more`: C is added to. `batched`: the longest axis along which results lie apart is left to
/// `multiply`, too, so many products whose matrices lie `batch`'s strides apart; else `batch` is one product.
template <class Factor, class T, class F>
void each_product_batch(Factor* a, Factor* b, T* c, const product_space& space, bool add, bool batched, const F& multiply) {
    product_loops l(space);
    if (l.empty) return;
    const product_axis &rows = l.rows, &columns = l.columns, &inner = l.inner;
    product_axis batch;
    if (batched && l.longest >= 0) std::swap(batch, l.outer[l.longest]); // leaves one step behind
    const product_bands bands{space.band_of(0, rows.label, inner.label), space.band_of(1, inner.label, columns.label), space.band_of(2, rows.label, columns.label)};
    std::int64_t index[4 * max_rank]{};
    for (;;) {
        bool more = add;
        for (int k = 0; k < l.count; ++k) more = more || (l.summed[k] && index[k] > 0);
        multiply(matrix_view<Factor>{a, rows.n, inner.n, rows.a, inner.a}, matrix_view<Factor>{b, inner.n, columns.n, inner.b, columns.b}, matrix_view<T>{c, rows.n, columns.n, rows.c, columns.c}, more, bands, batch);
        int k = l.count - 1;
        for (; k >= 0; --k) {
            const product_axis& x = l.outer[k];
            a += x.a, b += x.b, c += x.c;
            if (++index[k] < x.n) break;
            a -= x.a * x.n, b -= x.b * x.n, c -= x.c * x.n;
            index[k] = 0;
        }
        if (k < 0) return;
    }
}
/// The same, product by product: `multiply(A, B, C, more, bands)`.
template <class T, class F>
void each_matrix_product(T* a, T* b, T* c, const product_space& space, bool add, const F& multiply) {
    each_product_batch(a, b, c, space, add, false, [&](const matrix_view<T>& x, const matrix_view<T>& y, const matrix_view<T>& z, bool more, const product_bands& bands, const product_axis&) { multiply(x, y, z, more, bands); });
}

/// Who multiplies on a device where no BLAS can.
inline constexpr const char* own_products = "a kernel of its own";
/// How often `each_product_batch` multiplies.
inline std::int64_t product_batches(const product_space& space) {
    const product_loops l(space);
    std::int64_t n = l.empty ? 0 : 1;
    for (int k = 0; k < l.count; ++k) n *= k == l.longest ? 1 : l.outer[k].n;
    return n;
}
/// Have its matrix products strides that BLAS knows, and something to multiply?
template <class T>
bool blas_can(const product_space& space) {
    const product_loops l(space);
    if (l.empty || l.rows.n == 0 || l.columns.n == 0 || l.inner.n == 0) return false;
    bool turned = false;
    int leading = 0;
    return blas_layout(matrix_view<T>{nullptr, l.rows.n, l.inner.n, l.rows.a, l.inner.a}, turned, leading) && blas_layout(matrix_view<T>{nullptr, l.inner.n, l.columns.n, l.inner.b, l.columns.b}, turned, leading) &&
           blas_layout(matrix_view<T>{nullptr, l.rows.n, l.columns.n, l.rows.c, l.columns.c}, turned, leading) && !turned;
}

} // namespace typegrad
