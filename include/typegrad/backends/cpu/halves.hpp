// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/half.hpp>
#include <typegrad/math/xsimd.hpp>

#if defined(TYPEGRAD_AVX2)
#include <immintrin.h>
#endif

/// Halves on their way between memory and vectors of floats.
namespace typegrad::cpu {

template <class T, class Arch>
using batch = xsimd::batch<T, Arch>;
using default_arch = xsimd::default_arch;

/// A vector of floats from as many halves.
template <class Arch, class Half>
TYPEGRAD_HOST_INLINE batch<float, Arch> load_halves(const Half* from) {
    constexpr std::size_t width = batch<float, Arch>::size;
#if defined(TYPEGRAD_AVX512)
    if constexpr (width == 16) {
        const __m256i bits = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
        if constexpr (std::is_same_v<Half, half>) return _mm512_cvtph_ps(bits);
        else return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(bits), 16));
    } else
#endif
#if defined(TYPEGRAD_AVX2) && defined(__F16C__)
    if constexpr (width == 8) {
        const __m128i bits = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
        if constexpr (std::is_same_v<Half, half>) return _mm256_cvtph_ps(bits);
        else return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(bits), 16));
    } else
#endif
    {
        alignas(64) float lanes[width];
        for (std::size_t k = 0; k < width; ++k) lanes[k] = from[k];
        return batch<float, Arch>::load_aligned(lanes);
    }
}
/// `x` holds numbers that halves can hold.
template <class Arch, class Half>
TYPEGRAD_HOST_INLINE void store_halves(const batch<float, Arch>& x, Half* to) {
    constexpr std::size_t width = batch<float, Arch>::size;
#if defined(TYPEGRAD_AVX512)
    if constexpr (width == 16) {
        __m256i bits;
        if constexpr (std::is_same_v<Half, half>) bits = _mm512_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT);
        else bits = _mm512_cvtepi32_epi16(_mm512_srli_epi32(_mm512_castps_si512(x), 16));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), bits);
    } else
#endif
#if defined(TYPEGRAD_AVX2) && defined(__F16C__)
    if constexpr (width == 8) {
        __m128i bits;
        if constexpr (std::is_same_v<Half, half>) bits = _mm256_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT);
        else {
            const __m256i upper = _mm256_srli_epi32(_mm256_castps_si256(x), 16);
            bits = _mm256_castsi256_si128(_mm256_permute4x64_epi64(_mm256_packus_epi32(upper, upper), 0x08));
        }
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to), bits);
    } else
#endif
    {
        alignas(64) float lanes[width];
        x.store_aligned(lanes);
        for (std::size_t k = 0; k < width; ++k) to[k] = Half(lanes[k]);
    }
}
/// `x` to the nearest numbers that halves can hold.
template <class Half, class Arch>
TYPEGRAD_HOST_INLINE batch<float, Arch> nearest_halves(const batch<float, Arch>& x) {
    constexpr std::size_t width = batch<float, Arch>::size;
#if defined(TYPEGRAD_AVX512)
    if constexpr (width == 16) {
        if constexpr (std::is_same_v<Half, half>) return _mm512_cvtph_ps(_mm512_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT));
        else { // as bfloat16 rounds one number
            const __m512i all = _mm512_castps_si512(x), odd = _mm512_and_si512(_mm512_srli_epi32(all, 16), _mm512_set1_epi32(1));
            const __m512i nearest = _mm512_add_epi32(_mm512_add_epi32(all, _mm512_set1_epi32(0x7FFF)), odd);
            const __m512i chosen = _mm512_mask_or_epi32(nearest, _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q), all, _mm512_set1_epi32(0x400000));
            return _mm512_castsi512_ps(_mm512_and_si512(chosen, _mm512_set1_epi32(-0x10000)));
        }
    } else
#endif
#if defined(TYPEGRAD_AVX2) && defined(__F16C__)
    if constexpr (width == 8) {
        if constexpr (std::is_same_v<Half, half>) return _mm256_cvtph_ps(_mm256_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT));
        else {
            const __m256i all = _mm256_castps_si256(x), odd = _mm256_and_si256(_mm256_srli_epi32(all, 16), _mm256_set1_epi32(1));
            const __m256i nearest = _mm256_add_epi32(_mm256_add_epi32(all, _mm256_set1_epi32(0x7FFF)), odd), quiet = _mm256_or_si256(all, _mm256_set1_epi32(0x400000));
            const __m256i chosen = _mm256_blendv_epi8(nearest, quiet, _mm256_castps_si256(_mm256_cmp_ps(x, x, _CMP_UNORD_Q)));
            return _mm256_castsi256_ps(_mm256_and_si256(chosen, _mm256_set1_epi32(-0x10000)));
        }
    } else
#endif
    {
        alignas(64) float lanes[width];
        x.store_aligned(lanes);
        for (float& lane : lanes) lane = Half(lane);
        return batch<float, Arch>::load_aligned(lanes);
    }
}

} // namespace typegrad::cpu
