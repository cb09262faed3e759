// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstring>
#include <typegrad/backends/cpu/halves.hpp>
#include <typegrad/backends/scalar_kernel.hpp>
#include <typegrad/math/batch.hpp>

/// L lanes of one element type, as an array of SIMD batches. A loop over mixed element types fixes L for all of them, so
/// a node of a wide type is several batches. Bools are masks over the loop's carrier type.
namespace typegrad::cpu {

template <class T, class Arch>
using batch_bool = xsimd::batch_bool<T, Arch>;

template <class T, class Arch, std::size_t L>
struct pack {
    static constexpr std::size_t width = batch<T, Arch>::size, parts = L < width ? 1 : L / width;
    static constexpr std::size_t room = width * parts; ///< elements that load and store move: more than L where a row computes with a narrow type
    batch<T, Arch> part[parts];

    /// Memory holds `T`, or halves of it.
    template <class M>
    TYPEGRAD_HOST_INLINE static pack load(const M* from) {
        pack p;
        for (std::size_t k = 0; k < parts; ++k)
            if constexpr (std::is_same_v<M, T>) p.part[k] = batch<T, Arch>::load_unaligned(from + k * width);
            else p.part[k] = load_halves<Arch>(from + k * width);
        return p;
    }
    /// `count` elements, and 1 behind them.
    template <class M>
    TYPEGRAD_HOST_INLINE static pack gather(const M* from, std::ptrdiff_t stride, std::ptrdiff_t count = L) {
        alignas(64) M lanes[room];
        for (std::size_t k = 0; k < room; ++k) lanes[k] = M(1);
        for (std::ptrdiff_t k = 0; k < count; ++k) lanes[k] = from[k * stride];
        return load(lanes);
    }
    TYPEGRAD_HOST_INLINE static pack all(T value) {
        pack p;
        for (std::size_t k = 0; k < parts; ++k) p.part[k] = batch<T, Arch>(value);
        return p;
    }
    template <class M>
    TYPEGRAD_HOST_INLINE void store(M* to) const {
        for (std::size_t k = 0; k < parts; ++k)
            if constexpr (std::is_same_v<M, T>) part[k].store_unaligned(to + k * width);
            else store_halves(part[k], to + k * width);
    }
    TYPEGRAD_HOST_INLINE T first() const {
        alignas(64) T lanes[width];
        part[0].store_aligned(lanes);
        return lanes[0];
    }
};

/// A mask of L lanes, one batch_bool of the carrier type per part.
template <class Carrier, class Arch, std::size_t L>
struct mask {
    static constexpr std::size_t width = batch<Carrier, Arch>::size, parts = L < width ? 1 : L / width;
    static constexpr std::size_t room = width * parts;
    batch_bool<Carrier, Arch> part[parts];

    TYPEGRAD_HOST_INLINE static mask load(const bool* from) {
        alignas(64) Carrier lanes[room]{};
        for (std::size_t k = 0; k < L; ++k) lanes[k] = static_cast<Carrier>(from[k]);
        mask m;
        for (std::size_t k = 0; k < parts; ++k) m.part[k] = batch<Carrier, Arch>::load_aligned(lanes + k * width) != batch<Carrier, Arch>(Carrier(0));
        return m;
    }
    TYPEGRAD_HOST_INLINE static mask gather(const bool* from, std::ptrdiff_t stride, std::ptrdiff_t count = L) {
        bool lanes[L]{};
        for (std::ptrdiff_t k = 0; k < count; ++k) lanes[k] = from[k * stride];
        return load(lanes);
    }
    TYPEGRAD_HOST_INLINE static mask all(bool value) {
        mask m;
        for (std::size_t k = 0; k < parts; ++k) m.part[k] = batch_bool<Carrier, Arch>(value);
        return m;
    }
    TYPEGRAD_HOST_INLINE void store(bool* to) const {
        for (std::size_t k = 0; k < parts; ++k) part[k].store_unaligned(to + k * width);
    }
    TYPEGRAD_HOST_INLINE bool first() const {
        bool lanes[width];
        part[0].store_unaligned(lanes);
        return lanes[0];
    }
};

#if defined(TYPEGRAD_AVX2)
/// Is a vector of T one AVX register?
template <class T, class Arch>
inline constexpr bool is_avx_vector = batch<T, Arch>::size * sizeof(T) == 32;

template <class T, class Arch>
TYPEGRAD_HOST_INLINE __m256i mask_bits(const batch_bool<T, Arch>& m) {
    if constexpr (std::is_same_v<T, float>) return _mm256_castps_si256(m);
    else if constexpr (std::is_same_v<T, double>) return _mm256_castpd_si256(m);
    else return m;
}
template <class T, class Arch>
TYPEGRAD_HOST_INLINE batch_bool<T, Arch> mask_of_bits(__m256i bits) {
    if constexpr (std::is_same_v<T, float>) return _mm256_castsi256_ps(bits);
    else if constexpr (std::is_same_v<T, double>) return _mm256_castsi256_pd(bits);
    else return bits;
}
/// Masks of 4-byte elements as masks of 8-byte ones, and back.
template <class To, class From, class Arch, std::size_t L>
TYPEGRAD_HOST_INLINE mask<To, Arch, L> resized_mask(const mask<From, Arch, L>& m) {
    mask<To, Arch, L> out;
    if constexpr (sizeof(To) > sizeof(From)) {
        for (std::size_t k = 0; k < out.parts; ++k) {
            const __m256i from = mask_bits<From, Arch>(m.part[k / 2]);
            out.part[k] = mask_of_bits<To, Arch>(_mm256_cvtepi32_epi64(k % 2 == 0 ? _mm256_castsi256_si128(from) : _mm256_extracti128_si256(from, 1)));
        }
    } else {
        for (std::size_t k = 0; k < out.parts; ++k) {
            const __m256i low = mask_bits<From, Arch>(m.part[2 * k]), high = 2 * k + 1 < m.parts ? mask_bits<From, Arch>(m.part[2 * k + 1]) : low;
            const __m256 even = _mm256_shuffle_ps(_mm256_castsi256_ps(low), _mm256_castsi256_ps(high), 0x88);
            out.part[k] = mask_of_bits<To, Arch>(_mm256_permute4x64_epi64(_mm256_castps_si256(even), 0xD8));
        }
    }
    return out;
}
#endif

#if defined(TYPEGRAD_AVX512)
/// Is a vector of T one AVX-512 register? Its masks are bits.
template <class T, class Arch>
inline constexpr bool is_avx512_vector = batch<T, Arch>::size * sizeof(T) == 64;
template <class T>
using lane_bits = std::conditional_t<sizeof(T) == 8, __mmask8, __mmask16>;

/// Masks of 4-byte elements as masks of 8-byte ones, and back.
template <class To, class From, class Arch, std::size_t L>
TYPEGRAD_HOST_INLINE mask<To, Arch, L> resized_bits(const mask<From, Arch, L>& m) {
    mask<To, Arch, L> out;
    for (std::size_t k = 0; k < out.parts; ++k) {
        unsigned bits;
        if constexpr (sizeof(To) > sizeof(From)) bits = static_cast<unsigned>(m.part[k / 2].data) >> (k % 2 * 8) & 0xFFu;
        else bits = static_cast<unsigned>(m.part[2 * k].data) | (2 * k + 1 < m.parts ? static_cast<unsigned>(m.part[2 * k + 1].data) << 8 : 0u);
        out.part[k] = batch_bool<To, Arch>(static_cast<lane_bits<To>>(bits));
    }
    return out;
}
#endif

/// The same lanes as a mask over another type.
template <class To, class From, class Arch, std::size_t L>
TYPEGRAD_HOST_INLINE mask<To, Arch, L> as_mask(const mask<From, Arch, L>& m) {
    if constexpr (std::is_same_v<To, From>) return m;
    else if constexpr (sizeof(To) == sizeof(From)) {
        mask<To, Arch, L> out;
#if defined(TYPEGRAD_XSIMD_8)
        for (std::size_t k = 0; k < out.parts; ++k) out.part[k] = xsimd::bool_cast(m.part[k]);
#else
        for (std::size_t k = 0; k < out.parts; ++k) out.part[k] = xsimd::batch_bool_cast<To>(m.part[k]);
#endif
        return out;
    } else {
#if defined(TYPEGRAD_AVX512)
        if constexpr (is_avx512_vector<To, Arch> && is_avx512_vector<From, Arch> && sizeof(To) + sizeof(From) == 12) return resized_bits<To>(m);
#endif
#if defined(TYPEGRAD_AVX2)
        if constexpr (is_avx_vector<To, Arch> && is_avx_vector<From, Arch> && sizeof(To) + sizeof(From) == 12) return resized_mask<To>(m);
#endif
        bool lanes[mask<From, Arch, L>::room];
        m.store(lanes);
        return mask<To, Arch, L>::load(lanes);
    }
}

/// The same numbers as another type.
template <class To, class From, class Arch, std::size_t L>
TYPEGRAD_HOST_INLINE pack<To, Arch, L> convert(const pack<From, Arch, L>& x) {
    if constexpr (std::is_same_v<To, From>) return x;
    else {
#if defined(TYPEGRAD_AVX512)
        if constexpr (std::is_same_v<To, double> && std::is_same_v<From, float> && is_avx512_vector<To, Arch>) {
            pack<To, Arch, L> out;
            for (std::size_t k = 0; k < out.parts; ++k) {
                const __m512 pair = x.part[k / 2];
                out.part[k] = _mm512_cvtps_pd(k % 2 == 0 ? _mm512_castps512_ps256(pair) : _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(pair), 1)));
            }
            return out;
        }
#endif
#if defined(TYPEGRAD_AVX2)
        if constexpr (std::is_same_v<To, double> && std::is_same_v<From, float> && is_avx_vector<To, Arch> && is_avx_vector<From, Arch>) {
            pack<To, Arch, L> out;
            for (std::size_t k = 0; k < out.parts; ++k) {
                const __m256 pair = x.part[k / 2];
                out.part[k] = _mm256_cvtps_pd(k % 2 == 0 ? _mm256_castps256_ps128(pair) : _mm256_extractf128_ps(pair, 1));
            }
            return out;
        }
#endif
        alignas(64) From from[pack<From, Arch, L>::room];
        alignas(64) To to[pack<To, Arch, L>::room]{};
        x.store(from);
        for (std::size_t k = 0; k < L; ++k) to[k] = static_cast<To>(from[k]);
        return pack<To, Arch, L>::load(to);
    }
}

/// The numbers as halves hold them.
template <class Half, class From, class Arch, std::size_t L>
TYPEGRAD_HOST_INLINE pack<float, Arch, L> rounded_to(const pack<From, Arch, L>& x) {
    pack<float, Arch, L> out;
    if constexpr (std::is_same_v<From, float>)
        for (std::size_t k = 0; k < out.parts; ++k) out.part[k] = nearest_halves<Half>(x.part[k]);
    else {
        alignas(64) From from[pack<From, Arch, L>::room];
        alignas(64) Half halves[pack<float, Arch, L>::room]{};
        x.store(from);
        for (std::size_t k = 0; k < L; ++k) halves[k] = Half(from[k]);
        out = pack<float, Arch, L>::load(halves);
    }
    return out;
}

/// All lanes joined by a reduction's rule, pairwise: those of the first half with those of the second, and so on.
template <op Reduction, class T, class Arch, std::size_t L>
TYPEGRAD_HOST_INLINE T join_lanes(const pack<T, Arch, L>& x) {
    alignas(64) T lanes[pack<T, Arch, L>::room];
    std::size_t count = L;
#if defined(TYPEGRAD_AVX512)
    if constexpr (is_avx512_vector<T, Arch> && std::is_floating_point_v<T> && pack<T, Arch, L>::parts == 1 && L == pack<T, Arch, L>::width) {
        using half = xsimd::batch<T, xsimd::avx2>;
        typedef double eight_doubles __attribute__((vector_size(64))); // not by intrinsics: g++ 12 warns of theirs where somebody includes them first
        const auto all = __builtin_bit_cast(eight_doubles, x.part[0].data);
        const auto halves = [](auto h) TYPEGRAD_LAMBDA { return half(__builtin_bit_cast(typename half::register_type, h)); };
        const half joined = rule<Reduction>::forward(halves(__builtin_shufflevector(all, all, 0, 1, 2, 3)), halves(__builtin_shufflevector(all, all, 4, 5, 6, 7)));
        joined.store_aligned(lanes);
        count = L / 2;
    } else
#endif
        x.store(lanes);
    for (std::size_t half = count / 2; half > 0; half /= 2)
        for (std::size_t k = 0; k < half; ++k) lanes[k] = rule<Reduction>::forward(lanes[k], lanes[k + half]);
    return lanes[0];
}

} // namespace typegrad::cpu
