// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include <typegrad/math/scalar.hpp>

#include "accuracy.hpp"

namespace math = typegrad::math;

static_assert(math::exp(1.0f) == 0x1.5bf0a8p+1f && math::exp(1.0) == 0x1.5bf0a8b145769p+1);
static_assert(math::abs(-2.5) == 2.5 && math::abs(std::int32_t{-3}) == 3 &&
              math::abs(std::int64_t{-3}) == 3 && math::abs(true));
static_assert(math::abs(std::numeric_limits<std::int32_t>::min()) ==
              std::numeric_limits<std::int32_t>::min());
static_assert(math::sign(-2.5f) == -1 && math::sign(0.0) == 0 && math::sign(std::int64_t{-7}) == -1 &&
              math::sign(true));
static_assert(math::minimum(1, 2) == 1 && math::maximum(1.5, 2.5) == 2.5 &&
              math::minimum(true, false) == false);
static_assert(math::select(true, 1, 2) == 1 && math::select(false, 1.5f, 2.5f) == 2.5f);
static_assert(math::floor_mod(7, 3) == 1 && math::floor_mod(-7, 3) == 2 && math::floor_mod(7, -3) == -2);
static_assert(math::floor_mod(-7, -3) == -1 && math::floor_mod(7, 0) == 0 &&
              math::floor_mod(-5.5, 2.0) == 0.5);
static_assert(math::floor_mod(std::numeric_limits<std::int64_t>::min(), std::int64_t{-1}) == 0);
static_assert(math::round(2.5) == 2 && math::round(-1.5f) == -2 && math::rsqrt(4.0) == 0.5);
static_assert(math::is_nan(std::numeric_limits<double>::quiet_NaN()) && !math::is_nan(1.0f));
static_assert(math::polygamma(1.0, 1) == 0x1.a51a6625307d3p+0 && math::digamma(1.0f) == -0x1.2788dp-1f);

namespace {

/// The largest difference, in units in the last place, between what is folded and what is computed at run
/// time.
template<class T, class F>
double fold_gap(F f, double low, double high) {
    double most = 0;
    for (int i = 0; i < 2000; ++i) {
        const T x = static_cast<T>(spread(i, 2000, low, high));
        const auto [run_time, folded] = f(x);
        const double gap = units_in_the_last_place(run_time, static_cast<long double>(folded));
        if (gap > most)
            most = gap;
    }
    return most;
}

template<class T>
struct pair {
    T run_time;
    T folded;
};

} // namespace

// Constant evaluation cannot be forced on a run-time value, but it is constant:: rounded.
#define FOLD_GAP(T, function, low, high)                                                                     \
    fold_gap<T>([](T x) { return pair<T>{math::function(x), static_cast<T>(math::constant::function(x))}; }, \
                low, high)

TEST_CASE_TEMPLATE("what is folded differs from what is computed by a unit or two", T, float, double) {
    CHECK(FOLD_GAP(T, exp, -80, 80) <= 1);
    CHECK(FOLD_GAP(T, expm1, -3, 3) <= 1);
    CHECK(FOLD_GAP(T, log, 1e-3, 1e3) <= 1);
    CHECK(FOLD_GAP(T, log1p, -0.9, 3) <= 1);
    CHECK(FOLD_GAP(T, sqrt, 1e-3, 1e3) == 0);
    CHECK(FOLD_GAP(T, rsqrt, 1e-3, 1e3) <= 1.5);
    CHECK(FOLD_GAP(T, sin, -30, 30) <= 1);
    CHECK(FOLD_GAP(T, tan, -30, 30) <= 1);
    CHECK(FOLD_GAP(T, tanh, -3, 3) <= 2);
    CHECK(FOLD_GAP(T, asinh, -3, 3) <= 2);
    CHECK(FOLD_GAP(T, erf, -3, 3) <= 2);
    CHECK(FOLD_GAP(T, erfc, -3, 9) <= 4);
    CHECK(FOLD_GAP(T, lgamma, 0.1, 30) <= 4);
    CHECK(FOLD_GAP(T, sigmoid, -80, 40) <= 3);
    CHECK(FOLD_GAP(T, softplus, -80, 80) <= 3);
    CHECK(FOLD_GAP(T, log_sigmoid, -80, 80) <= 3);
}

TEST_CASE_TEMPLATE("minimum and maximum give NaN when either argument is NaN", T, float, double) {
    const T nan = std::numeric_limits<T>::quiet_NaN();
    CHECK(std::isnan(math::minimum(nan, T(1))));
    CHECK(std::isnan(math::minimum(T(1), nan)));
    CHECK(std::isnan(math::maximum(nan, T(1))));
    CHECK(std::isnan(math::maximum(T(1), nan)));
    CHECK(std::isnan(math::sign(nan)));
}

TEST_CASE_TEMPLATE("floor_mod has the sign of the divisor, as in NumPy", T, float, double) {
    const T inf = std::numeric_limits<T>::infinity();
    CHECK(math::floor_mod(T(5.5), T(2)) == T(1.5));
    CHECK(math::floor_mod(T(-5.5), T(2)) == T(0.5));
    CHECK(math::floor_mod(T(5.5), T(-2)) == T(-0.5));
    CHECK(same(math::floor_mod(T(4), T(-2)), T(-0.0)));
    CHECK(same(math::floor_mod(T(-4), T(2)), T(0)));
    CHECK(math::floor_mod(T(5), inf) == T(5));
    CHECK(math::floor_mod(T(-5), inf) == inf);
    CHECK(std::isnan(math::floor_mod(T(5), T(0))));
}

TEST_CASE_TEMPLATE("sigmoid, softplus and log_sigmoid neither overflow nor lose their tails", T, float,
                   double) {
    CHECK(math::sigmoid(T(1e4)) == 1);
    CHECK(math::sigmoid(T(-1e4)) == 0);
    CHECK(math::softplus(T(1e4)) == T(1e4));
    CHECK(math::softplus(T(-1e4)) == 0);
    CHECK(math::log_sigmoid(T(-1e4)) == T(-1e4));
    CHECK(math::log_sigmoid(T(1e4)) == 0);
    CHECK(math::sigmoid(T(-80)) == doctest::Approx(1.8048513878454153e-35).epsilon(1e-6));
    CHECK(math::log_sigmoid(T(80)) == doctest::Approx(-1.8048513878454153e-35).epsilon(1e-6));
    CHECK(std::isnan(math::softplus(std::numeric_limits<T>::quiet_NaN())));
}
