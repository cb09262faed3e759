// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/constant/bits.hpp>

namespace typegrad::math::constant {

TYPEGRAD_HD constexpr double trunc(double x) {
    if (is_nan(x) || magnitude(x) >= 0x1p52)
        return x;
    return with_sign_of(static_cast<double>(static_cast<std::int64_t>(x)), x);
}

TYPEGRAD_HD constexpr double floor(double x) {
    if (is_nan(x))
        return x;
    const double t = trunc(x);
    return t > x ? t - 1 : t;
}

TYPEGRAD_HD constexpr double ceil(double x) {
    if (is_nan(x))
        return x;
    const double t = trunc(x);
    return t < x ? with_sign_of(t + 1, x) : t;
}

/// Halves to even, as NumPy's round and std::nearbyint in the default rounding mode.
TYPEGRAD_HD constexpr double round(double x) {
    const double a = magnitude(x);
    if (is_nan(x) || a >= 0x1p52)
        return x;
    return with_sign_of(TYPEGRAD_AS_DOUBLE(a + 0x1p52) - 0x1p52, x);
}

/// The exact remainder of x / y with the sign of x.
TYPEGRAD_HD constexpr double fmod(double x, double y) {
    if (is_nan(x) || is_nan(y) || is_infinite(x) || y == 0)
        return quiet_nan;
    double a = magnitude(x);
    const double b = magnitude(y);
    if (a < b)
        return x;
    const int eb = exponent_of(b) < -1022 ? -1022 : exponent_of(b);
    const int ea = exponent_of(a) < -1022 ? -1022 : exponent_of(a);
    const std::uint64_t implicit = 0x10000000000000;
    const std::uint64_t mask = implicit - 1;
    const std::uint64_t divisor = (to_bits(b) & mask) | (b >= 0x1p-1022 ? implicit : 0);
    std::uint64_t rest = ((to_bits(a) & mask) | (a >= 0x1p-1022 ? implicit : 0)) % divisor;
    // rest < 2^53, so eleven quotient bits fit into each step.
    for (int shift = ea - eb; shift > 0 && rest != 0; shift -= 11)
        rest = (rest << (shift < 11 ? shift : 11)) % divisor;
    return with_sign_of(scale(static_cast<double>(rest), eb - 52), x);
}

} // namespace typegrad::math::constant
