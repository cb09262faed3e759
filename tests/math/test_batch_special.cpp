// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include <typegrad/math/batch.hpp>

#include "accuracy.hpp"

namespace math = typegrad::math;

namespace {

template<class T, class F, class... Arguments>
T first_lane(F f, Arguments... x) {
    alignas(64) T lanes[xsimd::batch<T>::size];
    f(xsimd::batch<T>(x)...).store_aligned(lanes);
    return lanes[0];
}

template<class T>
constexpr T special_values[] = {T(0),
                                T(-0.0),
                                std::numeric_limits<T>::infinity(),
                                -std::numeric_limits<T>::infinity(),
                                std::numeric_limits<T>::quiet_NaN(),
                                std::numeric_limits<T>::denorm_min(),
                                -std::numeric_limits<T>::denorm_min(),
                                std::numeric_limits<T>::min(),
                                std::numeric_limits<T>::max(),
                                -std::numeric_limits<T>::max(),
                                T(1),
                                T(-1),
                                T(2),
                                T(-2.5),
                                T(0.5),
                                T(-0.5),
                                T(3),
                                T(-3),
                                T(1e30),
                                T(-1e30),
                                T(1e-30),
                                T(1001)};

/// Equal, zeros with their signs, or within a few units in the last place.
template<class T>
bool close(T got, T want) {
    if (want == 0)
        return same(got, want);
    return units_in_the_last_place(got, static_cast<long double>(want)) <= 6;
}

} // namespace

#define LANE(function, ...) first_lane<T>([](const auto&... a) { return math::function(a...); }, __VA_ARGS__)
#define CHECK_SPECIAL(function, reference)                                                                   \
    for (const T x : special_values<T>) {                                                                    \
        CAPTURE(x);                                                                                          \
        CHECK_MESSAGE(close(LANE(function, x), reference(x)), #function);                                    \
    }
#define CHECK_SPECIAL_PAIRS(function, reference)                                                             \
    for (const T x : special_values<T>)                                                                      \
        for (const T y : special_values<T>) {                                                                \
            CAPTURE(x);                                                                                      \
            CAPTURE(y);                                                                                      \
            CHECK_MESSAGE(close(LANE(function, x, y), reference(x, y)), #function);                          \
        }

TEST_CASE_TEMPLATE("batch functions take zeros, infinities, NaN and denormals as the C library does", T,
                   float, double){
    CHECK_SPECIAL(expm1, std::expm1) CHECK_SPECIAL(log, std::log) CHECK_SPECIAL(log2, std::log2) CHECK_SPECIAL(log10, std::log10)
        CHECK_SPECIAL(sqrt, std::sqrt) CHECK_SPECIAL(cbrt, std::cbrt) CHECK_SPECIAL(sin, std::sin)
            CHECK_SPECIAL(cos, std::cos) CHECK_SPECIAL(tan, std::tan) CHECK_SPECIAL(asin, std::asin)
                CHECK_SPECIAL(acos, std::acos) CHECK_SPECIAL(atan, std::atan) CHECK_SPECIAL(sinh, std::sinh)
                    CHECK_SPECIAL(cosh, std::cosh) CHECK_SPECIAL(tanh, std::tanh)
                        CHECK_SPECIAL(asinh, std::asinh) CHECK_SPECIAL(acosh, std::acosh)
                            CHECK_SPECIAL(atanh, std::atanh) CHECK_SPECIAL(erf, std::erf)
                                CHECK_SPECIAL(erfc, std::erfc) CHECK_SPECIAL(lgamma, math::lgamma)
                                    CHECK_SPECIAL(digamma, math::digamma) CHECK_SPECIAL(floor, std::floor)
                                        CHECK_SPECIAL(ceil, std::ceil) CHECK_SPECIAL(trunc, std::trunc)
                                            CHECK_SPECIAL(round, std::nearbyint) CHECK_SPECIAL(abs, std::fabs)
                                                CHECK_SPECIAL(sign, math::sign)
                                                    CHECK_SPECIAL(rsqrt, math::rsqrt)
                                                        CHECK_SPECIAL(softplus, math::softplus)
                                                            CHECK_SPECIAL(sigmoid, math::sigmoid)}

TEST_CASE_TEMPLATE("batch functions of two take every pair of special values as the C library does", T, float,
                   double){
    CHECK_SPECIAL_PAIRS(pow, std::pow) CHECK_SPECIAL_PAIRS(atan2, std::atan2)
        CHECK_SPECIAL_PAIRS(hypot, std::hypot) CHECK_SPECIAL_PAIRS(minimum, math::minimum)
            CHECK_SPECIAL_PAIRS(maximum, math::maximum) CHECK_SPECIAL_PAIRS(floor_mod, math::floor_mod)}

TEST_CASE_TEMPLATE("batch exponentials are right at infinities and NaN, and flush denormal results", T,
                   float, double) {
    const T inf = std::numeric_limits<T>::infinity();
    CHECK(LANE(exp, inf) == inf);
    CHECK(LANE(exp, -inf) == 0);
    CHECK(std::isnan(LANE(exp, std::numeric_limits<T>::quiet_NaN())));
    CHECK(LANE(exp, T(-1000)) == 0);
    CHECK(LANE(exp, T(1000)) == inf);
    CHECK(LANE(exp2, T(10)) == 1024);
    CHECK(LANE(log1p, T(-1)) == -inf);
    CHECK(LANE(log1p, inf) == inf);
    CHECK(LANE(log1p, T(-0.0)) == 0);
}

TEST_CASE_TEMPLATE("batch exp and log of a lane do not depend on the other lanes", T, float, double) {
    using batch = xsimd::batch<T>;
    alignas(64) T x[batch::size], e[batch::size], l[batch::size];
    for (const T other : special_values<T>) {
        for (std::size_t i = 0; i < batch::size; ++i)
            x[i] = i == 0 ? T(2.75) : other;
        math::exp(batch::load_aligned(x)).store_aligned(e);
        math::log(batch::load_aligned(x)).store_aligned(l);
        CHECK(same(e[0], LANE(exp, T(2.75))));
        CHECK(same(l[0], LANE(log, T(2.75))));
    }
}

#if defined(TYPEGRAD_HAS_LIBMVEC)
TEST_CASE("libmvec's functions take denormals and the sign of zero as the C library does") {
    using T = double;
    if constexpr (math::libmvec_has<xsimd::default_arch>) {
        CHECK_SPECIAL(exp2, std::exp2)
        CHECK_SPECIAL(log1p, std::log1p)
        for (const T x : {-1022.5, -1040.0, -1074.0})
            CHECK(close(LANE(exp2, x), std::exp2(x)));
    }
}
#endif

TEST_CASE_TEMPLATE("batch functions of integers agree with the scalar ones", T, std::int32_t, std::int64_t) {
    const T smallest = std::numeric_limits<T>::min();
    for (const T x : {smallest, T(-7), T(-1), T(0), T(3), T(7), std::numeric_limits<T>::max()}) {
        CHECK(LANE(abs, x) == math::abs(x));
        CHECK(LANE(sign, x) == math::sign(x));
        for (const T y : {smallest, T(-3), T(-1), T(0), T(2), T(7)}) {
            CHECK(LANE(minimum, x, y) == math::minimum(x, y));
            CHECK(LANE(maximum, x, y) == math::maximum(x, y));
            CHECK(LANE(floor_mod, x, y) == math::floor_mod(x, y));
        }
    }
}

TEST_CASE_TEMPLATE("batch select takes each lane by its condition", T, float, double, std::int32_t,
                   std::int64_t) {
    using batch = xsimd::batch<T>;
    alignas(64) T x[batch::size], r[batch::size];
    for (std::size_t i = 0; i < batch::size; ++i)
        x[i] = static_cast<T>(i % 2);
    const batch lanes = batch::load_aligned(x);
    math::select(lanes > batch(T(0)), batch(T(5)), batch(T(6))).store_aligned(r);
    for (std::size_t i = 0; i < batch::size; ++i)
        CHECK(r[i] == (i % 2 != 0 ? T(5) : T(6)));
}

TEST_CASE_TEMPLATE("batch polygamma is the scalar one in every lane", T, float, double) {
    using batch = xsimd::batch<T>;
    alignas(64) T x[batch::size], r[batch::size];
    for (std::size_t i = 0; i < batch::size; ++i)
        x[i] = static_cast<T>(i) + T(0.7);
    math::polygamma(batch::load_aligned(x), 1).store_aligned(r);
    for (std::size_t i = 0; i < batch::size; ++i)
        CHECK(r[i] == doctest::Approx(math::polygamma(x[i], 1)).epsilon(1e-15));
}
