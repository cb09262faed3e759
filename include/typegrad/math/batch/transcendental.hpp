// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/batch/arithmetic.hpp>

namespace typegrad::math {

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> exp(const xsimd::batch<T, A>& x) {
  return xsimd::exp(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> exp2(const xsimd::batch<T, A>& x) {
  return xsimd::exp2(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> expm1(const xsimd::batch<T, A>& x) {
  return xsimd::expm1(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> log(const xsimd::batch<T, A>& x) {
  return xsimd::log(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> log2(const xsimd::batch<T, A>& x) {
  return xsimd::log2(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> log10(const xsimd::batch<T, A>& x) {
  return xsimd::log10(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> log1p(const xsimd::batch<T, A>& x) {
  return xsimd::log1p(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> pow(const xsimd::batch<T, A>& x, const xsimd::batch<T, A>& y) {
  return xsimd::pow(x, y);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> sin(const xsimd::batch<T, A>& x) {
  return xsimd::sin(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> cos(const xsimd::batch<T, A>& x) {
  return xsimd::cos(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> tan(const xsimd::batch<T, A>& x) {
  return xsimd::tan(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> asin(const xsimd::batch<T, A>& x) {
  return xsimd::asin(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> acos(const xsimd::batch<T, A>& x) {
  return xsimd::acos(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> atan(const xsimd::batch<T, A>& x) {
  return xsimd::atan(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> atan2(const xsimd::batch<T, A>& y, const xsimd::batch<T, A>& x) {
  return xsimd::atan2(y, x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> sinh(const xsimd::batch<T, A>& x) {
  return xsimd::sinh(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> cosh(const xsimd::batch<T, A>& x) {
  return xsimd::cosh(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> tanh(const xsimd::batch<T, A>& x) {
  return xsimd::tanh(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> asinh(const xsimd::batch<T, A>& x) {
  return xsimd::asinh(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> acosh(const xsimd::batch<T, A>& x) {
  return xsimd::acosh(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> atanh(const xsimd::batch<T, A>& x) {
  return xsimd::atanh(x);
}

}  // namespace typegrad::math
