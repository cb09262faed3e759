// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/constant/bits.hpp>

/// Double-double arithmetic: a value as the unevaluated sum of two doubles, about 106 bits.
///
/// Dekker, "A floating-point technique for extending the available precision", Numer. Math. 18 (1971); Knuth,
/// TAOCP 2, 4.2.2. Every intermediate that must be exact is exact with and without contraction to fused
/// multiply-add, so the functions built on these give the same bits in every compiler's constant evaluator.
namespace typegrad::math::constant {

struct double_double {
    double hi = 0;
    double lo = 0;
};

/// The exact a + b, for |a| >= |b| or a == 0.
TYPEGRAD_HD constexpr double_double fast_two_sum(double a, double b) {
    const double sum = TYPEGRAD_AS_DOUBLE(a + b);
    return {sum, b - (sum - a)};
}

/// The exact a + b.
TYPEGRAD_HD constexpr double_double two_sum(double a, double b) {
    const double sum = TYPEGRAD_AS_DOUBLE(a + b);
    const double part = sum - a;
    return {sum, (a - (sum - part)) + (b - part)};
}

/// a · b with an error of at most 2^-106 |a · b|. The factors are split by masking, which unlike Veltkamp's
/// splitting cannot overflow and cannot be changed by contraction.
TYPEGRAD_HD constexpr double_double two_product(double a, double b) {
    const double p = TYPEGRAD_AS_DOUBLE(a * b);
    const double ah = __builtin_bit_cast(double, __builtin_bit_cast(std::uint64_t, a) & 0xfffffffff8000000);
    const double bh = __builtin_bit_cast(double, __builtin_bit_cast(std::uint64_t, b) & 0xfffffffff8000000);
    return {p, (a - ah) * (b - bh) - (((p - ah * bh) - (a - ah) * bh) - ah * (b - bh))};
}

TYPEGRAD_HD constexpr double_double negate(double_double a) { return {-a.hi, -a.lo}; }

TYPEGRAD_HD constexpr double_double add(double_double a, double b) {
    const double_double s = two_sum(a.hi, b);
    return fast_two_sum(s.hi, s.lo + a.lo);
}

TYPEGRAD_HD constexpr double_double add(double_double a, double_double b) {
    const double_double s = two_sum(a.hi, b.hi);
    const double_double t = two_sum(a.lo, b.lo);
    const double_double u = fast_two_sum(s.hi, s.lo + t.hi);
    return fast_two_sum(u.hi, u.lo + t.lo);
}

TYPEGRAD_HD constexpr double_double subtract(double_double a, double_double b) { return add(a, negate(b)); }

TYPEGRAD_HD constexpr double_double multiply(double_double a, double b) {
    const double_double p = two_product(a.hi, b);
    return fast_two_sum(p.hi, p.lo + a.lo * b);
}

TYPEGRAD_HD constexpr double_double multiply(double_double a, double_double b) {
    const double_double p = two_product(a.hi, b.hi);
    return fast_two_sum(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}

/// a · 2^k for a k that neither overflows nor underflows.
TYPEGRAD_HD constexpr double_double times_power(double_double a, double power) {
    return {a.hi * power, a.lo * power};
}

TYPEGRAD_HD constexpr double_double divide(double_double a, double_double b) {
    const double q = a.hi / b.hi;
    const double_double p = two_product(q, b.hi);
    return fast_two_sum(q, (((a.hi - p.hi) - p.lo) + (a.lo - q * b.lo)) / b.hi);
}

} // namespace typegrad::math::constant
