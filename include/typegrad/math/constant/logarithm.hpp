// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/constant/exponential.hpp>

namespace typegrad::math::constant {

/// log x for finite x > 0 (x.hi normal or not) as exponent · ln 2 + value, |value| <= ln 2 / 2; the relative
/// error of value is about 2^-68.
///
/// With s = f / (2 + f), log(1 + f) = 2 atanh s = 2 (s + s³/3 + s⁵/5 + …), the first three terms in
/// double-double.
TYPEGRAD_HD constexpr scaled log_reduced(double_double x) {
    int k = exponent_of(x.hi);
    double m = scale(x.hi, -k);
    if (m > 1.4142135623730951) {
        m *= 0.5;
        ++k;
    }
    const double_double f = two_sum(m - 1, x.lo == 0 ? 0.0 : scale(x.lo, -k));
    const double_double d = two_sum(2, f.hi);
    const double_double s = divide(f, {d.hi, d.lo + f.lo});
    const double_double z = multiply(s, s);
    const double rest = z.hi * polynomial(z.hi, 1.0 / 29, 1.0 / 27, 1.0 / 25, 1.0 / 23, 1.0 / 21, 1.0 / 19,
                                          1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7);
    const double_double fifth = add(double_double{0x1.999999999999ap-3, -0x1.999999999999ap-57}, rest);
    const double_double third =
        add(double_double{0x1.5555555555555p-2, 0x1.5555555555555p-56}, multiply(fifth, z));
    const double_double series = multiply(multiply(third, z), s);
    return {times_power(add(s, series), 2), k};
}

TYPEGRAD_HD constexpr double_double log_double_double(double_double x) {
    const scaled l = log_reduced(x);
    return add(multiply(ln_2, l.exponent), l.value);
}

/// log(1 + x) with small relative error, for x > -1.
TYPEGRAD_HD constexpr double_double log1p_double_double(double_double x) {
    const double_double s = two_sum(1, x.hi);
    return log_double_double(fast_two_sum(s.hi, s.lo + x.lo));
}

/// x > 0 and finite, where there is something to compute.
TYPEGRAD_HD constexpr bool has_finite_log(double x) {
    return __builtin_bit_cast(std::uint64_t, x) - 1 < 0x7fefffffffffffff;
}

/// Any logarithm of the other x.
TYPEGRAD_HD constexpr double log_special(double x) {
    if (is_nan(x))
        return x;
    if (x == 0)
        return -infinity;
    return x < 0 ? quiet_nan : infinity;
}

TYPEGRAD_HD constexpr double log(double x) {
    return has_finite_log(x) ? log_double_double({x, 0}).hi : log_special(x);
}

TYPEGRAD_HD constexpr double log2(double x) {
    if (!has_finite_log(x))
        return log_special(x);
    const scaled l = log_reduced({x, 0});
    return add(multiply(one_over_ln_2, l.value), l.exponent).hi;
}

TYPEGRAD_HD constexpr double log10(double x) {
    if (!has_finite_log(x))
        return log_special(x);
    return multiply(log_double_double({x, 0}), double_double{0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57}).hi;
}

TYPEGRAD_HD constexpr double log1p(double x) {
    if (is_nan(x) || x == infinity || magnitude(x) < 0x1p-54)
        return x;
    if (x < -1)
        return quiet_nan;
    if (x == -1)
        return -infinity;
    return log1p_double_double({x, 0}).hi;
}

/// y is an integer: 0 no, 1 odd, 2 even.
TYPEGRAD_HD constexpr int parity(double y) {
    const double a = magnitude(y);
    if (a >= 0x1p53)
        return 2;
    const auto whole = static_cast<std::int64_t>(a);
    if (static_cast<double>(whole) != a)
        return 0;
    return (whole & 1) != 0 ? 1 : 2;
}

TYPEGRAD_HD constexpr double pow(double x, double y) {
    if ((to_bits(y) << 1) == 0 || to_bits(x) == to_bits(1.0))
        return 1;
    if (is_nan(x) || is_nan(y))
        return quiet_nan;
    if (is_infinite(y)) {
        if (x == -1)
            return 1;
        return (magnitude(x) > 1) == (y > 0) ? infinity : 0;
    }
    const int integer = parity(y);
    const double sign = sign_bit(x) && integer == 1 ? -1 : 1;
    if (x == 0 || is_infinite(x))
        return with_sign_of((x == 0) == (y > 0) ? 0.0 : infinity, sign);
    if (x < 0 && integer == 0)
        return quiet_nan;
    const double_double l = log_double_double({magnitude(x), 0});
    // Sorted out before the exact product, which would overflow for a huge y.
    const int size = exponent_of(y) + (l.hi == 0 ? -2000 : exponent_of(l.hi));
    if (size > 10)
        return (l.hi > 0) == (y > 0) ? with_sign_of(infinity, sign) : with_sign_of(0.0, sign);
    if (size < -60)
        return sign;
    return sign * collapse(exp_scaled(multiply(l, y)));
}

} // namespace typegrad::math::constant
