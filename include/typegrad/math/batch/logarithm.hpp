// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/batch/bits.hpp>

namespace typegrad::math {

/// x = 2^k (1 + f) with 1 + f in [√½, √2], for positive normal x; k far out for all others. There are no
/// conversions between integers and numbers, which AVX2 lacks for 64 bits.
template<floating T, class A>
struct split_at_root {
    xsimd::batch<T, A> k, f;

    TYPEGRAD_INLINE explicit split_at_root(const xsimd::batch<T, A>& x) {
        using batch = xsimd::batch<T, A>;
        using bits = typename layout<T>::bits;
        using bit_batch = xsimd::batch<bits, A>;
        constexpr bits root_half =
            std::same_as<T, double> ? static_cast<bits>(0x3fe6a09e667f3bcd) : static_cast<bits>(0x3f3504f3);
        const bit_batch pattern = math::reinterpret_bits<bits>(x) + bit_batch(layout<T>::one - root_half);
        k = math::reinterpret_bits<T>((pattern >> layout<T>::mantissa_bits) |
                                      math::reinterpret_bits<bits>(batch(layout<T>::shifter))) -
            batch(layout<T>::shifter + layout<T>::bias);
        f = math::reinterpret_bits<T>((pattern & bit_batch(layout<T>::mantissa)) + bit_batch(root_half)) -
            batch(T(1));
    }
};

/// k ln 2 + log(1 + f). double takes log(1 + f) = 2 atanh s, s = f / (f + 2), as f - f²/2 + s (f²/2 + s²
/// q(s²)); float takes f + f² (f q(f) - 1/2). The q are Chebyshev interpolants (mpmath).
template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> log_of_parts(const xsimd::batch<T, A>& k, const xsimd::batch<T, A>& f) {
    using batch = xsimd::batch<T, A>;
    constexpr bool wide = std::same_as<T, double>;
    // k times the first part of ln 2 is exact.
    const batch ln2_hi(wide ? T(0x1.62e42feep-1) : T(0x1.63p-1));
    const batch rest = k * batch(wide ? T(0x1.a39ef35793c76p-33) : T(-0x1.bd0106p-13));
    batch small;
    if constexpr (wide) {
        const batch s = math::quotient(f, f + batch(T(2))), z = s * s, half = batch(T(0.5)) * f * f;
        const batch r = z * estrin(z, 0x1.5555555555558p-1, 0x1.99999999952d7p-2, 0x1.2492492df281ap-2,
                                   0x1.c71c62e3f11e6p-3, 0x1.7462b51cb66b1p-3, 0x1.39fe51a7c18f9p-3,
                                   0x1.2b5900de53b32p-3);
        small = math::fma(s, half + r, rest) - half;
    } else {
        const batch q =
            estrin(f, 0x1.555554p-2f, -0x1.fffffcp-3f, 0x1.999d5cp-3f, -0x1.555b48p-3f, 0x1.23d1dp-3f,
                   -0x1.fcf47ep-4f, 0x1.dea87cp-4f, -0x1.d63aaep-4f, 0x1.1d8382p-4f);
        small = math::fma(f * f, math::fma(f, q, batch(T(-0.5))), rest);
    }
    return math::fma(k, ln2_hi, f + small);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> log_in_registers(const xsimd::batch<T, A>& x) {
    using batch = xsimd::batch<T, A>;
    constexpr bool wide = std::same_as<T, double>;
    const split_at_root<T, A> parts(x);
    if (xsimd::all(xsimd::abs(parts.k) < batch(layout<T>::bias - T(1)))) [[likely]]
        return math::log_of_parts(parts.k, parts.f);
    const batch zero(T(0)), infinity(std::numeric_limits<T>::infinity());
    const batch nan(std::numeric_limits<T>::quiet_NaN());
    const auto denormal = x < batch(layout<T>::smallest_normal);
    const batch up(wide ? T(0x1p54) : T(0x1p25)), exponent(wide ? T(54) : T(25));
    const split_at_root<T, A> scaled(xsimd::select(denormal, x * up, x));
    const batch result = math::log_of_parts(scaled.k - xsimd::select(denormal, exponent, zero), scaled.f);
    const batch at_zero = xsimd::select(x == zero, -infinity, nan);
    return xsimd::select(x == infinity, x, xsimd::select(x > zero, result, at_zero));
}

} // namespace typegrad::math
