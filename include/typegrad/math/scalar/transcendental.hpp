// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/constant/hyperbolic.hpp>
#include <typegrad/math/constant/inverse_trigonometric.hpp>
#include <typegrad/math/scalar/arithmetic.hpp>

namespace typegrad::math {

template<floating T>
TYPEGRAD_INLINE constexpr T exp(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::exp(x));
    return libm::exp(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T exp2(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::exp2(x));
    return libm::exp2(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T expm1(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::expm1(x));
    return libm::expm1(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T log(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::log(x));
    return libm::log(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T log2(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::log2(x));
    return libm::log2(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T log10(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::log10(x));
    return libm::log10(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T log1p(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::log1p(x));
    return libm::log1p(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T pow(T x, T y) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::pow(x, y));
    return libm::pow(x, y);
}

template<floating T>
TYPEGRAD_INLINE constexpr T sin(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::sin(x));
    return libm::sin(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T cos(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::cos(x));
    return libm::cos(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T tan(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::tan(x));
    return libm::tan(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T asin(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::asin(x));
    return libm::asin(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T acos(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::acos(x));
    return libm::acos(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T atan(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::atan(x));
    return libm::atan(x);
}

/// The angle of the point (x, y), in [-π, π].
template<floating T>
TYPEGRAD_INLINE constexpr T atan2(T y, T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::atan2(y, x));
    return libm::atan2(y, x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T sinh(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::sinh(x));
    return libm::sinh(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T cosh(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::cosh(x));
    return libm::cosh(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T tanh(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::tanh(x));
    return libm::tanh(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T asinh(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::asinh(x));
    return libm::asinh(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T acosh(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::acosh(x));
    return libm::acosh(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T atanh(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::atanh(x));
    return libm::atanh(x);
}

} // namespace typegrad::math
