// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/constant/error_function.hpp>
#include <typegrad/math/constant/logistic.hpp>
#include <typegrad/math/constant/polygamma.hpp>
#include <typegrad/math/scalar/transcendental.hpp>

namespace typegrad::math {

template<floating T>
TYPEGRAD_INLINE constexpr T erf(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::erf(x));
    return libm::erf(x);
}

template<floating T>
TYPEGRAD_INLINE constexpr T erfc(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::erfc(x));
    return libm::erfc(x);
}

/// log |Γ(x)|; infinity at the poles. C's lgamma would write the global signgam, a data race between threads.
template<floating T>
TYPEGRAD_INLINE constexpr T lgamma(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::lgamma(x));
#if defined(__CUDA_ARCH__)
    return ::lgamma(x);
#elif defined(__GLIBC__)
    int sign_of_gamma = 0;
    if constexpr (std::same_as<T, float>)
        return ::lgammaf_r(x, &sign_of_gamma);
    else
        return ::lgamma_r(x, &sign_of_gamma);
#else
    return static_cast<T>(constant::lgamma(x));
#endif
}

/// d/dx log Γ(x). At 0 infinity with the sign of -x, at negative integers NaN.
template<floating T>
TYPEGRAD_HD constexpr T digamma(T x) {
    return static_cast<T>(constant::digamma(x));
}

/// The n-th derivative of digamma, n >= 1.
template<floating T>
TYPEGRAD_HD constexpr T polygamma(T x, int n) {
    return static_cast<T>(constant::polygamma(n, x));
}

/// 1 / (1 + e^-x) with full relative accuracy in the lower tail.
template<floating T>
TYPEGRAD_INLINE constexpr T sigmoid(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::sigmoid(x));
    const T e = math::exp(-math::abs(x));
    return (x < 0 ? e : T(1)) / (1 + e);
}

/// log(1 + e^x) with full relative accuracy in the lower tail, and x in the upper one.
template<floating T>
TYPEGRAD_INLINE constexpr T softplus(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::softplus(x));
    return math::maximum(x, T(0)) + math::log1p(math::exp(-math::abs(x)));
}

/// log(sigmoid(x)) = -softplus(-x)
template<floating T>
TYPEGRAD_INLINE constexpr T log_sigmoid(T x) {
    if (__builtin_is_constant_evaluated())
        return static_cast<T>(constant::log_sigmoid(x));
    return math::minimum(x, T(0)) - math::log1p(math::exp(-math::abs(x)));
}

} // namespace typegrad::math
