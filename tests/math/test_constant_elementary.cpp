// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <typegrad/math/constant.hpp>

#include "accuracy.hpp"

namespace constant = typegrad::math::constant;

namespace {

template<class F, class Reference>
double worst(F f, Reference reference, double low, double high, bool logarithmic = false) {
    double most = 0;
    for (int i = 0; i < 4000; ++i) {
        const double x = spread(i, 4000, low, high, logarithmic);
        const double error = units_in_the_last_place(f(x), reference(static_cast<long double>(x)));
        if (error > most)
            most = error;
    }
    return most;
}

} // namespace

#define WORST(function, ...)                                                                                 \
    worst([](double x) { return constant::function(x); }, [](long double x) { return std::function(x); },    \
          __VA_ARGS__)

TEST_CASE("constant exponentials err by less than one unit in the last place") {
    CHECK(WORST(exp, -708, 709.7) < 0.6);
    CHECK(WORST(exp, -745, -708) < 1);
    CHECK(WORST(exp2, -1022, 1023.9) < 0.6);
    CHECK(WORST(expm1, -2, 2) < 0.6);
    CHECK(WORST(expm1, 1e-300, 700, true) < 0.6);
}

TEST_CASE("constant logarithms are almost correctly rounded") {
    CHECK(WORST(log, 5e-324, 1e308, true) < 0.51);
    CHECK(WORST(log, 0.9, 1.1) < 0.51);
    CHECK(WORST(log2, 0.5, 2) < 0.51);
    CHECK(WORST(log10, 1e-320, 1e308, true) < 0.51);
    CHECK(WORST(log1p, -0.999, 3) < 0.51);
    CHECK(WORST(log1p, -1e-300, -0.9, true) < 0.51);
}

TEST_CASE("constant roots are correctly rounded or nearly so") {
    int wrong = 0;
    for (int i = 0; i < 20000; ++i) {
        const double x = spread(i, 20000, 5e-324, 1.7e308, true);
        wrong += constant::sqrt(x) != std::sqrt(x);
    }
    CHECK(wrong == 0);
    CHECK(WORST(cbrt, 5e-324, 1e308, true) < 0.51);
    CHECK(worst([](double x) { return constant::rsqrt(x); }, [](long double x) { return 1 / std::sqrt(x); },
                1e-300, 1e300, true) < 0.51);
}

TEST_CASE("constant trigonometric functions err by less than one unit, also far out") {
    CHECK(WORST(sin, -10, 10) < 0.8);
    CHECK(WORST(cos, -10, 10) < 0.8);
    CHECK(WORST(tan, -10, 10) < 0.95);
    CHECK(WORST(sin, 10, 1e15, true) < 0.8);
    CHECK(WORST(cos, 10, 1e15, true) < 0.8);
    CHECK(WORST(asin, -1, 1) < 0.51);
    CHECK(WORST(acos, -1, 1) < 0.51);
    CHECK(WORST(atan, 1e-300, 1e300, true) < 0.51);
}

TEST_CASE("constant sine keeps its accuracy next to a multiple of pi and for the largest double") {
    // The double nearest to a multiple of π/2 is 6381956970095103 · 2^797 (Muller, "Elementary Functions").
    // By mpmath:
    CHECK(constant::cos(0x1.6ac5b262ca1ffp+849) == -0x1.14ae72e6ba22fp-61);
    CHECK(constant::sin(0x1.6ac5b262ca1ffp+849) == 1);
    CHECK(constant::sin(0x1.fffffffffffffp+1023) == 0x1.452fc98b34e97p-8);
    CHECK(constant::cos(0x1.fffffffffffffp+1023) == -0x1.fffe62ecfab75p-1);
    CHECK(constant::sin(0x1.921fb54442d18p+1) == 0x1.1a62633145c07p-53);
}

TEST_CASE("constant hyperbolic functions and their inverses err by little more than half a unit") {
    CHECK(WORST(sinh, -5, 5) < 0.6);
    CHECK(WORST(sinh, 1e-300, 710.4, true) < 0.6);
    CHECK(WORST(cosh, -5, 5) < 0.6);
    CHECK(WORST(cosh, 700, 710.4) < 0.6);
    CHECK(WORST(tanh, 1e-300, 30, true) < 0.6);
    CHECK(WORST(asinh, 1e-300, 1e300, true) < 0.51);
    CHECK(WORST(acosh, 1, 5) < 0.51);
    CHECK(WORST(acosh, 1, 1e300, true) < 0.51);
    CHECK(WORST(atanh, -1, 1) < 0.51);
}

TEST_CASE("constant error functions err by less than one unit, also in erfc's tail") {
    CHECK(WORST(erf, -6, 6) < 1);
    CHECK(WORST(erf, 1e-300, 1, true) < 1);
    CHECK(WORST(erfc, -6, 1) < 1);
    CHECK(WORST(erfc, 1, 26.5) < 1);
}

TEST_CASE("constant power, angle and length of two numbers are almost correctly rounded") {
    double power = 0, angle = 0, length = 0;
    for (int i = 0; i < 100; ++i)
        for (int j = 0; j < 100; ++j) {
            const double x = spread(i, 100, 1e-5, 1e5, true), y = spread(j, 100, -60, 60);
            const long double lx = x, ly = y;
            power = std::fmax(power, units_in_the_last_place(constant::pow(x, y), std::pow(lx, ly)));
            angle = std::fmax(angle, units_in_the_last_place(constant::atan2(y, j % 2 ? x : -x),
                                                             std::atan2(ly, j % 2 ? lx : -lx)));
            length = std::fmax(length, units_in_the_last_place(constant::hypot(x, y), std::hypot(lx, ly)));
        }
    CHECK(power < 0.6);
    CHECK(angle < 0.52);
    CHECK(length < 0.52);
}

TEST_CASE("constant rounding and remainder are exact") {
    int wrong = 0;
    for (int i = 0; i < 5000; ++i) {
        const double x = (i % 2 ? -1 : 1) * spread(i, 5000, 1e-3, 1e17, true);
        const double y = spread((i * 7) % 5000, 5000, 1e-300, 1e10, true);
        const double half = i - 2500 + 0.5;
        wrong += !same(constant::floor(x), std::floor(x)) || !same(constant::ceil(x), std::ceil(x));
        wrong += !same(constant::trunc(x), std::trunc(x)) || !same(constant::round(x), std::nearbyint(x));
        wrong += !same(constant::round(half), std::nearbyint(half)) ||
                 !same(constant::fmod(x, y), std::fmod(x, y));
        wrong += !same(constant::fmod(x, 3e-320), std::fmod(x, 3e-320));
    }
    CHECK(wrong == 0);
}
