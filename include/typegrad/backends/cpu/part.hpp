// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <typegrad/backends/cpu/pack.hpp>

/// The first lanes of a vector alone, for what is left at the end of a row: through masked moves where there are some, for
/// a vector that is loaded behind single stores waits for all of them.
namespace typegrad::cpu {

/// Which lanes of a vector take part: all, or those below `count`.
struct whole_vector {
    static constexpr bool whole = true;
};
struct first_lanes {
    static constexpr bool whole = false;
    std::ptrdiff_t count;
};

#if defined(TYPEGRAD_AVX2)
/// `lane_window + 16 - n` begins with n 32-bit lanes of ones.
inline constexpr std::int32_t lane_window[32]{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
template <class T>
TYPEGRAD_HOST_INLINE __m256i lane_mask(std::ptrdiff_t count) {
    constexpr std::ptrdiff_t width = 32 / sizeof(T);
    const std::ptrdiff_t n = count < 0 ? 0 : count > width ? width : count;
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(lane_window + 16 - n * static_cast<std::ptrdiff_t>(sizeof(T) / 4)));
}
template <class T, class Arch>
inline constexpr bool has_masked_moves = is_avx_vector<T, Arch> && sizeof(T) >= 4;
#endif
#if defined(TYPEGRAD_AVX512)
/// A bit for each of the first `count` lanes.
template <class T>
TYPEGRAD_HOST_INLINE lane_bits<T> first_lane_bits(std::ptrdiff_t count) {
    constexpr std::ptrdiff_t width = 64 / sizeof(T);
    const std::ptrdiff_t n = count < 0 ? 0 : count > width ? width : count;
    return static_cast<lane_bits<T>>((1u << n) - 1);
}
#endif

/// Lane by lane what is at `from` below `count`, and 1 from there on.
template <class T, class Arch, std::size_t L, class M>
TYPEGRAD_HOST_INLINE pack<T, Arch, L> load_first(const M* from, std::ptrdiff_t count) {
    using P = pack<T, Arch, L>;
#if defined(TYPEGRAD_AVX512)
    if constexpr (std::is_same_v<M, T> && is_avx512_vector<T, Arch> && sizeof(T) >= 4) {
        P x;
        for (std::size_t p = 0; p < P::parts; ++p) {
            const T* at = from + p * P::width;
            const auto bits = first_lane_bits<T>(count - static_cast<std::ptrdiff_t>(p * P::width));
            if constexpr (std::is_same_v<T, float>) x.part[p] = _mm512_mask_loadu_ps(_mm512_set1_ps(1), bits, at);
            else if constexpr (std::is_same_v<T, double>) x.part[p] = _mm512_mask_loadu_pd(_mm512_set1_pd(1), bits, at);
            else if constexpr (sizeof(T) == 4) x.part[p] = _mm512_mask_loadu_epi32(_mm512_set1_epi32(1), bits, at);
            else x.part[p] = _mm512_mask_loadu_epi64(_mm512_set1_epi64(1), bits, at);
        }
        return x;
    } else
#endif
#if defined(TYPEGRAD_AVX2)
    if constexpr (std::is_same_v<M, T> && has_masked_moves<T, Arch>) {
        P x;
        for (std::size_t p = 0; p < P::parts; ++p) {
            const T* at = from + p * P::width;
            const __m256i mask = lane_mask<T>(count - static_cast<std::ptrdiff_t>(p * P::width));
            if constexpr (std::is_same_v<T, float>) x.part[p] = _mm256_blendv_ps(_mm256_set1_ps(1), _mm256_maskload_ps(at, mask), _mm256_castsi256_ps(mask));
            else if constexpr (std::is_same_v<T, double>) x.part[p] = _mm256_blendv_pd(_mm256_set1_pd(1), _mm256_maskload_pd(at, mask), _mm256_castsi256_pd(mask));
            else if constexpr (sizeof(T) == 4) x.part[p] = _mm256_blendv_epi8(_mm256_set1_epi32(1), _mm256_maskload_epi32(reinterpret_cast<const int*>(at), mask), mask);
            else x.part[p] = _mm256_blendv_epi8(_mm256_set1_epi64x(1), _mm256_maskload_epi64(reinterpret_cast<const long long*>(at), mask), mask);
        }
        return x;
    } else
#endif
        return P::gather(from, 1, count);
}

/// The lanes below `count` to `to`, and nothing behind them.
template <class T, class Arch, std::size_t L, class M>
TYPEGRAD_HOST_INLINE void store_first(const pack<T, Arch, L>& x, M* to, std::ptrdiff_t count) {
    using P = pack<T, Arch, L>;
#if defined(TYPEGRAD_AVX512)
    if constexpr (std::is_same_v<M, T> && is_avx512_vector<T, Arch> && sizeof(T) >= 4) {
        for (std::size_t p = 0; p < P::parts; ++p) {
            T* at = to + p * P::width;
            const auto bits = first_lane_bits<T>(count - static_cast<std::ptrdiff_t>(p * P::width));
            if constexpr (std::is_same_v<T, float>) _mm512_mask_storeu_ps(at, bits, x.part[p]);
            else if constexpr (std::is_same_v<T, double>) _mm512_mask_storeu_pd(at, bits, x.part[p]);
            else if constexpr (sizeof(T) == 4) _mm512_mask_storeu_epi32(at, bits, x.part[p]);
            else _mm512_mask_storeu_epi64(at, bits, x.part[p]);
        }
        return;
    }
#endif
#if defined(TYPEGRAD_AVX2)
    if constexpr (std::is_same_v<M, T> && has_masked_moves<T, Arch>) {
        for (std::size_t p = 0; p < P::parts; ++p) {
            T* at = to + p * P::width;
            const __m256i mask = lane_mask<T>(count - static_cast<std::ptrdiff_t>(p * P::width));
            if constexpr (std::is_same_v<T, float>) _mm256_maskstore_ps(at, mask, x.part[p]);
            else if constexpr (std::is_same_v<T, double>) _mm256_maskstore_pd(at, mask, x.part[p]);
            else if constexpr (sizeof(T) == 4) _mm256_maskstore_epi32(reinterpret_cast<int*>(at), mask, x.part[p]);
            else _mm256_maskstore_epi64(reinterpret_cast<long long*>(at), mask, x.part[p]);
        }
        return;
    }
#endif
    alignas(64) M lanes[P::room];
    x.store(lanes);
    for (std::ptrdiff_t k = 0; k < count; ++k) to[k] = lanes[k];
}
template <class Carrier, class Arch, std::size_t L>
TYPEGRAD_HOST_INLINE void store_first(const mask<Carrier, Arch, L>& x, bool* to, std::ptrdiff_t count) {
    bool lanes[mask<Carrier, Arch, L>::room];
    x.store(lanes);
    for (std::ptrdiff_t k = 0; k < count; ++k) to[k] = lanes[k];
}

/// Lane by lane `x` below `count` and `otherwise` from there on.
template <class T, class Arch, std::size_t L>
TYPEGRAD_HOST_INLINE pack<T, Arch, L> first_of(const pack<T, Arch, L>& x, const pack<T, Arch, L>& otherwise, std::ptrdiff_t count) {
    using P = pack<T, Arch, L>;
    using B = batch<T, Arch>;
#if defined(TYPEGRAD_AVX512)
    if constexpr (is_avx512_vector<T, Arch> && sizeof(T) >= 4) {
        P out;
        for (std::size_t p = 0; p < P::parts; ++p)
            out.part[p] = math::select(batch_bool<T, Arch>(first_lane_bits<T>(count - static_cast<std::ptrdiff_t>(p * P::width))), x.part[p], otherwise.part[p]);
        return out;
    }
#endif
#if defined(TYPEGRAD_AVX2)
    if constexpr (has_masked_moves<T, Arch> && sizeof(T) == 8) { // with floats clang runs out of registers
        P out;
        for (std::size_t p = 0; p < P::parts; ++p)
            out.part[p] = math::select(mask_of_bits<T, Arch>(lane_mask<T>(count - static_cast<std::ptrdiff_t>(p * P::width))), x.part[p], otherwise.part[p]);
        return out;
    }
#endif
    alignas(64) T number[P::width];
    for (std::size_t k = 0; k < P::width; ++k) number[k] = static_cast<T>(k);
    const B lane = B::load_aligned(number);
    P out;
    for (std::size_t p = 0; p < P::parts; ++p)
        out.part[p] = math::select(lane < B(static_cast<T>(count - static_cast<std::ptrdiff_t>(p * P::width))), x.part[p], otherwise.part[p]);
    return out;
}

} // namespace typegrad::cpu
