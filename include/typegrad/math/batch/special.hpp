// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/batch/error_function.hpp>
#include <typegrad/math/batch/transcendental.hpp>

namespace typegrad::math {

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> lgamma(const xsimd::batch<T, A>& x) {
    return math::by_lane([](T a) { return math::lgamma(a); }, x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> digamma(const xsimd::batch<T, A>& x) {
    return math::by_lane([](T a) { return math::digamma(a); }, x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> polygamma(const xsimd::batch<T, A>& x, int n) {
    return math::by_lane([n](T a) { return math::polygamma(a, n); }, x);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> sigmoid(const xsimd::batch<T, A>& x) {
    const xsimd::batch<T, A> one(T(1));
    const xsimd::batch<T, A> e = math::exp(-xsimd::abs(x));
    return math::divide(xsimd::select(x < xsimd::batch<T, A>(T(0)), e, one), one + e);
}

/// log(1 + t) for 0 <= t <= 1, as 2 atanh(t / (2 + t)) with a Chebyshev interpolant in s² (mpmath): without
/// log1p's reduction it takes less than half of the time.
template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> log1p_of_unit(const xsimd::batch<T, A>& t) {
    using batch = xsimd::batch<T, A>;
    const batch s = math::divide(t, batch(T(2)) + t);
    const batch z = s * s;
    batch series;
    if constexpr (std::same_as<T, double>)
        series =
            horner(z, 0x1.37efaea22dc4bp-4, 0x1.0371f75936f6fp-5, 0x1.9739afdde0110p-5, 0x1.ad46f379b316dp-5,
                   0x1.e2046677f3c39p-5, 0x1.11103f2bddc9fp-4, 0x1.3b13b7c41e111p-4, 0x1.745d1724e5b21p-4,
                   0x1.c71c71c77e0f7p-4, 0x1.2492492491fe8p-3, 0x1.999999999999cp-3, 0x1.5555555555555p-2);
    else
        series = horner(z, 0x1.a9bafcp-4f, 0x1.65ad56p-4f, 0x1.c7fb36p-4f, 0x1.248f58p-3f, 0x1.9999ap-3f,
                        0x1.555556p-2f);
    const batch twice = s + s;
    return math::fma(twice * z, series, twice);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> softplus(const xsimd::batch<T, A>& x) {
    const xsimd::batch<T, A> zero(T(0));
    return xsimd::select(x < zero, zero, x) + math::log1p_of_unit(math::exp(-xsimd::abs(x)));
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> log_sigmoid(const xsimd::batch<T, A>& x) {
    const xsimd::batch<T, A> zero(T(0));
    return xsimd::select(x > zero, zero, x) - math::log1p_of_unit(math::exp(-xsimd::abs(x)));
}

} // namespace typegrad::math
