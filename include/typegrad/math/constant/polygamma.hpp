// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/constant/digamma.hpp>

namespace typegrad::math::constant {

/// x^n for n >= 1
TYPEGRAD_HD constexpr double_double integer_power(double_double x, int n) {
    if (n == 2)
        return multiply(x, x);
    double_double power{1, 0};
    for (; n > 1; n >>= 1) {
        if ((n & 1) != 0)
            power = multiply(power, x);
        x = multiply(x, x);
    }
    return multiply(power, x);
}

/// ζ(s, a) · a^s with Hurwitz' zeta function ζ(s, a) = Σ_k (a + k)^-s, for integer s >= 2 and a > 0: some
/// terms as they are, the others by Euler and Maclaurin's formula (Johansson, "Rigorous high-precision
/// computation of the Hurwitz zeta function", Numer. Algorithms 69 (2015)).
TYPEGRAD_HD constexpr double_double hurwitz_ratio(int s, double a) {
    // B_2j / (2j)!
    constexpr double coefficient[10] = {
        0x1.5555555555555p-4,  -0x1.6c16c16c16c17p-10, 0x1.1566abc011567p-15, -0x1.bbd779334ef0bp-21,
        0x1.66a8f2bf70ebep-26, -0x1.22805d644267fp-31, 0x1.d6db2c4e09162p-37, -0x1.7da4e1f79955cp-42,
        0x1.355871d652e9ep-47, -0x1.f57d968caacf1p-53};
    double_double sum{0, 0};
    double_double term{1, 0};
    double_double b{a, 0};
    const double start = 7 + s;
    while (b.hi < start) {
        sum = add(sum, term);
        b = add(b, 1.0);
        if (s * exponent_of(b.hi / a) > 62)
            return sum; // the next term is too small
        term = integer_power(divide({a, 0}, b), s);
    }
    const double r = 1 / b.hi;
    double factor = s * r;
    double series = 0.5;
    for (int j = 0; j < 10; ++j) {
        if (factor < 0x1p-70)
            break;
        series += coefficient[j] * factor;
        factor *= (s + 2 * j + 1) * r * ((s + 2 * j + 2) * r);
    }
    const double_double integral = divide(b, {static_cast<double>(s - 1), 0});
    return add(sum, multiply(add(integral, series), term));
}

/// n! · ζ(n + 1, a) for finite a > 0
TYPEGRAD_HD constexpr double scaled_zeta(int n, double a) {
    // Far out, ζ(n + 1, a) = a^-n / n.
    const bool far = a > 0x1p60;
    const int s = far ? n : n + 1;
    double_double ratio{1, 0};
    if (far)
        ratio = divide({1, 0}, {static_cast<double>(n), 0});
    if (!far && a > 0x1p-32)
        ratio = hurwitz_ratio(s, a);
    if (n <= 22) {
        // n! is exact; the mantissa of a keeps the power in range.
        double factorial = 1;
        for (int i = 2; i <= n; ++i)
            factorial *= i;
        const int e = exponent_of(a);
        return scale(multiply(divide(ratio, integer_power({scale(a, -e), 0}, s)), factorial).hi, -e * s);
    }
    const double_double power = multiply(log_double_double({a, 0}), static_cast<double>(s));
    const double_double logarithm = subtract(lgamma_positive(static_cast<double>(n) + 1), power);
    if (logarithm.hi > 800)
        return infinity;
    if (logarithm.hi < -1500)
        return 0;
    const scaled leading = exp_scaled(logarithm);
    return scale(multiply(leading.value, ratio).hi, leading.exponent);
}

/// The n-th derivative of ψ, n >= 1: (-1)^(n + 1) n! ζ(n + 1, x). At the poles 0, -1, … infinity with the
/// sign of
/// (-1)^(n + 1), as scipy.special.polygamma. NaN for n < 1.
TYPEGRAD_HD constexpr double polygamma(int n, double x) {
    const double sign = (n & 1) != 0 ? 1 : -1;
    if (is_nan(x) || n < 1 || x == -infinity)
        return quiet_nan;
    if (x == infinity)
        return sign * 0.0;
    if (x > 0)
        return sign * scaled_zeta(n, x);
    if (x == floor(x))
        return sign * infinity;
    // Both halves of the lattice x + k: ζ(s, x) = ζ(s, r) + (-1)^s (ζ(s, 1 - r) - ζ(s, 1 - x)), r = x - floor
    // x.
    const double below = scaled_zeta(n, x - floor(x));
    const double above = scaled_zeta(n, ceil(x) - x);
    if (is_infinite(below))
        return sign * infinity;
    if (is_infinite(above))
        return infinity;
    return sign * below + (above - scaled_zeta(n, 1 - x));
}

} // namespace typegrad::math::constant
