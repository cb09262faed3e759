// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/batch/by_lane.hpp>

/// After it a batch holds what it would in memory: -ffast-math takes away sums that only round.
#if defined(__FAST_MATH__) || defined(TYPEGRAD_EXCESS_PRECISION)
#define TYPEGRAD_ROUND(x) asm("" : "+m"(x))
#else
#define TYPEGRAD_ROUND(x) static_cast<void>(0)
#endif

namespace typegrad::math {

/// The unsigned integers as wide as T, and the layout of T.
template<floating T>
struct layout;

template<>
struct layout<double> {
    using bits = std::uint64_t;
    static constexpr int mantissa_bits = 52;
    static constexpr bits mantissa = 0xfffffffffffff;
    static constexpr bits one = 0x3ff0000000000000;
    static constexpr bits upper_half = 0xfffffffff8000000; // the 26 leading bits of the mantissa
    static constexpr double shifter = 0x1p52;              // adding it puts an integer into the lowest bits
    static constexpr double bias = 1023;
    static constexpr double smallest_normal = 0x1p-1022;
};

template<>
struct layout<float> {
    using bits = std::uint32_t;
    static constexpr int mantissa_bits = 23;
    static constexpr bits mantissa = 0x7fffff;
    static constexpr bits one = 0x3f800000;
    static constexpr bits upper_half = 0xfffff000;
    static constexpr float shifter = 0x1p23f;
    static constexpr float bias = 127;
    static constexpr float smallest_normal = 0x1p-126f;
};

template<class To, class From, class A>
TYPEGRAD_INLINE xsimd::batch<To, A> reinterpret_bits(const xsimd::batch<From, A>& x) {
#if defined(TYPEGRAD_XSIMD_8)
    return xsimd::bitwise_cast<xsimd::batch<To, A>>(x);
#else
    return xsimd::bitwise_cast<To>(x);
#endif
}

/// x · y + z with one rounding where the architecture has such an instruction, which Debian's xsimd 8 does not use with AVX-512, nor xsimd 14 with 64-bit ARM.
template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> fma(const xsimd::batch<T, A>& x, const xsimd::batch<T, A>& y, const xsimd::batch<T, A>& z) {
#if defined(TYPEGRAD_AVX512)
    if constexpr (std::is_base_of_v<xsimd::avx512f, A>) {
        if constexpr (std::same_as<T, double>)
            return _mm512_fmadd_pd(x, y, z);
        else
            return _mm512_fmadd_ps(x, y, z);
    } else
#endif
#if defined(TYPEGRAD_NEON64)
    if constexpr (std::is_base_of_v<xsimd::neon64, A>) {
        if constexpr (std::same_as<T, double>)
            return vfmaq_f64(z, x, y);
        else
            return vfmaq_f32(z, x, y);
    } else
#endif
        return xsimd::fma(x, y, z);
}
/// z − x · y
template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> fnma(const xsimd::batch<T, A>& x, const xsimd::batch<T, A>& y, const xsimd::batch<T, A>& z) {
#if defined(TYPEGRAD_AVX512)
    if constexpr (std::is_base_of_v<xsimd::avx512f, A>) {
        if constexpr (std::same_as<T, double>)
            return _mm512_fnmadd_pd(x, y, z);
        else
            return _mm512_fnmadd_ps(x, y, z);
    } else
#endif
#if defined(TYPEGRAD_NEON64)
    if constexpr (std::is_base_of_v<xsimd::neon64, A>) {
        if constexpr (std::same_as<T, double>)
            return vfmsq_f64(z, x, y);
        else
            return vfmsq_f32(z, x, y);
    } else
#endif
        return xsimd::fnma(x, y, z);
}

#if defined(TYPEGRAD_NEON64)
/// xsimd's division of `float` is an estimate there, which makes infinities of quotients by denormals.
template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> divide(const xsimd::batch<T, A>& x, const xsimd::batch<T, A>& y) {
    if constexpr (std::same_as<T, float> && std::is_base_of_v<xsimd::neon64, A>)
        return vdivq_f32(x, y);
    else
        return x / y;
}
#endif

/// a / b for finite a and normal b, to one ulp. AVX-512's division takes as long as ten other instructions.
template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> quotient(const xsimd::batch<T, A>& a, const xsimd::batch<T, A>& b) {
#if defined(TYPEGRAD_AVX512)
    if constexpr (std::is_base_of_v<xsimd::avx512f, A>) {
        using batch = xsimd::batch<T, A>;
        batch inverse; // 14 bits, 28, 53
        if constexpr (std::same_as<T, double>) {
            inverse = _mm512_rcp14_pd(b);
            inverse = math::fma(inverse, math::fnma(b, inverse, batch(T(1))), inverse);
        } else
            inverse = _mm512_rcp14_ps(b);
        inverse = math::fma(inverse, math::fnma(b, inverse, batch(T(1))), inverse);
        const batch q = a * inverse;
        return math::fma(math::fnma(b, q, a), inverse, q);
    } else
#endif
        return math::divide(a, b);
}

/// A polynomial, the coefficient of the highest power first.
template<floating T, class A, class... Lower>
TYPEGRAD_INLINE xsimd::batch<T, A> horner(const xsimd::batch<T, A>& x, T highest, Lower... lower) {
    xsimd::batch<T, A> sum(highest);
    ((sum = math::fma(sum, x, xsimd::batch<T, A>(lower))), ...);
    return sum;
}

/// The same, the coefficient of the lowest power first, in a tree of pairs (Estrin): a third of the latency
/// for a few more multiplications.
template<std::size_t N, floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> in_pairs(const xsimd::batch<T, A>& x,
                                            const xsimd::batch<T, A> (&terms)[N]) {
    if constexpr (N == 1) {
        return terms[0];
    } else {
        xsimd::batch<T, A> half[(N + 1) / 2];
        for (std::size_t k = 0; k < N / 2; ++k)
            half[k] = math::fma(terms[2 * k + 1], x, terms[2 * k]);
        if constexpr (N % 2 != 0)
            half[N / 2] = terms[N - 1];
        return math::in_pairs(x * x, half);
    }
}
template<floating T, class A, class... Higher>
TYPEGRAD_INLINE xsimd::batch<T, A> estrin(const xsimd::batch<T, A>& x, T lowest, Higher... higher) {
    const xsimd::batch<T, A> terms[]{xsimd::batch<T, A>(lowest), xsimd::batch<T, A>(higher)...};
    return math::in_pairs(x, terms);
}

/// a · 2^k for integer-valued |k| < 2000 (double) or 250 (float), with one rounding where the result is
/// denormal.
template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> times_power_of_two(const xsimd::batch<T, A>& a,
                                                      const xsimd::batch<T, A>& k) {
    using batch = xsimd::batch<T, A>;
    using bits = typename layout<T>::bits;
    const batch half = xsimd::floor(k * batch(T(0.5)));
    const batch magic(layout<T>::shifter + layout<T>::bias);
    const batch first =
        math::reinterpret_bits<T>(math::reinterpret_bits<bits>(half + magic) << layout<T>::mantissa_bits);
    const batch second = math::reinterpret_bits<T>(math::reinterpret_bits<bits>((k - half) + magic)
                                                   << layout<T>::mantissa_bits);
    return (a * first) * second;
}

/// The sum of two numbers of which the second is much smaller.
template<floating T, class A>
struct double_word {
    xsimd::batch<T, A> hi;
    xsimd::batch<T, A> lo;
};

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> upper_half(const xsimd::batch<T, A>& x) {
    using bits = typename layout<T>::bits;
    return math::reinterpret_bits<T>(math::reinterpret_bits<bits>(x) &
                                     xsimd::batch<bits, A>(layout<T>::upper_half));
}

/// Dekker's exact sum for |a| >= |b| or a = 0.
template<floating T, class A>
TYPEGRAD_INLINE double_word<T, A> fast_two_sum(const xsimd::batch<T, A>& a, const xsimd::batch<T, A>& b) {
    const xsimd::batch<T, A> sum = a + b;
    return {sum, b - (sum - a)};
}

/// The architecture's name says that fma rounds once; elsewhere it may be a product and a sum.
template<class A>
inline constexpr bool fuses = [] {
#if defined(TYPEGRAD_NEON64)
    if (std::is_base_of_v<xsimd::neon64, A>)
        return true;
#endif
    const char* name = A::name();
    for (; *name != 0; ++name) {
        if (name[0] == 'f' && name[1] == 'm' && name[2] == 'a')
            return true;
        if (name[0] == 'a' && name[1] == 'v' && name[2] == 'x' && name[3] == '5')
            return true;
    }
    return false;
}();

/// a · b and its rounding error.
template<floating T, class A>
TYPEGRAD_INLINE double_word<T, A> two_product(const xsimd::batch<T, A>& a, const xsimd::batch<T, A>& b) {
    const xsimd::batch<T, A> p = a * b;
    if constexpr (fuses<A>) {
        return {p, math::fma(a, b, -p)};
    } else {
        const xsimd::batch<T, A> ah = math::upper_half(a), al = a - ah, bh = math::upper_half(b), bl = b - bh;
        return {p, al * bl - (((p - ah * bh) - al * bh) - ah * bl)};
    }
}

} // namespace typegrad::math
