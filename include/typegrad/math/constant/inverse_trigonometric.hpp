// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/constant/roots.hpp>
#include <typegrad/math/constant/trigonometric.hpp>

namespace typegrad::math::constant {

/// atan(i / 8)
TYPEGRAD_HD constexpr double_double atan_of_eighths(int i) {
    constexpr double_double table[9] = {{0, 0},
                                        {0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59},
                                        {0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57},
                                        {0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56},
                                        {0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56},
                                        {0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58},
                                        {0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56},
                                        {0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56},
                                        {0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55}};
    return table[i];
}

/// atan(y / x) for 0 <= y <= x: with c the eighth nearest to y/x, atan(y/x) = atan c + atan((y - c x) / (x +
/// c y)), and the second argument is at most 1/16.
TYPEGRAD_HD constexpr double_double atan_ratio(double_double y, double_double x) {
    const int i = nearest_int(8 * (y.hi / x.hi));
    const double c = 0.125 * i;
    const double_double t =
        i == 0 ? divide(y, x) : divide(subtract(y, multiply(x, c)), add(x, multiply(y, c)));
    const double z = t.hi * t.hi;
    const double series =
        z * polynomial(z, -1.0 / 15, 1.0 / 13, -1.0 / 11, 1.0 / 9, -1.0 / 7, 1.0 / 5, -1.0 / 3);
    return add(atan_of_eighths(i), fast_two_sum(t.hi, t.lo + t.hi * series));
}

/// The angle in [0, π] of the point (x, y) with y >= 0, not both zero and of similar size.
TYPEGRAD_HD constexpr double upper_angle(double_double y, double_double x) {
    const double_double ax = x.hi < 0 ? negate(x) : x;
    const double_double first = y.hi > ax.hi ? subtract(half_pi, atan_ratio(ax, y)) : atan_ratio(y, ax);
    return x.hi < 0 ? subtract(pi, first).hi : first.hi;
}

TYPEGRAD_HD constexpr double atan(double x) {
    const double a = magnitude(x);
    if (is_nan(x) || a < 0x1p-28)
        return x;
    if (a > 0x1p60)
        return with_sign_of(half_pi.hi, x);
    return with_sign_of(upper_angle({a, 0}, {1, 0}), x);
}

TYPEGRAD_HD constexpr double atan2(double y, double x) {
    if (is_nan(x) || is_nan(y))
        return quiet_nan;
    const double a = magnitude(y), b = magnitude(x);
    if (a == 0 || (b == infinity && a != infinity))
        return with_sign_of(sign_bit(x) ? pi.hi : 0.0, y);
    if (b == 0 || (a == infinity && b != infinity))
        return with_sign_of(half_pi.hi, y);
    if (a == infinity)
        return with_sign_of(sign_bit(x) ? 0x1.2d97c7f3321d2p+1 : 0.5 * half_pi.hi, y);
    const int ea = exponent_of(a), eb = exponent_of(b);
    if (ea - eb > 60)
        return with_sign_of(half_pi.hi, y);
    if (eb - ea > 60) {
        if (sign_bit(x))
            return with_sign_of(pi.hi, y);
        return with_sign_of(scale(scale(a, -ea) / scale(b, -eb), ea - eb), y);
    }
    return with_sign_of(upper_angle({scale(a, -eb), 0}, {with_sign_of(scale(b, -eb), x), 0}), y);
}

/// sqrt(1 - x²) for |x| <= 1
TYPEGRAD_HD constexpr double_double cosine_of_asin(double x) {
    return sqrt(multiply(two_sum(1, -x), two_sum(1, x)));
}

TYPEGRAD_HD constexpr double asin(double x) {
    const double a = magnitude(x);
    if (is_nan(x) || a < 0x1p-28)
        return x;
    if (a > 1)
        return quiet_nan;
    return with_sign_of(upper_angle({a, 0}, cosine_of_asin(a)), x);
}

TYPEGRAD_HD constexpr double acos(double x) {
    if (is_nan(x))
        return x;
    if (magnitude(x) < 0x1p-60)
        return half_pi.hi;
    if (magnitude(x) > 1)
        return quiet_nan;
    return upper_angle(cosine_of_asin(x), {x, 0});
}

} // namespace typegrad::math::constant
