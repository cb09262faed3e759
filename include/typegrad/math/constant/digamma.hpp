// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/constant/gamma.hpp>

namespace typegrad::math::constant {

/// ψ(1 + z) for 0 <= z <= 1: the distance to the positive zero of ψ times a Chebyshev interpolant (mpmath,
/// error below 2^-65), so that the relative accuracy holds at the zero.
TYPEGRAD_HD constexpr double_double digamma_near_zero(double z) {
    const double t = z - 0.5;
    const double rest = t * polynomial(t, -0x1.4229d599e0f0bp-15, 0x1.e33ecd8030584p-15,
                                       -0x1.92b4b3cca5effp-16, 0x1.2e07c372d3f07p-15, -0x1.9ea98c96b5f0fp-14,
                                       0x1.36ff8bfe72892p-13, -0x1.ab229bd38477bp-13, 0x1.405b284dd7da9p-12,
                                       -0x1.e5dba769b9f2fp-12, 0x1.6c687ffe8fbb2p-11, -0x1.111527f9563e6p-10,
                                       0x1.99ab8571d0c7cp-10, -0x1.335348f524476p-9, 0x1.cd2200e60275fp-9,
                                       -0x1.5a07ef30630edp-8, 0x1.03c0a60ec60f6p-7, -0x1.863559b9b5a9bp-7,
                                       0x1.2564719d66216p-6, -0x1.b9f8b14d7de55p-6, 0x1.4de9aa1716ab9p-5,
                                       -0x1.fb4420299e4adp-5, 0x1.8512e5903980ap-4, -0x1.2feeeb98a7e09p-3,
                                       0x1.eca189b8e6f6ap-3, -0x1.b1cb63005ee96p-2);
    const double_double factor = add(double_double{0x1.e6f0cbb873616p-1, 0x1.8f8ba07282f39p-55}, rest);
    const double_double distance = add(double_double{-0x1.d8b618d5af8fep-2, 0x1.1e563779a1f5bp-56}, z);
    return multiply(factor, distance);
}

/// ψ(x) for finite x > 0; x below 2^-60 only through digamma.
TYPEGRAD_HD constexpr double_double digamma_positive(double x) {
    if (x < 1)
        return subtract(digamma_near_zero(x), divide({1, 0}, {x, 0}));
    if (x < 10) {
        double_double sum{0, 0};
        double y = x;
        while (y > 2) {
            y -= 1;
            sum = add(sum, divide({1, 0}, {y, 0}));
        }
        return add(sum, digamma_near_zero(y - 1));
    }
    if (x > 0x1p60)
        return log_double_double({x, 0});
    // Abramowitz and Stegun 6.3.18.
    const double r = 1 / x;
    const double z = r * r;
    const double series = z * polynomial(z, 43867.0 / 14364, -3617.0 / 8160, 1.0 / 12, -691.0 / 32760,
                                         1.0 / 132, -1.0 / 240, 1.0 / 252, -1.0 / 120, 1.0 / 12);
    return add(log_double_double({x, 0}), -(series + 0.5 * r));
}

/// ψ(x) = d/dx log Γ(x). At 0 infinity with the sign of -x, at negative integers NaN, as
/// scipy.special.digamma.
TYPEGRAD_HD constexpr double digamma(double x) {
    if (is_nan(x) || x == infinity)
        return x;
    if (x == -infinity)
        return quiet_nan;
    const double a = magnitude(x);
    if (a < 0x1p-60)
        return a < 0x1p-1024 ? with_sign_of(infinity, -x) : -1 / x;
    if (x > 0)
        return digamma_positive(x).hi;
    if (a == floor(a))
        return quiet_nan;
    // ψ(x) = ψ(1 - x) - π cot πx = ψ(1 + a) + π cot πa
    const sine_and_cosine s = of_pi_times(a - round(a));
    const double_double cotangent = multiply(pi, divide(s.cosine, s.sine));
    const double_double mirror =
        a < 1 ? digamma_near_zero(a) : add(digamma_positive(a), divide({1, 0}, {a, 0}));
    return add(mirror, cotangent).hi;
}

} // namespace typegrad::math::constant
