// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/batch/by_lane.hpp>

namespace typegrad::math {

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch_bool<T, A> is_nan(const xsimd::batch<T, A>& x) {
  return xsimd::isnan(x);
}

template <arithmetic T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> select(const xsimd::batch_bool<T, A>& condition, const xsimd::batch<T, A>& yes,
                                          const xsimd::batch<T, A>& no) {
  return xsimd::select(condition, yes, no);
}

template <arithmetic T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> abs(const xsimd::batch<T, A>& x) {
  return xsimd::abs(x);
}

template <arithmetic T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> sign(const xsimd::batch<T, A>& x) {
  using batch = xsimd::batch<T, A>;
  const batch zero(T(0));
  const batch negative = xsimd::select(x < zero, batch(T(-1)), zero);
  const batch signs = xsimd::select(x > zero, batch(T(1)), negative);
  if constexpr (floating<T>)
    return xsimd::select(xsimd::isnan(x), x, signs);
  else
    return signs;
}

template <arithmetic T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> minimum(const xsimd::batch<T, A>& x, const xsimd::batch<T, A>& y) {
  if constexpr (floating<T>)
    return xsimd::select((x < y) | (x != x), x, y);
  else
    return xsimd::min(x, y);
}

template <arithmetic T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> maximum(const xsimd::batch<T, A>& x, const xsimd::batch<T, A>& y) {
  if constexpr (floating<T>)
    return xsimd::select((x > y) | (x != x), x, y);
  else
    return xsimd::max(x, y);
}

template <arithmetic T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> floor_mod(const xsimd::batch<T, A>& x, const xsimd::batch<T, A>& y) {
  return math::by_lane([](T a, T b) { return math::floor_mod(a, b); }, x, y);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> floor(const xsimd::batch<T, A>& x) {
  return xsimd::floor(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> ceil(const xsimd::batch<T, A>& x) {
  return xsimd::ceil(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> trunc(const xsimd::batch<T, A>& x) {
  return xsimd::trunc(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> round(const xsimd::batch<T, A>& x) {
  return xsimd::nearbyint(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> sqrt(const xsimd::batch<T, A>& x) {
  return xsimd::sqrt(x);
}

/// Not xsimd::rsqrt, which is an estimate on some architectures.
template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> rsqrt(const xsimd::batch<T, A>& x) {
  return xsimd::batch<T, A>(T(1)) / xsimd::sqrt(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> cbrt(const xsimd::batch<T, A>& x) {
  return xsimd::cbrt(x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> hypot(const xsimd::batch<T, A>& x, const xsimd::batch<T, A>& y) {
  return xsimd::hypot(x, y);
}

}  // namespace typegrad::math
