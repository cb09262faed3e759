// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/cpu/part.hpp>
#include <typegrad/backends/cpu/tile.hpp>
#include <typegrad/backends/extremes.hpp>
#include <typegrad/backends/product_space.hpp>

/// Products of small matrices, read where they lie: what a BLAS does before it multiplies costs more than they do.
namespace typegrad::cpu {

template <class Arch, class T>
struct small_product {
    using V = batch<T, Arch>;
    using P = pack<T, Arch, V::size>;
    using view = matrix_view<T>;
    static constexpr std::int64_t width = static_cast<std::int64_t>(V::size);

    template <class Lanes>
    TYPEGRAD_HOST_INLINE static V load(const T* from, Lanes lanes) {
        if constexpr (Lanes::whole) return V::load_unaligned(from);
        else return load_first<T, Arch, V::size>(from, lanes.count).part[0];
    }
    template <class Lanes>
    TYPEGRAD_HOST_INLINE static void store(const V& x, T* to, Lanes lanes) {
        if constexpr (Lanes::whole) x.store_unaligned(to);
        else store_first(P{{x}}, to, lanes.count);
    }

    /// Stays in a register: compilers would rather load it again for each product that it is a factor of, and loads are the bottleneck.
    TYPEGRAD_HOST_INLINE static void hold([[maybe_unused]] V& x) {
#if defined(__GNUC__) && defined(__SSE2__)
        asm("" : "+x"(x.data));
#endif
    }

    TYPEGRAD_HOST_INLINE static T total_of(const V& x) {
        alignas(64) T lanes[V::size];
        x.store_aligned(lanes);
        for (std::size_t n = V::size / 2; n > 0; n /= 2)
            for (std::size_t k = 0; k < n; ++k) lanes[k] += lanes[k + n];
        return lanes[0];
    }
    /// Do as many totals as a vector has lanes come out of one transpose in registers?
    static constexpr bool joins_in_blocks = transpose_width<T> == V::size;
    /// The totals of `width` vectors.
    TYPEGRAD_HOST_INLINE static V totals_of(const V* x) {
        alignas(64) T rows[V::size][V::size];
        const T* from[V::size];
        T* to[V::size];
        for (std::size_t k = 0; k < V::size; ++k) {
            x[k].store_aligned(rows[k]);
            from[k] = to[k] = rows[k];
        }
        transpose_block(from, to);
        V part[V::size];
        for (std::size_t k = 0; k < V::size; ++k) part[k] = V::load_aligned(rows[k]);
        for (std::size_t n = V::size / 2; n > 0; n /= 2)
            for (std::size_t k = 0; k < n; ++k) part[k] += part[k + n];
        return part[0];
    }

    /// `Rows` rows of C by `Vectors` vectors of its columns, in registers. The last vector begins `last` columns behind the
    /// first one, and may overlap the one before. Columns of B and C lie side by side.
    template <int Rows, int Vectors, class Lanes>
    static void columns_in_lanes(const view& a, const view& b, const view& c, std::int64_t i, std::int64_t j, bool add, std::int64_t last, Lanes lanes, const product_bands& bands) {
        const std::int64_t last_i = i + Rows - 1, last_j = j + last + width - 1;
        if (!bands.wants(i, last_i, j, last_j)) return;
        const std::int64_t begin = largest(std::int64_t{0}, i + bands.a.low, j - bands.b.high), end = smallest(a.columns, last_i + bands.a.high + 1, last_j - bands.b.low + 1);
        V sum[Rows][Vectors];
        const std::ptrdiff_t a_row = a.row_stride, a_column = a.column_stride, b_row = b.row_stride, c_row = c.row_stride;
        const T* x = a.data + i * a_row + begin * a_column;
        const T *y = b.data + j + begin * b_row, *z = y + last;
        T *to = c.data + i * c_row + j, *to_last = to + last;
        for (int r = 0; r < Rows; ++r) {
            for (int v = 0; v + 1 < Vectors; ++v) sum[r][v] = add ? load(to + r * c_row + v * width, lanes) : V(T(0));
            sum[r][Vectors - 1] = add ? load(to_last + r * c_row, lanes) : V(T(0));
        }
        for (std::int64_t k = begin; k < end; ++k, x += a_column, y += b_row, z += b_row) {
            V row[Vectors];
            for (int v = 0; v + 1 < Vectors; ++v) row[v] = load(y + v * width, lanes);
            row[Vectors - 1] = load(z, lanes);
            for (int v = 0; v < Vectors; ++v) hold(row[v]);
            for (int r = 0; r < Rows; ++r) {
                const V factor(x[r * a_row]);
                for (int v = 0; v < Vectors; ++v) sum[r][v] = math::fma(factor, row[v], sum[r][v]);
            }
        }
        for (int r = 0; r < Rows; ++r) {
            for (int v = 0; v + 1 < Vectors; ++v) store(sum[r][v], to + r * c_row + v * width, lanes);
            store(sum[r][Vectors - 1], to_last + r * c_row, lanes);
        }
    }
    /// All rows of `Vectors` vectors of columns: what of B they need stays in the first-level cache.
    template <int Vectors, class Lanes>
    static void panel(const view& a, const view& b, const view& c, std::int64_t j, bool add, std::int64_t last, Lanes lanes, const product_bands& bands) {
        std::int64_t i = 0;
        for (; i + 4 <= c.rows; i += 4) columns_in_lanes<4, Vectors>(a, b, c, i, j, add, last, lanes, bands);
        if (i + 2 <= c.rows) {
            columns_in_lanes<2, Vectors>(a, b, c, i, j, add, last, lanes, bands);
            i += 2;
        }
        if (i < c.rows) columns_in_lanes<1, Vectors>(a, b, c, i, j, add, last, lanes, bands);
    }
    static void all_of_columns_in_lanes(const view& a, const view& b, const view& c, bool add, const product_bands& bands) {
        if (c.columns < width) return panel<1>(a, b, c, 0, add, 0, first_lanes{static_cast<std::ptrdiff_t>(c.columns)}, bands);
        std::int64_t j = 0, left = c.columns;
        for (; left > 4 * width; j += 3 * width, left -= 3 * width) panel<3>(a, b, c, j, add, 2 * width, whole_vector{}, bands);
        if (left > 3 * width) {
            panel<2>(a, b, c, j, add, width, whole_vector{}, bands);
            j += 2 * width, left -= 2 * width;
        }
        if (left > 2 * width) panel<3>(a, b, c, j, add, left - width, whole_vector{}, bands);
        else if (left > width) panel<2>(a, b, c, j, add, left - width, whole_vector{}, bands);
        else panel<1>(a, b, c, j, add, 0, whole_vector{}, bands);
    }

    /// `Rows` by `Columns` elements of C, each the sum of a vector. Rows of A and columns of B lie side by side.
    template <int Rows, int Columns>
    static void inner_in_lanes(const view& a, const view& b, const view& c, std::int64_t i, std::int64_t j, bool add) {
        V sum[Rows][Columns];
        const T *x = a.data + i * a.row_stride, *y = b.data + j * b.column_stride;
        for (int r = 0; r < Rows; ++r)
            for (int q = 0; q < Columns; ++q) sum[r][q] = V(T(0));
        const auto step = [&](std::int64_t k, auto lanes) TYPEGRAD_LAMBDA {
            V row[Rows];
            for (int r = 0; r < Rows; ++r) {
                row[r] = load(x + r * a.row_stride + k, lanes);
                if constexpr (!decltype(lanes)::whole) row[r] = first_of(P{{row[r]}}, P{{V(T(0))}}, lanes.count).part[0];
                hold(row[r]);
            }
            for (int q = 0; q < Columns; ++q) {
                V column = load(y + q * b.column_stride + k, lanes);
                hold(column);
                for (int r = 0; r < Rows; ++r) sum[r][q] = math::fma(row[r], column, sum[r][q]);
            }
        };
        std::int64_t k = 0;
        for (; k + width <= a.columns; k += width) step(k, whole_vector{});
        if (k < a.columns) step(k, first_lanes{static_cast<std::ptrdiff_t>(a.columns - k)});
        for (int r = 0; r < Rows; ++r) {
            T* to = c.data + (i + r) * c.row_stride + j;
            if constexpr (Columns == width && joins_in_blocks) {
                const V total = totals_of(sum[r]);
                (add ? V::load_unaligned(to) + total : total).store_unaligned(to);
            } else
                for (int q = 0; q < Columns; ++q) {
                    const T total = total_of(sum[r][q]);
                    to[q] = add ? static_cast<T>(to[q] + total) : total;
                }
        }
    }
    template <int Rows>
    static void rows_of_inner_in_lanes(const view& a, const view& b, const view& c, std::int64_t i, bool add, const product_bands& bands) {
        std::int64_t j = 0;
        for (; j + 4 <= c.columns; j += 4)
            if (bands.wants(i, i + Rows - 1, j, j + 3)) inner_in_lanes<Rows, 4>(a, b, c, i, j, add);
        for (; j < c.columns; ++j)
            if (bands.wants(i, i + Rows - 1, j, j)) inner_in_lanes<Rows, 1>(a, b, c, i, j, add);
    }
    static void all_of_inner_in_lanes(const view& a, const view& b, const view& c, bool add, const product_bands& bands) {
        for (std::int64_t k = 0; k < a.columns; k += inner_block) { // rows of A and columns of B that are met again
            const std::int64_t n = a.columns - k < inner_block ? a.columns - k : inner_block;
            const view ak{a.data + k, a.rows, n, a.row_stride, 1}, bk{b.data + k, n, b.columns, 1, b.column_stride};
            std::int64_t i = 0;
            for (; i + 3 <= c.rows; i += 3) rows_of_inner_in_lanes<3>(ak, bk, c, i, add || k > 0, bands);
            for (; i < c.rows; ++i) rows_of_inner_in_lanes<1>(ak, bk, c, i, add || k > 0, bands);
        }
    }

    static constexpr std::int64_t most_packed = 1024, short_sum = 16, inner_block = 256;

    /// Is a BLAS slower? It copies operands first, which pays where elements are used often.
    static constexpr bool is_small(std::int64_t multiplications, std::int64_t k) { return multiplications <= (k <= short_sum ? 1 << 17 : 1 << 13); }

    /// Is a product of these extents computed here, if it lies in memory as it should? `part`: a BLAS would compute more than is wanted.
    static constexpr bool is_own(std::int64_t m, std::int64_t n, std::int64_t k, bool part) {
        return m > 1 && n > 1 && (sums_in_lanes(m, n, k, part) || is_small(m * n * k, k) || (part && m <= 64 && k <= 64));
    }
    static constexpr bool sums_in_lanes(std::int64_t m, std::int64_t n, std::int64_t k, bool part) {
        const std::int64_t most = part ? 64 : 16;
        return m <= most && n <= most && k >= 16 * width; // packing all of A and B would cost as much
    }

    /// C = A·B, or C += A·B, if that is small enough to be faster than a BLAS; columns of C lie side by side.
    static bool run(const view& a, const view& b, const view& c, bool add, const product_bands& bands = {}) {
        const std::int64_t m = c.rows, n = c.columns, k = a.columns;
        if (c.column_stride != 1 || m > 4096 || n > 4096 || k > 4096) return false;
        const bool part = !bands.whole(); // a BLAS would compute all of it
        if (a.column_stride == 1 && b.row_stride == 1 && sums_in_lanes(m, n, k, part)) {
            all_of_inner_in_lanes(a, b, c, add, bands);
            return true;
        }
        if (n == 1 || !(is_small(m * n * k, k) || (part && m <= 64 && k <= 64))) return false;
        if (b.column_stride == 1) {
            all_of_columns_in_lanes(a, b, c, add, bands);
            return true;
        }
        if (k * n > most_packed) return false;
        alignas(64) T packed[most_packed];
        for (std::int64_t p = 0; p < k; ++p)
            for (std::int64_t q = 0; q < n; ++q) packed[p * n + q] = b.data[p * b.row_stride + q * b.column_stride];
        all_of_columns_in_lanes(a, {packed, k, n, static_cast<std::ptrdiff_t>(n), 1}, c, add, bands);
        return true;
    }
};

} // namespace typegrad::cpu
