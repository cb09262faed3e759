// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/scalar.hpp>
#include <typegrad/math/vectors/batch.hpp>

/// Rounding, roots and elementary functions of the compiler's vectors.
namespace typegrad::vectors {

/// f of each lane.
template <class F, class T, class A, class... More>
TYPEGRAD_HOST_INLINE batch<T, A> each_lane(F f, const batch<T, A>& x, const More&... more) {
    batch<T, A> out;
    for (std::size_t k = 0; k < x.size; ++k) out.data[k] = f(x.data[k], more.data[k]...);
    return out;
}

// Compilers that are to respect errno and rounding make no vector instruction of a loop over lanes: these are asked for by name.
enum class rounding { down = 9, up = 10, to_zero = 11, to_nearest = 12 };
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> fma(const batch<T, A>& x, const batch<T, A>& y, const batch<T, A>& z) {
    [[maybe_unused]] constexpr bool single = sizeof(T) == 4;
#if !defined(__FMA__) && !defined(__AVX512F__) && !defined(__ARM_FEATURE_FMA)
    return x * y + z;
#elif __has_builtin(__builtin_elementwise_fma)
    return __builtin_elementwise_fma(x.data, y.data, z.data);
#else
#if defined(__AVX512F__) && !defined(__clang__)
    if constexpr (A::bytes == 64) {
        if constexpr (single) return __builtin_ia32_vfmaddps512_mask(x.data, y.data, z.data, static_cast<unsigned short>(-1), 4);
        else return __builtin_ia32_vfmaddpd512_mask(x.data, y.data, z.data, static_cast<unsigned char>(-1), 4);
    } else
#endif
#if defined(__FMA__) && !defined(__clang__)
    if constexpr (A::bytes == 32) {
        if constexpr (single) return __builtin_ia32_vfmaddps256(x.data, y.data, z.data);
        else return __builtin_ia32_vfmaddpd256(x.data, y.data, z.data);
    } else if constexpr (A::bytes == 16) {
        if constexpr (single) return __builtin_ia32_vfmaddps(x.data, y.data, z.data);
        else return __builtin_ia32_vfmaddpd(x.data, y.data, z.data);
    } else
#endif
        return vectors::each_lane([](T a, T b, T c) TYPEGRAD_LAMBDA { return libm::fma(a, b, c); }, x, y, z);
#endif
}
/// z − x · y
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> fnma(const batch<T, A>& x, const batch<T, A>& y, const batch<T, A>& z) { return vectors::fma(-x, y, z); }

template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> sqrt(const batch<T, A>& x) {
    [[maybe_unused]] constexpr bool single = sizeof(T) == 4;
#if __has_builtin(__builtin_elementwise_sqrt)
    return __builtin_elementwise_sqrt(x.data);
#else
#if defined(__AVX512F__) && !defined(__clang__)
    if constexpr (A::bytes == 64) {
        if constexpr (single) return __builtin_ia32_sqrtps512_mask(x.data, x.data, static_cast<unsigned short>(-1), 4);
        else return __builtin_ia32_sqrtpd512_mask(x.data, x.data, static_cast<unsigned char>(-1), 4);
    } else
#endif
#if defined(__AVX__) && !defined(__clang__)
    if constexpr (A::bytes == 32) {
        if constexpr (single) return __builtin_ia32_sqrtps256(x.data);
        else return __builtin_ia32_sqrtpd256(x.data);
    } else
#endif
#if defined(__SSE2__) && !defined(__clang__)
    if constexpr (A::bytes == 16) {
        if constexpr (single) return __builtin_ia32_sqrtps(x.data);
        else return __builtin_ia32_sqrtpd(x.data);
    } else
#endif
        return vectors::each_lane([](T a) TYPEGRAD_LAMBDA { return libm::sqrt(a); }, x);
#endif
}
template <rounding To, class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> rounded(const batch<T, A>& x) {
    [[maybe_unused]] constexpr bool single = sizeof(T) == 4;
    [[maybe_unused]] constexpr int how = static_cast<int>(To);
#if __has_builtin(__builtin_elementwise_nearbyint)
    if constexpr (To == rounding::down) return __builtin_elementwise_floor(x.data);
    else if constexpr (To == rounding::up) return __builtin_elementwise_ceil(x.data);
    else if constexpr (To == rounding::to_zero) return __builtin_elementwise_trunc(x.data);
    else return __builtin_elementwise_nearbyint(x.data);
#else
#if defined(__AVX512F__) && !defined(__clang__)
    if constexpr (A::bytes == 64) {
        if constexpr (single) return __builtin_ia32_rndscaleps_mask(x.data, how, x.data, static_cast<unsigned short>(-1), 4);
        else return __builtin_ia32_rndscalepd_mask(x.data, how, x.data, static_cast<unsigned char>(-1), 4);
    } else
#endif
#if defined(__AVX__) && !defined(__clang__)
    if constexpr (A::bytes == 32) {
        if constexpr (single) return __builtin_ia32_roundps256(x.data, how);
        else return __builtin_ia32_roundpd256(x.data, how);
    } else
#endif
#if defined(__SSE4_1__) && !defined(__clang__)
    if constexpr (A::bytes == 16) {
        if constexpr (single) return __builtin_ia32_roundps(x.data, how);
        else return __builtin_ia32_roundpd(x.data, how);
    } else
#endif
        return vectors::each_lane([](T a) TYPEGRAD_LAMBDA {
            return To == rounding::down ? libm::floor(a) : To == rounding::up ? libm::ceil(a) : To == rounding::to_zero ? libm::trunc(a) : libm::rint(a);
        }, x);
#endif
}
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> floor(const batch<T, A>& x) { return vectors::rounded<rounding::down>(x); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> ceil(const batch<T, A>& x) { return vectors::rounded<rounding::up>(x); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> trunc(const batch<T, A>& x) { return vectors::rounded<rounding::to_zero>(x); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> nearbyint(const batch<T, A>& x) { return vectors::rounded<rounding::to_nearest>(x); }

// What is not our own: the C library's, lane by lane.
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> exp2(const batch<T, A>& x) { return vectors::each_lane([](T a) TYPEGRAD_LAMBDA { return math::exp2(a); }, x); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> expm1(const batch<T, A>& x) { return vectors::each_lane([](T a) TYPEGRAD_LAMBDA { return math::expm1(a); }, x); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> log2(const batch<T, A>& x) { return vectors::each_lane([](T a) TYPEGRAD_LAMBDA { return math::log2(a); }, x); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> log10(const batch<T, A>& x) { return vectors::each_lane([](T a) TYPEGRAD_LAMBDA { return math::log10(a); }, x); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> log1p(const batch<T, A>& x) { return vectors::each_lane([](T a) TYPEGRAD_LAMBDA { return math::log1p(a); }, x); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> sin(const batch<T, A>& x) { return vectors::each_lane([](T a) TYPEGRAD_LAMBDA { return math::sin(a); }, x); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> cos(const batch<T, A>& x) { return vectors::each_lane([](T a) TYPEGRAD_LAMBDA { return math::cos(a); }, x); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> tan(const batch<T, A>& x) { return vectors::each_lane([](T a) TYPEGRAD_LAMBDA { return math::tan(a); }, x); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> asin(const batch<T, A>& x) { return vectors::each_lane([](T a) TYPEGRAD_LAMBDA { return math::asin(a); }, x); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> acos(const batch<T, A>& x) { return vectors::each_lane([](T a) TYPEGRAD_LAMBDA { return math::acos(a); }, x); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> atan(const batch<T, A>& x) { return vectors::each_lane([](T a) TYPEGRAD_LAMBDA { return math::atan(a); }, x); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> sinh(const batch<T, A>& x) { return vectors::each_lane([](T a) TYPEGRAD_LAMBDA { return math::sinh(a); }, x); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> cosh(const batch<T, A>& x) { return vectors::each_lane([](T a) TYPEGRAD_LAMBDA { return math::cosh(a); }, x); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> asinh(const batch<T, A>& x) { return vectors::each_lane([](T a) TYPEGRAD_LAMBDA { return math::asinh(a); }, x); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> acosh(const batch<T, A>& x) { return vectors::each_lane([](T a) TYPEGRAD_LAMBDA { return math::acosh(a); }, x); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> atanh(const batch<T, A>& x) { return vectors::each_lane([](T a) TYPEGRAD_LAMBDA { return math::atanh(a); }, x); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> cbrt(const batch<T, A>& x) { return vectors::each_lane([](T a) TYPEGRAD_LAMBDA { return libm::cbrt(a); }, x); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> atan2(const batch<T, A>& y, const batch<T, A>& x) {
    return vectors::each_lane([](T a, T b) TYPEGRAD_LAMBDA { return math::atan2(a, b); }, y, x);
}

} // namespace typegrad::vectors
