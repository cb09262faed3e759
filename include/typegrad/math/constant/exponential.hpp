// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/constant/double_double.hpp>

namespace typegrad::math::constant {

/// value · 2^exponent
struct scaled {
    double_double value;
    int exponent = 0;
};

inline constexpr double_double ln_2{0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
inline constexpr double_double one_over_ln_2{0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56};

/// e^r - 1 for |r| <= 0.36, relative error below 2^-58: the terms r + r²/2 in double-double, the rest of the
/// Taylor series in double.
TYPEGRAD_HD constexpr double_double expm1_reduced(double_double r) {
    const double h = r.hi;
    const double_double square = two_product(h, h);
    const double series = polynomial(h, 1.0 / 1307674368000, 1.0 / 87178291200, 1.0 / 6227020800,
                                     1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880,
                                     1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6);
    const double_double s = fast_two_sum(h, 0.5 * square.hi);
    const double tail = h * square.hi * series + r.lo * (1 + h + 0.5 * square.hi);
    return fast_two_sum(s.hi, s.lo + (0.5 * square.lo + tail));
}

/// x = k · ln 2 + r with |r| <= ln 2 / 2, for |x| < 2000.
TYPEGRAD_HD constexpr double_double reduce_by_ln_2(double_double x, int k) {
    // 33 bits of ln 2, so that k times it is exact, then the next 53.
    const double_double r = two_sum(x.hi - k * 0x1.62e42fefp-1, -k * 0x1.473de6af278edp-34);
    return fast_two_sum(r.hi, r.lo + x.lo);
}

/// e^x for |x| < 2000, relative error about 2^-59.
TYPEGRAD_HD constexpr scaled exp_scaled(double_double x) {
    const int k = nearest_int(x.hi * one_over_ln_2.hi);
    const double_double p = expm1_reduced(reduce_by_ln_2(x, k));
    const double_double s = two_sum(1, p.hi);
    return {fast_two_sum(s.hi, s.lo + p.lo), k};
}

TYPEGRAD_HD constexpr double collapse(scaled x) { return scale(x.value.hi, x.exponent); }

TYPEGRAD_HD constexpr double exp(double x) {
    if (is_nan(x))
        return x;
    if (magnitude(x) < 0x1p-54)
        return 1;
    if (x > 709.8)
        return infinity;
    if (x < -746)
        return 0;
    return collapse(exp_scaled({x, 0}));
}

TYPEGRAD_HD constexpr double exp2(double x) {
    if (is_nan(x))
        return x;
    if (magnitude(x) < 0x1p-54)
        return 1;
    if (x >= 1024)
        return infinity;
    if (x < -1080)
        return 0;
    const int k = nearest_int(x);
    if (x == k)
        return scale(1, k);
    const double_double p = expm1_reduced(multiply(ln_2, x - k));
    return scale(add(p, 1.0).hi, k);
}

/// e^x - 1 in double-double for |x| < 1000 with relative error about 2^-58.
TYPEGRAD_HD constexpr scaled expm1_scaled(double_double x) {
    const int k = nearest_int(x.hi * one_over_ln_2.hi);
    if (k == 0)
        return {expm1_reduced(x), 0};
    const scaled e = exp_scaled(x);
    // Past 2^±100 the smaller of the two terms is below the last bit.
    if (k > 100)
        return e;
    if (k < -100)
        return {{-1, 0}, 0};
    return {add(times_power(e.value, power_of_two(k)), -1.0), 0};
}

TYPEGRAD_HD constexpr double expm1(double x) {
    if (is_nan(x) || magnitude(x) < 0x1p-54)
        return x;
    if (x > 709.8)
        return infinity;
    if (x < -60)
        return -1;
    return collapse(expm1_scaled({x, 0}));
}

} // namespace typegrad::math::constant
