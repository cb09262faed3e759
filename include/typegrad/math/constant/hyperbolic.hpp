// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/constant/logarithm.hpp>
#include <typegrad/math/constant/roots.hpp>

/// The hyperbolic functions and their inverses, all from expm1 and log1p in double-double.
namespace typegrad::math::constant {

TYPEGRAD_HD constexpr double sinh(double x) {
    const double a = magnitude(x);
    if (is_nan(x) || a < 0x1p-28)
        return x;
    if (a > 711)
        return with_sign_of(infinity, x);
    if (a > 25) {
        const scaled e = exp_scaled({a, 0});
        return with_sign_of(scale(e.value.hi, e.exponent - 1), x);
    }
    // With p = e^a - 1, sinh a = (p + p / (p + 1)) / 2, which does not cancel.
    const double_double p = expm1_scaled({a, 0}).value;
    return with_sign_of(0.5 * add(p, divide(p, add(p, 1.0))).hi, x);
}

TYPEGRAD_HD constexpr double cosh(double x) {
    const double a = magnitude(x);
    if (is_nan(x))
        return x;
    if (a < 0x1p-28)
        return 1;
    if (a > 711)
        return infinity;
    const scaled e = exp_scaled({a, 0});
    if (a > 25)
        return scale(e.value.hi, e.exponent - 1);
    const double_double half = times_power(e.value, power_of_two(e.exponent - 1));
    return add(half, divide({0.25, 0}, half)).hi;
}

TYPEGRAD_HD constexpr double tanh(double x) {
    const double a = magnitude(x);
    if (is_nan(x) || a < 0x1p-28)
        return x;
    if (a > 22)
        return with_sign_of(1, x);
    const double_double p = expm1_scaled({2 * a, 0}).value;
    return with_sign_of(divide(p, add(p, 2.0)).hi, x);
}

TYPEGRAD_HD constexpr double asinh(double x) {
    const double a = magnitude(x);
    if (!is_finite(x) || a < 0x1p-28)
        return x;
    if (a > 0x1p30)
        return with_sign_of(add(log_double_double({a, 0}), ln_2).hi, x);
    // a + sqrt(1 + a²) = 1 + a + a² / (1 + sqrt(1 + a²))
    const double_double square = two_product(a, a);
    const double_double root = sqrt(add(square, 1.0));
    return with_sign_of(log1p_double_double(add(divide(square, add(root, 1.0)), a)).hi, x);
}

TYPEGRAD_HD constexpr double acosh(double x) {
    if (is_nan(x) || x == infinity)
        return x;
    if (x < 1)
        return quiet_nan;
    if (x > 0x1p30)
        return add(log_double_double({x, 0}), ln_2).hi;
    // With t = x - 1, x + sqrt(x² - 1) = 1 + t + sqrt(t (t + 2)).
    const double_double t = two_sum(x, -1);
    return log1p_double_double(add(t, sqrt(multiply(t, add(t, 2.0))))).hi;
}

TYPEGRAD_HD constexpr double atanh(double x) {
    const double a = magnitude(x);
    if (is_nan(x) || a < 0x1p-28)
        return x;
    if (a > 1)
        return quiet_nan;
    if (a == 1)
        return with_sign_of(infinity, x);
    return with_sign_of(0.5 * log1p_double_double(divide({2 * a, 0}, two_sum(1, -a))).hi, x);
}

} // namespace typegrad::math::constant
