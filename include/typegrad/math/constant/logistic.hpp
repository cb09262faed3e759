// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/constant/logarithm.hpp>

/// The logistic function and its logarithm, which neither overflow nor lose their relative accuracy in the
/// tails.
namespace typegrad::math::constant {

TYPEGRAD_HD constexpr double sigmoid(double x) {
    if (is_nan(x))
        return x;
    if (magnitude(x) < 0x1p-55)
        return 0.5;
    if (x < -746)
        return 0;
    if (x > 40)
        return 1;
    const scaled e = exp_scaled({-magnitude(x), 0});
    if (x < -40)
        return collapse(e);
    const double_double p = times_power(e.value, power_of_two(e.exponent));
    return divide(x < 0 ? p : double_double{1, 0}, add(p, 1.0)).hi;
}

/// log(1 + e^x)
TYPEGRAD_HD constexpr double softplus(double x) {
    if (is_nan(x))
        return x;
    if (magnitude(x) < 0x1p-55)
        return ln_2.hi;
    if (x < -40)
        return exp(x);
    if (x > 40)
        return x;
    const scaled e = exp_scaled({-magnitude(x), 0});
    const double_double tail = times_power(e.value, power_of_two(e.exponent));
    return add(log1p_double_double(tail), x > 0 ? x : 0.0).hi;
}

TYPEGRAD_HD constexpr double log_sigmoid(double x) { return is_nan(x) ? x : -softplus(-x); }

} // namespace typegrad::math::constant
