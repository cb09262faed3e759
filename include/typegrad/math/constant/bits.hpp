// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include <typegrad/config.hpp>

/// Bit-level helpers of the constexpr elementary functions.
///
/// Clang rejects a constant evaluation in which an arithmetic operation gives a NaN, and g++ one that overflows, so every
/// function here and in the neighbouring headers sorts out NaN, infinity and overflow with comparisons and returns the
/// special value by its bits.
namespace typegrad::math::constant {

inline constexpr double infinity = __builtin_bit_cast(double, std::uint64_t{0x7ff0000000000000});
inline constexpr double quiet_nan = __builtin_bit_cast(double, std::uint64_t{0x7ff8000000000000});

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
                     : static_cast<int>((__builtin_bit_cast(std::uint64_t, x * 0x1p54) >> 52) & 0x7ff) - (1023 + 54);
}

/// x · 2^k, rounded once, for finite x; infinity where that overflows.
TYPEGRAD_HD constexpr double scale(double x, int k) {
  if (x == 0) return x;
  const int exponent = exponent_of(x) + k;
  if (exponent > 1023) return with_sign_of(infinity, x);
  if (exponent < -1080) return with_sign_of(0.0, x);
  const double normal = magnitude(x) < 0x1p-1022 ? x * 0x1p54 : x;
  const double mantissa = from_bits((to_bits(normal) & 0x800fffffffffffff) | 0x3ff0000000000000);
  if (exponent >= -1022) return mantissa * power_of_two(exponent);
  return mantissa * 0x1p-1000 * power_of_two(exponent + 1000);
}

/// A polynomial by Horner's rule, the coefficient of the highest power first. One statement, however long.
template <class... Coefficients>
TYPEGRAD_HD constexpr double polynomial(double x, double highest, Coefficients... lower) {
  double sum = highest;
  ((sum = sum * x + lower), ...);
  return sum;
}

/// The nearest integer, halves away from zero, of a small x (|x| < 2^30).
TYPEGRAD_HD constexpr int nearest_int(double x) { return static_cast<int>(x < 0 ? x - 0.5 : x + 0.5); }

}  // namespace typegrad::math::constant
