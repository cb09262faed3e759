// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include <typegrad/config.hpp>

/// Bit-level helpers of the constexpr elementary functions.
///
/// In a constant evaluation clang rejects an operation that gives a NaN, g++ one that overflows, and nvcc
/// also one that underflows and a comparison with NaN. So every function here and in the neighbouring headers
/// looks at the bits first and returns what is special, tiny or huge before it computes.
namespace typegrad::math::constant {

inline constexpr double infinity = __builtin_bit_cast(double, std::uint64_t{0x7ff0000000000000});
inline constexpr double quiet_nan = __builtin_bit_cast(double, std::uint64_t{0x7ff8000000000000});

/// A sum or product as a double, with no bits beyond.
#if defined(TYPEGRAD_EXCESS_PRECISION)
constexpr double as_double(double x) {
    if (!__builtin_is_constant_evaluated()) asm("" : "+m"(x));
    return x;
}
#define TYPEGRAD_AS_DOUBLE(x) typegrad::math::constant::as_double(x)
#else
#define TYPEGRAD_AS_DOUBLE(x) (x)
#endif

TYPEGRAD_HD constexpr std::uint64_t to_bits(double x) { return __builtin_bit_cast(std::uint64_t, x); }
TYPEGRAD_HD constexpr double from_bits(std::uint64_t bits) { return __builtin_bit_cast(double, bits); }

// The next functions do without the two above, because a call costs two of clang's evaluation steps.
TYPEGRAD_HD constexpr bool is_nan(double x) {
    return (__builtin_bit_cast(std::uint64_t, x) << 1) > 0xffe0000000000000;
}
TYPEGRAD_HD constexpr bool is_infinite(double x) {
    return (__builtin_bit_cast(std::uint64_t, x) << 1) == 0xffe0000000000000;
}
TYPEGRAD_HD constexpr bool is_finite(double x) {
    return (__builtin_bit_cast(std::uint64_t, x) << 1) < 0xffe0000000000000;
}
TYPEGRAD_HD constexpr bool sign_bit(double x) { return __builtin_bit_cast(std::int64_t, x) < 0; }
TYPEGRAD_HD constexpr double magnitude(double x) {
    return __builtin_bit_cast(double, __builtin_bit_cast(std::uint64_t, x) & 0x7fffffffffffffff);
}
TYPEGRAD_HD constexpr double with_sign_of(double x, double sign) {
    return __builtin_bit_cast(double, (__builtin_bit_cast(std::uint64_t, x) & 0x7fffffffffffffff) |
                                          (__builtin_bit_cast(std::uint64_t, sign) & 0x8000000000000000));
}

/// 2^k for a k of a normal number, -1022 <= k <= 1023.
TYPEGRAD_HD constexpr double power_of_two(int k) {
    return __builtin_bit_cast(double, static_cast<std::uint64_t>(k + 1023) << 52);
}

/// The exponent of a finite x != 0: 2^exponent <= |x| < 2^(exponent + 1).
TYPEGRAD_HD constexpr int exponent_of(double x) {
    const int biased = static_cast<int>((__builtin_bit_cast(std::uint64_t, x) >> 52) & 0x7ff);
    return biased != 0 ? biased - 1023
                       : static_cast<int>((__builtin_bit_cast(std::uint64_t, x * 0x1p54) >> 52) & 0x7ff) -
                             (1023 + 54);
}

/// x · 2^k, rounded once, for finite x; infinity where that overflows. In integers, because nvcc's constant
/// evaluator rejects floating operations with a denormal result.
TYPEGRAD_HD constexpr double scale(double x, int k) {
    const std::uint64_t pattern = __builtin_bit_cast(std::uint64_t, x);
    const std::uint64_t sign = pattern & 0x8000000000000000;
    if (x == 0)
        return x;
    const int old_exponent = exponent_of(x);
    const int exponent = old_exponent + k;
    if (exponent > 1023)
        return with_sign_of(infinity, x);
    if (exponent < -1080)
        return with_sign_of(0.0, x);
    const std::uint64_t fraction = old_exponent >= -1022
                                       ? pattern & 0xfffffffffffff
                                       : (pattern << (-1022 - old_exponent)) & 0xfffffffffffff;
    if (exponent >= -1022)
        return from_bits(sign | (static_cast<std::uint64_t>(exponent + 1023) << 52) | fraction);
    const int shift = -1022 - exponent;
    const std::uint64_t mantissa = fraction | 0x10000000000000;
    const std::uint64_t kept = mantissa >> shift;
    const std::uint64_t lost = (mantissa & ((std::uint64_t{1} << shift) - 1)) << (64 - shift);
    const std::uint64_t half = 0x8000000000000000;
    return from_bits(sign | (kept + (lost > half || (lost == half && (kept & 1) != 0) ? 1 : 0)));
}

/// A polynomial by Horner's rule, the coefficient of the highest power first. One statement, however long.
template<class... Coefficients>
TYPEGRAD_HD constexpr double polynomial(double x, double highest, Coefficients... lower) {
    double sum = highest;
    ((sum = sum * x + lower), ...);
    return sum;
}

/// The nearest integer, halves away from zero, of a small x (|x| < 2^30).
TYPEGRAD_HD constexpr int nearest_int(double x) { return static_cast<int>(x < 0 ? x - 0.5 : x + 0.5); }

} // namespace typegrad::math::constant
