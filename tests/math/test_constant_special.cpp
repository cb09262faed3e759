// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <typegrad/math/constant.hpp>

#include "accuracy.hpp"
#include "reference.hpp"

/// NaN, infinity, zeros, poles: in constant evaluation, where clang rejects every operation that gives a NaN
/// and g++ every one that overflows. Nearly all of this is tested by compiling.
namespace typegrad::math::constant {
namespace {

constexpr double inf = infinity;
constexpr double nan = quiet_nan;
constexpr double tiny = 5e-324;

constexpr bool is(double x, double y) { return to_bits(x) == to_bits(y); }

} // namespace

// Exponentials.
static_assert(exp(1.0) == 0x1.5bf0a8b145769p+1 && exp(0.0) == 1 && exp2(10.0) == 1024 &&
              exp2(-1074.0) == tiny);
static_assert(is(exp(-inf), 0.0) && exp(inf) == inf && is_nan(exp(nan)) && exp(710.0) == inf &&
              exp(-746.0) == 0);
static_assert(exp(709.782712893384) == 0x1.fffffffffff2ap+1023 && exp(-745.1) == tiny && exp2(1024.0) == inf);
static_assert(is(expm1(-0.0), -0.0) && expm1(-inf) == -1 && expm1(inf) == inf && expm1(1e-300) == 1e-300);

// Logarithms.
static_assert(log(0.0) == -inf && log(-0.0) == -inf && is_nan(log(-1.0)) && log(inf) == inf &&
              is(log(1.0), 0.0));
static_assert(log2(0x1p-1074) == -1074 && log2(8.0) == 3 && log10(1000.0) == 3 && log10(1e22) == 22);
static_assert(is(log1p(-0.0), -0.0) && log1p(-1.0) == -inf && is_nan(log1p(-1.5)) && log1p(inf) == inf);

// Powers: C's Annex F.
static_assert(pow(nan, 0.0) == 1 && pow(1.0, nan) == 1 && is_nan(pow(nan, 1.0)) &&
              is_nan(pow(-8.0, 1.0 / 3)));
static_assert(pow(-2.0, 3.0) == -8 && pow(-2.0, 2.0) == 4 && pow(2.0, -1074.0) == tiny &&
              pow(10.0, 22.0) == 1e22);
static_assert(is(pow(-0.0, 3.0), -0.0) && is(pow(-0.0, 2.0), 0.0) && pow(-0.0, -3.0) == -inf &&
              pow(-0.0, -2.0) == inf);
static_assert(pow(-1.0, inf) == 1 && pow(0.5, inf) == 0 && pow(0.5, -inf) == inf && pow(2.0, inf) == inf);
static_assert(is(pow(-inf, -3.0), -0.0) && pow(-inf, 3.0) == -inf && pow(-inf, 0.5) == inf &&
              pow(inf, -1.0) == 0);
static_assert(pow(2.0, 1e300) == inf && pow(2.0, -1e300) == 0 && pow(-2.0, 1e300) == inf &&
              pow(1.5, 1e-320) == 1);

// Roots.
static_assert(sqrt(2.0) == 0x1.6a09e667f3bcdp+0 && is(sqrt(-0.0), -0.0) && is_nan(sqrt(-1.0)) &&
              sqrt(inf) == inf);
static_assert(sqrt(tiny) == 0x1p-537 && cbrt(-27.0) == -3 && is(cbrt(-0.0), -0.0) && cbrt(-inf) == -inf);
static_assert(rsqrt(0.0) == inf && rsqrt(inf) == 0 && rsqrt(0.25) == 2 && is_nan(rsqrt(-1.0)));
static_assert(hypot(3.0, 4.0) == 5 && hypot(nan, -inf) == inf &&
              hypot(1e300, 1e300) == 0x1.0e4d50f99b211p+997);
static_assert(hypot(1.7e308, 1.7e308) == inf && hypot(3e-320, 4e-320) == 5e-320 && hypot(0.0, -0.0) == 0);

// Trigonometric functions.
static_assert(is(sin(-0.0), -0.0) && cos(0.0) == 1 && is_nan(sin(inf)) && is_nan(cos(-inf)) &&
              is_nan(tan(nan)));
static_assert(sin(1e22) == -0x1.b453ab76bf397p-1 && sin(tiny) == tiny);
static_assert(asin(1.0) == 0x1.921fb54442d18p+0 && is_nan(asin(1.5)) && is(acos(1.0), 0.0) &&
              is(asin(-0.0), -0.0));
static_assert(acos(-1.0) == 0x1.921fb54442d18p+1 && atan(inf) == 0x1.921fb54442d18p+0 &&
              atan(-1.0) == -0x1.921fb54442d18p-1);
static_assert(is(atan2(0.0, 0.0), 0.0) && is(atan2(-0.0, 0.0), -0.0) &&
              atan2(-0.0, -0.0) == -0x1.921fb54442d18p+1);
static_assert(atan2(inf, inf) == 0x1.921fb54442d18p-1 && atan2(inf, -inf) == 0x1.2d97c7f3321d2p+1);
static_assert(is(atan2(-1.0, inf), -0.0) && atan2(1.0, -inf) == 0x1.921fb54442d18p+1 &&
              atan2(1e-300, 1e300) == 0);

// Hyperbolic functions.
static_assert(is(sinh(-0.0), -0.0) && sinh(-inf) == -inf && cosh(-inf) == inf && sinh(711.0) == inf &&
              cosh(0.0) == 1);
static_assert(tanh(inf) == 1 && tanh(-1e300) == -1 && is(tanh(-0.0), -0.0) && tanh(tiny) == tiny &&
              is_nan(tanh(nan)));
static_assert(asinh(-inf) == -inf && is(asinh(-0.0), -0.0) && is(acosh(1.0), 0.0) && is_nan(acosh(0.5)));
static_assert(atanh(1.0) == inf && atanh(-1.0) == -inf && is_nan(atanh(2.0)) && is(atanh(-0.0), -0.0));

// Error and gamma functions.
static_assert(is(erf(-0.0), -0.0) && erf(inf) == 1 && erfc(-inf) == 2 && is(erfc(inf), 0.0) &&
              erfc(0.0) == 1);
static_assert(lgamma(0.0) == inf && lgamma(-3.0) == inf && is(lgamma(1.0), 0.0) && is(lgamma(2.0), 0.0) &&
              lgamma(-inf) == inf);
static_assert(digamma(0.0) == -inf && digamma(-0.0) == inf && is_nan(digamma(-1.0)) && digamma(inf) == inf);
static_assert(polygamma(1, 0.0) == inf && polygamma(2, 0.0) == -inf && polygamma(1, -2.0) == inf &&
              is_nan(polygamma(0, 1.0)));

// Rounding.
static_assert(is(floor(-0.0), -0.0) && floor(-0.5) == -1 && is(ceil(-0.5), -0.0) && is(trunc(-0.5), -0.0));
static_assert(round(0.5) == 0 && round(1.5) == 2 && round(2.5) == 2 && is(round(-0.5), -0.0) &&
              round(inf) == inf);
static_assert(is_nan(fmod(1.0, 0.0)) && is_nan(fmod(inf, 1.0)) && fmod(5.0, inf) == 5 &&
              fmod(1e300, 7.0) == 1);

// The logistic family.
static_assert(sigmoid(-inf) == 0 && sigmoid(inf) == 1 && sigmoid(0.0) == 0.5 && is_nan(sigmoid(nan)));
static_assert(softplus(-1e4) == 0 && softplus(1e4) == 1e4 && softplus(-700.0) == exp(-700.0) &&
              softplus(inf) == inf);
static_assert(log_sigmoid(-1e4) == -1e4 && log_sigmoid(inf) == 0 && log_sigmoid(-inf) == -inf);

TEST_CASE("constant logarithm of the gamma function agrees with mpmath") {
    for (const auto& [x, y] : reference::lgamma) {
        CAPTURE(x);
        CHECK(units_in_the_last_place(lgamma(x), y) <= 1.5);
    }
}

TEST_CASE("constant digamma and polygamma functions agree with mpmath") {
    for (const auto& [n, x, y] : reference::polygamma) {
        CAPTURE(n);
        CAPTURE(x);
        CHECK(units_in_the_last_place(n == 0 ? digamma(x) : polygamma(n, x), y) <= 2);
    }
}

TEST_CASE("constant digamma and lgamma have a small error at their negative zeros") {
    CHECK(std::fabs(digamma(-0.5040830082644554) - 0x1.502e5780c52dap-54) < 1e-15);
    CHECK(std::fabs(lgamma(-2.4570247382208006) - 0x1.0323b6d1fe86dp-54) < 1e-15);
}

} // namespace typegrad::math::constant
