// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/constant/double_double.hpp>

namespace typegrad::math::constant {

inline constexpr double_double pi{0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53};
inline constexpr double_double half_pi{0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54};

/// x = quadrant · π/2 + rest (mod 2π), |rest| <= π/4
struct reduced_angle {
    double_double rest;
    int quadrant = 0;
};

struct wide {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
};

/// The 128-bit product, from 32-bit halves: __int128 is neither ISO C++ nor on every device compiler.
TYPEGRAD_HD constexpr wide wide_product(std::uint64_t a, std::uint64_t b) {
    const std::uint64_t mask = 0xffffffff;
    const std::uint64_t low = (a & mask) * (b & mask);
    const std::uint64_t mid = (a >> 32) * (b & mask) + (low >> 32);
    const std::uint64_t mid2 = (a & mask) * (b >> 32) + (mid & mask);
    return {(a >> 32) * (b >> 32) + (mid >> 32) + (mid2 >> 32), (mid2 << 32) | (low & mask)};
}

/// Reduction for finite |x| > π/4 by Payne and Hanek, "Radian reduction for trigonometric functions", SIGNUM
/// 18 (1983): only the 192 bits of 2/π matter that, times x, are below 4 and above 2^-137. No double is
/// nearer to a multiple of π/2 than about 2^-62 (Muller, "Elementary Functions", 11.3), so the rest keeps 75
/// bits or more.
TYPEGRAD_HD constexpr reduced_angle reduce_angle(double x) {
    // 2/π in binary after 64 zeros, so that the window can start before the point.
    constexpr std::uint64_t two_over_pi[21] = {
        0,
        0xa2f9836e4e441529,
        0xfc2757d1f534ddc0,
        0xdb6295993c439041,
        0xfe5163abdebbc561,
        0xb7246e3a424dd2e0,
        0x06492eea09d1921c,
        0xfe1deb1cb129a73e,
        0xe88235f52ebb4484,
        0xe99c7026b45f7e41,
        0x3991d639835339f4,
        0x9c845f8bbdf9283b,
        0x1ff897ffde05980f,
        0xef2f118b5a0a6d1f,
        0x6d367ecf27cb09b7,
        0x4f463f669e5fea2d,
        0x7527bac7ebe5f17b,
        0x3d0739f78a5292ea,
        0x6bfb5fb11f8d5d08,
        0x56033046fc7b6bab,
        0xf0cfbc209af4361d,
    };
    // |x| = mantissa · 2^e with a 53-bit mantissa; the window starts at bit e - 1 after the point.
    const int e = exponent_of(x) - 52;
    const std::uint64_t mantissa = (to_bits(x) & 0xfffffffffffff) | 0x10000000000000;
    const int start = e - 2 + 64;
    const int word = start / 64;
    const int shift = start % 64;
    std::uint64_t window[3] = {};
    for (int i = 0; i < 3; ++i)
        window[i] = shift == 0
                        ? two_over_pi[word + i]
                        : (two_over_pi[word + i] << shift) | (two_over_pi[word + i + 1] >> (64 - shift));
    // The product modulo 2^192: two bits of quadrant, then the fraction of a quadrant.
    const wide p2 = wide_product(mantissa, window[2]);
    const wide p1 = wide_product(mantissa, window[1]);
    const std::uint64_t middle = p1.low + p2.high;
    const std::uint64_t top = mantissa * window[0] + p1.high + (middle < p1.low ? 1 : 0);
    int quadrant = static_cast<int>(top >> 62);
    std::uint64_t high = (top << 2) | (middle >> 62);
    std::uint64_t low = (middle << 2) | (p2.low >> 62);
    const bool up =
        (high >> 63) != 0; // a fraction of one half or more becomes a negative rest of the next quadrant
    if (up) {
        ++quadrant;
        high = ~high;
        low = ~low;
    }
    // Pieces of at most 52 bits convert exactly.
    const double_double upper = fast_two_sum(static_cast<double>(high >> 32) * 0x1p-32,
                                             static_cast<double>(high & 0xffffffff) * 0x1p-64);
    const double tail = static_cast<double>(low >> 12) * 0x1p-116;
    const double_double fraction = add(upper, tail);
    const double sign = up != sign_bit(x) ? -1 : 1;
    const double_double rest = multiply(half_pi, fraction);
    return {times_power(rest, sign), sign_bit(x) ? (4 - quadrant) & 3 : quadrant & 3};
}

TYPEGRAD_HD constexpr double_double sin_reduced(double_double x) {
    const double h = x.hi;
    const double z = h * h;
    const double series = polynomial(z, 1.0 / 355687428096000, -1.0 / 1307674368000, 1.0 / 6227020800,
                                     -1.0 / 39916800, 1.0 / 362880, -1.0 / 5040, 1.0 / 120, -1.0 / 6);
    return fast_two_sum(h, h * z * series + x.lo * (1 - 0.5 * z));
}

TYPEGRAD_HD constexpr double_double cos_reduced(double_double x) {
    const double_double z = two_product(x.hi, x.hi);
    const double series = polynomial(z.hi, -1.0 / 6402373705728000, 1.0 / 20922789888000, -1.0 / 87178291200,
                                     1.0 / 479001600, -1.0 / 3628800, 1.0 / 40320, -1.0 / 720, 1.0 / 24);
    const double_double s = fast_two_sum(1, -0.5 * z.hi);
    return fast_two_sum(s.hi, s.lo + (z.hi * z.hi * series - 0.5 * z.lo - x.hi * x.lo));
}

TYPEGRAD_HD constexpr reduced_angle angle(double x) {
    return magnitude(x) <= 0.785398 ? reduced_angle{{x, 0}, 0} : reduce_angle(x);
}

TYPEGRAD_HD constexpr double sin(double x) {
    if (is_nan(x) || magnitude(x) < 0x1p-28)
        return x;
    if (is_infinite(x))
        return quiet_nan;
    const reduced_angle a = angle(x);
    const double value = (a.quadrant & 1) != 0 ? cos_reduced(a.rest).hi : sin_reduced(a.rest).hi;
    return (a.quadrant & 2) != 0 ? -value : value;
}

TYPEGRAD_HD constexpr double cos(double x) {
    if (is_nan(x))
        return x;
    if (magnitude(x) < 0x1p-28)
        return 1;
    if (is_infinite(x))
        return quiet_nan;
    const reduced_angle a = angle(x);
    const double value = (a.quadrant & 1) != 0 ? sin_reduced(a.rest).hi : cos_reduced(a.rest).hi;
    return ((a.quadrant + 1) & 2) != 0 ? -value : value;
}

TYPEGRAD_HD constexpr double tan(double x) {
    if (is_nan(x) || magnitude(x) < 0x1p-28)
        return x;
    if (is_infinite(x))
        return quiet_nan;
    const reduced_angle a = angle(x);
    const double_double s = sin_reduced(a.rest), c = cos_reduced(a.rest);
    return (a.quadrant & 1) != 0 ? -divide(c, s).hi : divide(s, c).hi;
}

} // namespace typegrad::math::constant
