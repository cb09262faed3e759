// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <typegrad/config.hpp>

#if defined(TYPEGRAD_AVX)
#include <immintrin.h>
#endif

/// A tile holds L instances of an array, element by element: `tile[e * L + l]` is element e of instance l. Rows in memory are
/// transposed on the way in and out.
namespace typegrad::cpu {

/// Rows that are transposed together, in registers.
#if defined(TYPEGRAD_AVX)
template <class T>
inline constexpr std::size_t transpose_width = sizeof(T) == 8 ? 4 : sizeof(T) == 4 ? 8 : 1;

/// to[k][l] = from[l][k] for 4 by 4 numbers of 8 bytes or 8 by 8 of 4 bytes.
template <class T>
TYPEGRAD_HOST_INLINE void transpose_block(const T* const* from, T* const* to) {
    if constexpr (sizeof(T) == 8) {
        __m256d row[4];
        for (std::size_t l = 0; l < 4; ++l) row[l] = _mm256_loadu_pd(reinterpret_cast<const double*>(from[l]));
        const __m256d even[2]{_mm256_unpacklo_pd(row[0], row[1]), _mm256_unpacklo_pd(row[2], row[3])};
        const __m256d odd[2]{_mm256_unpackhi_pd(row[0], row[1]), _mm256_unpackhi_pd(row[2], row[3])};
        const __m256d column[4]{_mm256_permute2f128_pd(even[0], even[1], 0x20), _mm256_permute2f128_pd(odd[0], odd[1], 0x20),
                                _mm256_permute2f128_pd(even[0], even[1], 0x31), _mm256_permute2f128_pd(odd[0], odd[1], 0x31)};
        for (std::size_t k = 0; k < 4; ++k) _mm256_storeu_pd(reinterpret_cast<double*>(to[k]), column[k]);
    } else {
        __m256 row[8], pair[8], quad[8];
        for (std::size_t l = 0; l < 8; ++l) row[l] = _mm256_loadu_ps(reinterpret_cast<const float*>(from[l]));
        for (std::size_t l = 0; l < 8; l += 2) {
            pair[l] = _mm256_unpacklo_ps(row[l], row[l + 1]);
            pair[l + 1] = _mm256_unpackhi_ps(row[l], row[l + 1]);
        }
        for (std::size_t l = 0; l < 8; l += 4)
            for (std::size_t k = 0; k < 2; ++k) {
                quad[l + 2 * k] = _mm256_shuffle_ps(pair[l + k], pair[l + 2 + k], 0x44);
                quad[l + 2 * k + 1] = _mm256_shuffle_ps(pair[l + k], pair[l + 2 + k], 0xEE);
            }
        for (std::size_t k = 0; k < 4; ++k) {
            _mm256_storeu_ps(reinterpret_cast<float*>(to[k]), _mm256_permute2f128_ps(quad[k], quad[k + 4], 0x20));
            _mm256_storeu_ps(reinterpret_cast<float*>(to[k + 4]), _mm256_permute2f128_ps(quad[k], quad[k + 4], 0x31));
        }
    }
}
#else
template <class T>
inline constexpr std::size_t transpose_width = 1;
template <class T>
TYPEGRAD_HOST_INLINE void transpose_block(const T* const* from, T* const* to) { *to[0] = *from[0]; }
#endif

#if defined(TYPEGRAD_AVX512)
/// Do L numbers fill a register of 64 bytes? Then four (or two) elements of all L rows are transposed together: each quarter of a register
/// holds those of one row, and numbers move within quarters only.
template <class T, std::size_t L>
inline constexpr bool in_quarters = L * sizeof(T) == 64 && sizeof(T) >= 4;

/// The transposition is its own inverse: of rows j, j + 4, j + 8, j + 12 (j + 2 …, with 8 bytes) in register j, element j of all rows.
TYPEGRAD_HOST_INLINE void transpose_quarters(__m512 (&r)[4]) {
    const __m512 low[2]{_mm512_unpacklo_ps(r[0], r[1]), _mm512_unpacklo_ps(r[2], r[3])};
    const __m512 high[2]{_mm512_unpackhi_ps(r[0], r[1]), _mm512_unpackhi_ps(r[2], r[3])};
    r[0] = _mm512_shuffle_ps(low[0], low[1], 0x44);
    r[1] = _mm512_shuffle_ps(low[0], low[1], 0xEE);
    r[2] = _mm512_shuffle_ps(high[0], high[1], 0x44);
    r[3] = _mm512_shuffle_ps(high[0], high[1], 0xEE);
}
TYPEGRAD_HOST_INLINE void transpose_quarters(__m512 (&r)[2]) {
    const __m512d a = _mm512_castps_pd(r[0]), b = _mm512_castps_pd(r[1]);
    r[0] = _mm512_castpd_ps(_mm512_unpacklo_pd(a, b));
    r[1] = _mm512_castpd_ps(_mm512_unpackhi_pd(a, b));
}
template <class T>
TYPEGRAD_HOST_INLINE void rows_to_columns(const T* const* row, std::size_t e, T* tile) {
    constexpr std::size_t n = 16 / sizeof(T), lanes = 64 / sizeof(T);
    const auto quarter = [&](std::size_t l) TYPEGRAD_LAMBDA { return _mm_loadu_ps(reinterpret_cast<const float*>(row[l] + e)); };
    __m512 r[n];
    for (std::size_t j = 0; j < n; ++j) {
        r[j] = _mm512_insertf32x4(_mm512_castps128_ps512(quarter(j)), quarter(n + j), 1);
        r[j] = _mm512_insertf32x4(_mm512_insertf32x4(r[j], quarter(2 * n + j), 2), quarter(3 * n + j), 3);
    }
    transpose_quarters(r);
    for (std::size_t j = 0; j < n; ++j) _mm512_storeu_ps(reinterpret_cast<float*>(tile + (e + j) * lanes), r[j]);
}
template <class T>
TYPEGRAD_HOST_INLINE void columns_to_rows(const T* tile, std::size_t e, T* const* row) {
    constexpr std::size_t n = 16 / sizeof(T), lanes = 64 / sizeof(T);
    __m512 r[n];
    for (std::size_t j = 0; j < n; ++j) r[j] = _mm512_loadu_ps(reinterpret_cast<const float*>(tile + (e + j) * lanes));
    transpose_quarters(r);
    const auto store = [&](std::size_t l, __m128 x) TYPEGRAD_LAMBDA { _mm_storeu_ps(reinterpret_cast<float*>(row[l] + e), x); };
    for (std::size_t j = 0; j < n; ++j) {
        store(j, _mm512_castps512_ps128(r[j]));
        store(n + j, _mm512_extractf32x4_ps(r[j], 1));
        store(2 * n + j, _mm512_extractf32x4_ps(r[j], 2));
        store(3 * n + j, _mm512_extractf32x4_ps(r[j], 3));
    }
}
#else
template <class T, std::size_t L>
inline constexpr bool in_quarters = false;
template <class T>
TYPEGRAD_HOST_INLINE void rows_to_columns(const T* const*, std::size_t, T*) {}
template <class T>
TYPEGRAD_HOST_INLINE void columns_to_rows(const T*, std::size_t, T* const*) {}
#endif

/// Elements of L rows that are transposed together; 1: none.
template <class T, std::size_t L>
inline constexpr std::size_t block_width = in_quarters<T, L> ? 16 / sizeof(T) : L % transpose_width<T> == 0 ? transpose_width<T> : 1;
/// Are rows of `elements` numbers transposed in blocks?
template <class T, std::size_t L>
TYPEGRAD_HOST_INLINE constexpr bool in_blocks(std::size_t elements) { return block_width<T, L> > 1 && elements >= block_width<T, L>; }
/// Calls `f` with the first element of each block; the last one reaches back where they do not come out even.
template <std::size_t Width, class F>
TYPEGRAD_HOST_INLINE void each_block(std::size_t elements, F f) {
    for (std::size_t e = 0; e + Width < elements; e += Width) f(e);
    f(elements - Width);
}

/// Element e of row l is row[l][e], or row[l][offset[e]].
template <class T, std::size_t L>
TYPEGRAD_HOST_INLINE void rows_to_tile(const T* const* row, std::size_t elements, const std::ptrdiff_t* offset, T* tile) {
    constexpr std::size_t width = block_width<T, L>;
    if (in_blocks<T, L>(elements) && offset == nullptr)
        each_block<width>(elements, [&](std::size_t e) TYPEGRAD_LAMBDA {
            if constexpr (in_quarters<T, L>) return rows_to_columns(row, e, tile);
            for (std::size_t l = 0; l < L; l += width) {
                const T* from[width];
                T* to[width];
                for (std::size_t k = 0; k < width; ++k) {
                    from[k] = row[l + k] + e;
                    to[k] = tile + (e + k) * L + l;
                }
                transpose_block(from, to);
            }
        });
    else
        for (std::size_t e = 0; e < elements; ++e)
            for (std::size_t l = 0; l < L; ++l) tile[e * L + l] = row[l][offset != nullptr ? offset[e] : static_cast<std::ptrdiff_t>(e)];
}

#if defined(__GNUC__) && !defined(__clang__) // g++ 12 does not see that a kernel has written the tile
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
/// The first `count` instances back into rows.
template <class T, std::size_t L>
TYPEGRAD_HOST_INLINE void tile_to_rows(const T* tile, std::size_t elements, const std::ptrdiff_t* offset, T* const* row, std::size_t count) {
    constexpr std::size_t width = block_width<T, L>;
    if (in_blocks<T, L>(elements) && offset == nullptr && count == L)
        each_block<width>(elements, [&](std::size_t e) TYPEGRAD_LAMBDA {
            if constexpr (in_quarters<T, L>) return columns_to_rows(tile, e, row);
            for (std::size_t l = 0; l < L; l += width) {
                const T* from[width];
                T* to[width];
                for (std::size_t k = 0; k < width; ++k) {
                    from[k] = tile + (e + k) * L + l;
                    to[k] = row[l + k] + e;
                }
                transpose_block(from, to);
            }
        });
    else
        for (std::size_t l = 0; l < count; ++l)
            for (std::size_t e = 0; e < elements; ++e) row[l][offset != nullptr ? offset[e] : static_cast<std::ptrdiff_t>(e)] = tile[e * L + l];
}
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

} // namespace typegrad::cpu
