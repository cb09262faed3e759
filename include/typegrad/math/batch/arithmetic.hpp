// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/batch/bits.hpp>

namespace typegrad::math {

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch_bool<T, A> is_nan(const xsimd::batch<T, A>& x) {
    return xsimd::isnan(x);
}

template<arithmetic T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> select(const xsimd::batch_bool<T, A>& condition,
                                          const xsimd::batch<T, A>& yes, const xsimd::batch<T, A>& no) {
#if defined(TYPEGRAD_AVX512)
    // xsimd 8's for integers does not compile where intrinsics are macros, as with g++ -O0
    if constexpr (!floating<T> && xsimd::batch<T, A>::size * sizeof(T) == 64)
        return sizeof(T) == 8 ? _mm512_mask_mov_epi64(no, static_cast<__mmask8>(condition.data), yes)
                              : _mm512_mask_mov_epi32(no, static_cast<__mmask16>(condition.data), yes);
    else
#endif
        return xsimd::select(condition, yes, no);
}

template<arithmetic T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> abs(const xsimd::batch<T, A>& x) {
    return xsimd::abs(x);
}

template<arithmetic T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> sign(const xsimd::batch<T, A>& x) {
    using batch = xsimd::batch<T, A>;
    const batch zero(T(0));
    const batch negative = select(x < zero, batch(T(-1)), zero);
    const batch signs = select(x > zero, batch(T(1)), negative);
    if constexpr (floating<T>)
        return select(xsimd::isnan(x), x, signs);
    else
        return signs;
}

/// NaN if either is: which operand xsimd's min and max give then has changed between its versions.
template<arithmetic T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> minimum(const xsimd::batch<T, A>& x, const xsimd::batch<T, A>& y) {
    if constexpr (floating<T>)
        return xsimd::select((x < y) | xsimd::isnan(x), x, y);
    else
        return xsimd::min(x, y);
}

template<arithmetic T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> maximum(const xsimd::batch<T, A>& x, const xsimd::batch<T, A>& y) {
    if constexpr (floating<T>)
        return xsimd::select((x > y) | xsimd::isnan(x), x, y);
    else
        return xsimd::max(x, y);
}

template<arithmetic T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> floor_mod(const xsimd::batch<T, A>& x, const xsimd::batch<T, A>& y) {
    return math::by_lane([](T a, T b) { return math::floor_mod(a, b); }, x, y);
}

#if defined(TYPEGRAD_NEON64)
/// By instructions of 64-bit ARM. xsimd's square root of `float` is an estimate there, which makes NaN of infinity, and its roundings make a
/// positive zero of a negative one.
namespace neon64 {
#define TYPEGRAD_NEON_FUNCTION(F, INSTRUCTION) \
    TYPEGRAD_INLINE float32x4_t F(float32x4_t x) { return INSTRUCTION##_f32(x); } \
    TYPEGRAD_INLINE float64x2_t F(float64x2_t x) { return INSTRUCTION##_f64(x); }
TYPEGRAD_NEON_FUNCTION(floor, vrndmq)
TYPEGRAD_NEON_FUNCTION(ceil, vrndpq)
TYPEGRAD_NEON_FUNCTION(trunc, vrndq)
TYPEGRAD_NEON_FUNCTION(nearbyint, vrndnq)
TYPEGRAD_NEON_FUNCTION(sqrt, vsqrtq)
#undef TYPEGRAD_NEON_FUNCTION
} // namespace neon64
/// Where the architecture is that, its own function.
#define TYPEGRAD_OR_NEON(F) \
    if constexpr (std::is_base_of_v<xsimd::neon64, A>) return neon64::F(x); \
    else
#else
#define TYPEGRAD_OR_NEON(F)
#endif

/// Before SSE4.1 there is no rounding instruction, and xsimd's replacement makes a positive zero of a
/// negative one.
template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> with_sign_kept(const xsimd::batch<T, A>& rounded,
                                                  const xsimd::batch<T, A>& x) {
    if constexpr (std::is_base_of_v<xsimd::sse2, A> && !std::is_base_of_v<xsimd::sse4_1, A>)
        return rounded | xsimd::bitofsign(x);
    else
        return rounded;
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> floor(const xsimd::batch<T, A>& x) {
    TYPEGRAD_OR_NEON(floor)
    return math::with_sign_kept(xsimd::floor(x), x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> ceil(const xsimd::batch<T, A>& x) {
    TYPEGRAD_OR_NEON(ceil)
    return math::with_sign_kept(xsimd::ceil(x), x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> trunc(const xsimd::batch<T, A>& x) {
    TYPEGRAD_OR_NEON(trunc)
    return math::with_sign_kept(xsimd::trunc(x), x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> round(const xsimd::batch<T, A>& x) {
    TYPEGRAD_OR_NEON(nearbyint)
    return xsimd::nearbyint(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> sqrt(const xsimd::batch<T, A>& x) {
    TYPEGRAD_OR_NEON(sqrt)
    return xsimd::sqrt(x);
}
#undef TYPEGRAD_OR_NEON

/// Not xsimd::rsqrt, which is an estimate on some architectures.
template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> rsqrt(const xsimd::batch<T, A>& x) {
    return math::divide(xsimd::batch<T, A>(T(1)), math::sqrt(x));
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> hypot(const xsimd::batch<T, A>& x, const xsimd::batch<T, A>& y) {
    using batch = xsimd::batch<T, A>;
    // xsimd squares without scaling, which overflows or underflows in half of the range.
    constexpr bool wide = std::same_as<T, double>;
    const batch ax = xsimd::abs(x), ay = xsimd::abs(y);
    const batch largest = math::maximum(ax, ay);
    const batch one(T(1)), up(wide ? T(0x1p600) : T(0x1p70)), down(wide ? T(0x1p-600) : T(0x1p-70));
    const batch high(wide ? T(0x1p500) : T(0x1p60)), low(wide ? T(0x1p-450) : T(0x1p-40));
    const auto is_high = largest > high, is_low = largest < low;
    const batch factor = xsimd::select(is_high, down, xsimd::select(is_low, up, one));
    const batch inverse = xsimd::select(is_high, up, xsimd::select(is_low, down, one));
    const batch sx = ax * factor, sy = ay * factor;
    const batch result = math::sqrt(math::fma(sx, sx, sy * sy)) * inverse;
    const batch infinity(std::numeric_limits<T>::infinity());
    return xsimd::select((ax == infinity) | (ay == infinity), infinity, result);
}

} // namespace typegrad::math
