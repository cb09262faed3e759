// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <typegrad/backends/cpu/pack.hpp>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

/// The first lanes of a vector alone, for what is left at the end of a row. Copies go through masked moves where there are
/// some: a vector that is loaded behind single stores waits for all of them.
namespace typegrad::cpu {

/// 32-bit lanes: `lane_window + 16 - n` begins with n lanes of ones.
inline constexpr std::int32_t lane_window[32]{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};

/// Lane by lane `from` below `count` and `otherwise` from there on, to `to`, which has room for whole batches.
template <class T, class Arch, std::size_t L>
TYPEGRAD_INLINE void load_first(T* to, const T* from, std::ptrdiff_t count, T otherwise) {
    constexpr std::size_t width = pack_width<T, Arch>, parts = L < width ? 1 : L / width;
#if defined(__AVX2__)
    if constexpr (width * sizeof(T) == 32 && sizeof(T) >= 4) {
        for (std::size_t p = 0; p < parts; ++p) {
            const std::ptrdiff_t rest = count - static_cast<std::ptrdiff_t>(p * width), n = rest < 0 ? 0 : rest > static_cast<std::ptrdiff_t>(width) ? static_cast<std::ptrdiff_t>(width) : rest;
            const __m256i mask = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(lane_window + 16 - n * static_cast<std::ptrdiff_t>(sizeof(T) / 4)));
            const void* source = from + p * width;
            __m256i x, fill;
            if constexpr (sizeof(T) == 4) {
                x = _mm256_maskload_epi32(static_cast<const int*>(source), mask);
                fill = _mm256_set1_epi32(__builtin_bit_cast(int, otherwise));
            } else {
                x = _mm256_maskload_epi64(static_cast<const long long*>(source), mask);
                fill = _mm256_set1_epi64x(__builtin_bit_cast(long long, otherwise));
            }
            _mm256_store_si256(reinterpret_cast<__m256i*>(to + p * width), _mm256_blendv_epi8(fill, x, mask));
        }
        return;
    }
#endif
    for (std::size_t k = 0; k < width * parts; ++k) to[k] = static_cast<std::ptrdiff_t>(k) < count ? from[k] : otherwise;
}

/// The first `count` lanes of `from` to `to`, and nothing behind them.
template <class T, class Arch, std::size_t L>
TYPEGRAD_INLINE void store_first(T* to, const T* from, std::ptrdiff_t count) {
#if defined(__AVX2__)
    constexpr std::size_t width = pack_width<T, Arch>, parts = L < width ? 1 : L / width;
    if constexpr (width * sizeof(T) == 32 && sizeof(T) >= 4) {
        for (std::size_t p = 0; p < parts; ++p) {
            const std::ptrdiff_t rest = count - static_cast<std::ptrdiff_t>(p * width), n = rest < 0 ? 0 : rest > static_cast<std::ptrdiff_t>(width) ? static_cast<std::ptrdiff_t>(width) : rest;
            const __m256i mask = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(lane_window + 16 - n * static_cast<std::ptrdiff_t>(sizeof(T) / 4)));
            const __m256i x = _mm256_load_si256(reinterpret_cast<const __m256i*>(from + p * width));
            void* target = to + p * width;
            if constexpr (sizeof(T) == 4) _mm256_maskstore_epi32(static_cast<int*>(target), mask, x);
            else _mm256_maskstore_epi64(static_cast<long long*>(target), mask, x);
        }
        return;
    }
#endif
    for (std::ptrdiff_t k = 0; k < count; ++k) to[k] = from[k];
}

/// Lane by lane `x` below `count` and `otherwise` from there on.
template <class T, class Arch, std::size_t L>
TYPEGRAD_INLINE pack<T, Arch, L> first_of(const pack<T, Arch, L>& x, const pack<T, Arch, L>& otherwise, std::ptrdiff_t count) {
    using P = pack<T, Arch, L>;
    using B = batch<T, Arch>;
    alignas(64) T number[P::width];
    for (std::size_t k = 0; k < P::width; ++k) number[k] = static_cast<T>(k);
    const B lane = B::load_aligned(number);
    P out;
    for (std::size_t p = 0; p < P::parts; ++p)
        out.part[p] = math::select(lane < B(static_cast<T>(count - static_cast<std::ptrdiff_t>(p * P::width))), x.part[p], otherwise.part[p]);
    return out;
}

} // namespace typegrad::cpu
