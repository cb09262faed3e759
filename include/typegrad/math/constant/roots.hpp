// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/constant/double_double.hpp>

namespace typegrad::math::constant {

/// Correctly rounded.
TYPEGRAD_HD constexpr double sqrt(double x) {
    if (is_nan(x) || x == 0 || x == infinity)
        return x;
    if (x < 0)
        return quiet_nan;
    const int half = exponent_of(x) >> 1;
    const double m = scale(x, -2 * half); // 1 <= m < 4
    double y = 0.48 + 0.5 * m - 0.035 * m * m;
    for (int i = 0; i < 4; ++i)
        y = 0.5 * (y + m / y);
    // All of m, y² and y·ulp are multiples of ulp², so comparing the exact residual with y·ulp decides the
    // rounding.
    const double_double square = two_product(y, y);
    const double residual = (m - square.hi) - square.lo;
    if (residual > y * 0x1p-52)
        y += 0x1p-52;
    if (residual <= -y * 0x1p-52)
        y -= 0x1p-52;
    return scale(y, half);
}

TYPEGRAD_HD constexpr double_double sqrt(double_double x) {
    if (x.hi == 0)
        return {0, 0};
    const double y = sqrt(x.hi);
    const double_double square = two_product(y, y);
    return fast_two_sum(y, (((x.hi - square.hi) - square.lo) + x.lo) / (2 * y));
}

TYPEGRAD_HD constexpr double rsqrt(double x) {
    if (is_nan(x))
        return x;
    if (x == 0)
        return with_sign_of(infinity, x);
    if (x < 0)
        return quiet_nan;
    if (x == infinity)
        return 0;
    const int half = exponent_of(x) >> 1;
    return scale(divide({1, 0}, sqrt(double_double{scale(x, -2 * half), 0})).hi, -half);
}

TYPEGRAD_HD constexpr double cbrt(double x) {
    if (!is_finite(x) || x == 0)
        return x;
    const int exponent = exponent_of(x);
    const int third = (exponent + 3 * 400) / 3 - 400;
    const double m = scale(magnitude(x), -3 * third); // 1 <= m < 8
    double y = 0.85 + 0.145 * m;
    // Halley's iteration triples the number of correct digits.
    for (int i = 0; i < 4; ++i)
        y = y * ((y * y * y + 2 * m) / (2 * y * y * y + m));
    const double_double cube = multiply(two_product(y, y), y);
    return with_sign_of(scale(y + ((m - cube.hi) - cube.lo) / (3 * y * y), third), x);
}

/// sqrt(x² + y²) without overflow or underflow on the way.
TYPEGRAD_HD constexpr double hypot(double x, double y) {
    if (is_infinite(x) || is_infinite(y))
        return infinity;
    if (is_nan(x) || is_nan(y))
        return quiet_nan;
    const double big = magnitude(x) > magnitude(y) ? magnitude(x) : magnitude(y);
    const double small = magnitude(x) > magnitude(y) ? magnitude(y) : magnitude(x);
    if (small == 0)
        return big;
    const int exponent = exponent_of(big);
    if (exponent - exponent_of(small) > 60)
        return big;
    const double a = scale(big, -exponent), b = scale(small, -exponent);
    return scale(sqrt(add(two_product(a, a), two_product(b, b))).hi, exponent);
}

} // namespace typegrad::math::constant
