// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/constant/logarithm.hpp>
#include <typegrad/math/constant/rounding.hpp>
#include <typegrad/math/constant/trigonometric.hpp>

namespace typegrad::math::constant {

/// log Γ(2 + z) for |z| <= 1/2, with small relative error also at the zero: the first two terms in
/// double-double, and a Chebyshev interpolant (mpmath, error below 2^-58).
TYPEGRAD_HD constexpr double_double lgamma_near_two(double z) {
    const double rest = polynomial(z, -0x1.17d0781c44b2ep-23, 0x1.2703c6effc4ebp-22, -0x1.d295ec4df68f0p-22,
                                   0x1.f038cb2f6a913p-21, -0x1.1235bb6eb9201p-19, 0x1.2620de1c78d97p-18,
                                   -0x1.3cb7b3b3125e1p-17, 0x1.5808af19fa483p-16, -0x1.78de7721ff5a0p-15,
                                   0x1.a127cd91ac95bp-14, -0x1.d3fd4c217341ep-13, 0x1.0b36af5972ed1p-11,
                                   -0x1.38ac5c2c3ba16p-10, 0x1.7add6eadfcc7bp-9, -0x1.e404fc218f370p-8,
                                   0x1.51322ac7d8333p-6, -0x1.13e001a557607p-4);
    constexpr double_double second{0x1.4a34cc4a60fa6p-2, 0x1.39b7a8f013487p-56};
    constexpr double_double first{0x1.b0ee6072093cep-2, 0x1.6cb90701fbfabp-58};
    const double_double slope = add(add(multiply(second, z), first), z * z * rest);
    return multiply(slope, z);
}

/// log Γ(x) for finite x > 0 whose result is finite.
TYPEGRAD_HD constexpr double_double lgamma_positive(double x) {
    if (x < 0x1p-60)
        return negate(log_double_double({x, 0}));
    if (x < 0.5)
        return subtract(lgamma_near_two(x), log_double_double(multiply(two_sum(1, x), x)));
    if (x < 1.5)
        return subtract(lgamma_near_two(x - 1), log_double_double({x, 0}));
    if (x < 8) {
        double_double product{1, 0};
        double y = x;
        while (y > 2.5) {
            y -= 1;
            product = multiply(product, y);
        }
        const double_double near = lgamma_near_two(y - 2);
        return product.hi == 1 ? near : add(log_double_double(product), near);
    }
    if (x > 0x1p60)
        return multiply(subtract(log_double_double({x, 0}), {1, 0}), x);
    // Stirling's series, Abramowitz and Stegun 6.1.41.
    const double r = 1 / x;
    const double z = r * r;
    const double series =
        r * polynomial(z, -174611.0 / 125400, 43867.0 / 244188, -3617.0 / 122400, 1.0 / 156, -691.0 / 360360,
                       1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12);
    const double_double power = multiply(log_double_double({x, 0}), two_sum(x, -0.5));
    const double_double rest = add(double_double{0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55}, series);
    return add(subtract(power, {x, 0}), rest);
}

/// sin(π r) and cos(π r) for |r| <= 1/2
struct sine_and_cosine {
    double_double sine;
    double_double cosine;
};

TYPEGRAD_HD constexpr sine_and_cosine of_pi_times(double r) {
    const double a = magnitude(r);
    const double sign = r < 0 ? -1 : 1;
    if (a <= 0.25) {
        const double_double angle = multiply(pi, r);
        return {sin_reduced(angle), cos_reduced(angle)};
    }
    const double_double rest = multiply(pi, 0.5 - a);
    return {times_power(cos_reduced(rest), sign), sin_reduced(rest)};
}

/// log |Γ(x)|. At the poles 0, -1, -2, … infinity, as C's lgamma.
TYPEGRAD_HD constexpr double lgamma(double x) {
    if (is_nan(x))
        return x;
    if (is_infinite(x) || x > 0x1.754d9278b51a7p+1014)
        return infinity;
    if (x > 0)
        return lgamma_positive(x).hi;
    const double a = magnitude(x);
    if (a == floor(a))
        return infinity;
    if (a < 0x1p-60)
        return -log_double_double({a, 0}).hi;
    // Γ(x) Γ(-x) = -π / (x sin πx)
    const double_double sine = of_pi_times(a - round(a)).sine;
    const double_double product = multiply(sine.hi < 0 ? negate(sine) : sine, a);
    return subtract(log_double_double(divide(pi, product)), lgamma_positive(a)).hi;
}

} // namespace typegrad::math::constant
