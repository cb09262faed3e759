// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/batch/error_function.hpp>
#include <typegrad/math/batch/transcendental.hpp>

namespace typegrad::math {

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> lgamma(const xsimd::batch<T, A>& x) {
  return math::by_lane([](T a) { return math::lgamma(a); }, x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> digamma(const xsimd::batch<T, A>& x) {
  return math::by_lane([](T a) { return math::digamma(a); }, x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> polygamma(const xsimd::batch<T, A>& x, int n) {
  return math::by_lane([n](T a) { return math::polygamma(a, n); }, x);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> sigmoid(const xsimd::batch<T, A>& x) {
  const xsimd::batch<T, A> one(T(1));
  const xsimd::batch<T, A> e = math::exp(-xsimd::abs(x));
  return xsimd::select(x < xsimd::batch<T, A>(T(0)), e, one) / (one + e);
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> softplus(const xsimd::batch<T, A>& x) {
  return math::maximum(x, xsimd::batch<T, A>(T(0))) + math::log1p(math::exp(-xsimd::abs(x)));
}

template <floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> log_sigmoid(const xsimd::batch<T, A>& x) {
  return math::minimum(x, xsimd::batch<T, A>(T(0))) - math::log1p(math::exp(-xsimd::abs(x)));
}

}  // namespace typegrad::math
