// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/batch/provider.hpp>

/// By the provider. Where one deviates from IEEE 754 and how accurate it is: tests/math/ACCURACY.md.
namespace typegrad::math {

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> exp(const xsimd::batch<T, A>& x) {
    return provider::exp(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> exp2(const xsimd::batch<T, A>& x) {
    return provider::exp2(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> expm1(const xsimd::batch<T, A>& x) {
    return provider::expm1(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> log(const xsimd::batch<T, A>& x) {
    return provider::log(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> log2(const xsimd::batch<T, A>& x) {
    return provider::log2(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> log10(const xsimd::batch<T, A>& x) {
    return provider::log10(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> log1p(const xsimd::batch<T, A>& x) {
    return provider::log1p(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> pow(const xsimd::batch<T, A>& x, const xsimd::batch<T, A>& y) {
    return provider::pow(x, y);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> cbrt(const xsimd::batch<T, A>& x) {
    return provider::cbrt(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> sin(const xsimd::batch<T, A>& x) {
    return provider::sin(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> cos(const xsimd::batch<T, A>& x) {
    return provider::cos(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> tan(const xsimd::batch<T, A>& x) {
    return provider::tan(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> asin(const xsimd::batch<T, A>& x) {
    return provider::asin(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> acos(const xsimd::batch<T, A>& x) {
    return provider::acos(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> atan(const xsimd::batch<T, A>& x) {
    return provider::atan(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> atan2(const xsimd::batch<T, A>& y, const xsimd::batch<T, A>& x) {
    return provider::atan2(y, x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> sinh(const xsimd::batch<T, A>& x) {
    return provider::sinh(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> cosh(const xsimd::batch<T, A>& x) {
    return provider::cosh(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> tanh(const xsimd::batch<T, A>& x) {
    return provider::tanh(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> asinh(const xsimd::batch<T, A>& x) {
    return provider::asinh(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> acosh(const xsimd::batch<T, A>& x) {
    return provider::acosh(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> atanh(const xsimd::batch<T, A>& x) {
    return provider::atanh(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> erf(const xsimd::batch<T, A>& x) {
    return provider::erf(x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> erfc(const xsimd::batch<T, A>& x) {
    return provider::erfc(x);
}

} // namespace typegrad::math
