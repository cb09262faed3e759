// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <cstdint>

#include <typegrad/config.hpp>
#include <typegrad/math/constant/roots.hpp>
#include <typegrad/math/constant/rounding.hpp>
#include <typegrad/math/scalar/libm.hpp>

namespace typegrad::math {

template<class T>
concept floating = std::same_as<T, float> || std::same_as<T, double>;

template<class T>
concept integral = std::same_as<T, std::int32_t> || std::same_as<T, std::int64_t> || std::same_as<T, bool>;

template<class T>
concept arithmetic = floating<T> || integral<T>;

template<floating T>
TYPEGRAD_INLINE constexpr bool is_nan(T x) {
    if (__builtin_is_constant_evaluated())
        return constant::is_nan(x);
    return x != x;
}

/// Both alternatives are values, so no branch is implied.
template<arithmetic T>
TYPEGRAD_INLINE constexpr T select(bool condition, T yes, T no) {
    return condition ? yes : no;
}

/// |x|. As in NumPy, the smallest integer is its own magnitude.
template<arithmetic T>
TYPEGRAD_INLINE constexpr T abs(T x) {
    if constexpr (std::same_as<T, bool>) {
        return x;
    } else if constexpr (std::same_as<T, std::int32_t>) {
        return x < 0 ? static_cast<T>(0U - static_cast<std::uint32_t>(x)) : x;
    } else if constexpr (std::same_as<T, std::int64_t>) {
        return x < 0 ? static_cast<T>(std::uint64_t{0} - static_cast<std::uint64_t>(x)) : x;
    } else {
        if (__builtin_is_constant_evaluated())
            return static_cast<T>(constant::magnitude(x));
        return libm::fabs(x);
    }
}

/// -1, 0 or 1; NaN of NaN.
template<arithmetic T>
TYPEGRAD_INLINE constexpr T sign(T x) {
    if constexpr (floating<T>)
        return x > 0 ? T(1) : x < 0 ? T(-1) : x == 0 ? T(0) : x;
    else
        return static_cast<T>((x > T(0)) - (x < T(0)));
}

/// NaN if either is, as NumPy's minimum.
template<arithmetic T>
TYPEGRAD_INLINE constexpr T minimum(T x, T y) {
    return x < y || x != x ? x : y;
}

/// NaN if either is, as NumPy's maximum.
template<arithmetic T>
TYPEGRAD_INLINE constexpr T maximum(T x, T y) {
    return x > y || x != x ? x : y;
}

/// x - y ⌊x / y⌋ with the sign of y, NumPy's %. Integers: 0 for y = 0.
template<arithmetic T>
TYPEGRAD_INLINE constexpr T floor_mod(T x, T y) {
    if constexpr (integral<T>) {
        if (y == T(0) || x == T(0))
            return T(0);
        if constexpr (std::same_as<T, bool>) {
            return false;
        } else {
            if (y == T(-1))
                return T(0); // the smallest integer % -1 overflows
            const T rest = static_cast<T>(x % y);
            return static_cast<T>(rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest);
        }
    } else {
        T rest{};
        if (__builtin_is_constant_evaluated())
            rest = static_cast<T>(constant::fmod(x, y));
        else
            rest = libm::fmod(x, y);
        if (rest == 0)
            return y < 0 ? T(-0.0) : T(0);
        return (rest < 0) != (y < 0) && rest == rest && y == y ? rest + y : rest;
    }
}

template<floating T>
TYPEGRAD_INLINE constexpr T floor(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::floor(x));
    return libm::floor(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T ceil(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::ceil(x));
    return libm::ceil(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T trunc(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::trunc(x));
    return libm::trunc(x);
}

/// To the nearest integer, halves to even, as NumPy's round.
template<floating T>
TYPEGRAD_INLINE constexpr T round(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::round(x));
    return libm::rint(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T sqrt(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::sqrt(x));
    return libm::sqrt(x);
}

/// x / y, of numbers and of batches; math/batch/bits.hpp has another one for 64-bit ARM.
template<class T>
TYPEGRAD_INLINE constexpr auto divide(const T& x, const T& y) {
    return x / y;
}

template<floating T>
TYPEGRAD_INLINE constexpr T rsqrt(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::rsqrt(x));
#if defined(__CUDA_ARCH__)
    return ::rsqrt(x);
#else
    return 1 / libm::sqrt(x);
#endif
}

template<floating T>
TYPEGRAD_INLINE constexpr T cbrt(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::cbrt(x));
    return libm::cbrt(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T hypot(T x, T y) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::hypot(x, y));
    return libm::hypot(x, y);
}

} // namespace typegrad::math
