// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <typegrad/config.hpp>

#if defined(__AVX__)
#include <immintrin.h>
#endif

/// A tile holds L instances of an array, element by element: `tile[e * L + l]` is element e of instance l. Rows in memory are
/// transposed on the way in and out.
namespace typegrad::cpu {

/// Rows that are transposed together, in registers.
#if defined(__AVX__)
template <class T>
inline constexpr std::size_t transpose_width = sizeof(T) == 8 ? 4 : sizeof(T) == 4 ? 8 : 1;

/// to[k][l] = from[l][k] for 4 by 4 numbers of 8 bytes or 8 by 8 of 4 bytes.
template <class T>
TYPEGRAD_INLINE void transpose_block(const T* const* from, T* const* to) {
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
TYPEGRAD_INLINE void transpose_block(const T* const* from, T* const* to) { *to[0] = *from[0]; }
#endif

/// Are rows of `elements` numbers transposed in blocks?
template <class T, std::size_t L>
TYPEGRAD_INLINE constexpr bool in_blocks(std::size_t elements) {
    return transpose_width<T> > 1 && L % transpose_width<T> == 0 && elements >= transpose_width<T>;
}
/// Calls `f` with the first element of each block; the last one reaches back where they do not come out even.
template <class T, class F>
TYPEGRAD_INLINE void each_block(std::size_t elements, F f) {
    constexpr std::size_t width = transpose_width<T>;
    for (std::size_t e = 0; e + width < elements; e += width) f(e);
    f(elements - width);
}

/// Element e of row l is row[l][e], or row[l][offset[e]].
template <class T, std::size_t L>
TYPEGRAD_INLINE void rows_to_tile(const T* const* row, std::size_t elements, const std::ptrdiff_t* offset, T* tile) {
    constexpr std::size_t width = transpose_width<T>;
    if (in_blocks<T, L>(elements) && offset == nullptr)
        each_block<T>(elements, [&](std::size_t e) TYPEGRAD_LAMBDA {
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

/// The first `count` instances back into rows.
template <class T, std::size_t L>
TYPEGRAD_INLINE void tile_to_rows(const T* tile, std::size_t elements, const std::ptrdiff_t* offset, T* const* row, std::size_t count) {
    constexpr std::size_t width = transpose_width<T>;
    if (in_blocks<T, L>(elements) && offset == nullptr && count == L)
        each_block<T>(elements, [&](std::size_t e) TYPEGRAD_LAMBDA {
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

} // namespace typegrad::cpu
