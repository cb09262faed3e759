// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <string_view>

#include <typegrad/math/batch.hpp>

#include "accuracy.hpp"

/// Largest errors of the batch functions against long double. The bounds are those of ACCURACY.md, rounded
/// up.
namespace math = typegrad::math;

namespace {

template<class T, class F, class Reference>
double worst(F f, Reference reference, double low, double high, bool logarithmic = false) {
    using batch = xsimd::batch<T>;
    constexpr int size = static_cast<int>(batch::size);
    constexpr int count = 2048;
    double most = 0;
    alignas(64) T x[batch::size], y[batch::size];
    for (int i = 0; i < count; i += size) {
        for (int j = 0; j < size; ++j)
            x[j] = static_cast<T>(spread(i + j, count, low, high, logarithmic));
        f(batch::load_aligned(x)).store_aligned(y);
        for (int j = 0; j < size; ++j)
            most = std::fmax(most, units_in_the_last_place(y[j], reference(static_cast<long double>(x[j]))));
    }
    return most;
}

/// The bound of this compilation's provider; that of libmvec holds for vectors of every width.
constexpr double within(double xsimd, double libmvec) {
#if defined(TYPEGRAD_NO_XSIMD) // the C library's functions of numbers
    return libmvec > xsimd ? libmvec + 1 : xsimd;
#else
#if defined(TYPEGRAD_NEON64) // where xsimd's division of float is an estimate
    xsimd += 0.7;
#endif
    return std::string_view(math::provider::name) == "libmvec" ? libmvec : xsimd;
#endif
}

long double sigmoid(long double x) { return 1 / (1 + std::exp(-x)); }
long double softplus(long double x) { return std::log1p(std::exp(x)); }
long double log_sigmoid(long double x) { return -std::log1p(std::exp(-x)); }

} // namespace

#define WORST(function, ...)                                                                                 \
    worst<T>([](const xsimd::batch<T>& x) { return math::function(x); },                                     \
             [](long double x) { return std::function(x); }, __VA_ARGS__)

TEST_CASE_TEMPLATE("batch exponentials and logarithms", T, float, double) {
    constexpr bool wide = sizeof(T) == 8;
    CHECK(WORST(exp, wide ? -708 : -87, wide ? 709 : 88) < 1.2);
    CHECK(WORST(exp2, wide ? -1022 : -126, wide ? 1023 : 127) < within(1.6, 1.7));
    CHECK(WORST(expm1, -2, 2) < within(1.6, 2.9));
    CHECK(WORST(log, wide ? 1e-307 : 1e-37, wide ? 1e308 : 1e38, true) < 1);
    CHECK(WORST(log, 0.5, 2) < 1);
    CHECK(WORST(log2, 0.5, 2) < within(2, 2.3));
    CHECK(WORST(log10, 0.5, 2) < within(1, 3.3));
    CHECK(WORST(log1p, -0.999, 3) < within(1, 1.9));
    CHECK(WORST(log1p, 1e-30, 1e30, true) < within(1, 1.9));
}

TEST_CASE_TEMPLATE("batch roots", T, float, double) {
    CHECK(WORST(sqrt, 1e-30, 1e30, true) <= 0.5);
    CHECK(WORST(cbrt, 1e-44, 1e30, true) < within(1, 1.9));
}

TEST_CASE_TEMPLATE("batch trigonometric and hyperbolic functions", T, float, double) {
    CHECK(WORST(sin, -10, 10) < within(1.6, 3.6));
    CHECK(WORST(cos, -10, 10) < within(1.6, 3.6));
    CHECK(WORST(sin, 10, 1e7, true) < within(2.2, 3.6));
    CHECK(WORST(tan, -1.5, 1.5) < within(2.6, 3.6));
    CHECK(WORST(asin, -1, 1) < within(2.4, 2.4));
    CHECK(WORST(acos, -1, 1) < within(1.4, 2.3));
    CHECK(WORST(atan, -5, 5) < within(2.2, 2.7));
    CHECK(WORST(sinh, 1e-30, 88, true) < 2.6);
    CHECK(WORST(cosh, -5, 5) < 2.6);
    CHECK(WORST(tanh, -5, 5) < 2.5);
    CHECK(WORST(tanh, 1e-30, 30, true) < 2.5);
    CHECK(WORST(asinh, -5, 5) < 3);
    CHECK(WORST(acosh, 1, 5) < 2);
    CHECK(WORST(atanh, -1, 1) < 1.8);
}

TEST_CASE_TEMPLATE("batch error and gamma functions hold their accuracy in the tails", T, float, double) {
    CHECK(WORST(erf, -4, 4) < within(2.4, 4.1));
    CHECK(WORST(erf, 1e-30, 1, true) < within(2.4, 4.1));
    CHECK(WORST(erfc, -4, 1) < 4);
    CHECK(WORST(erfc, 1, sizeof(T) == 8 ? 26 : 9) < 5.5);
    CHECK(WORST(lgamma, 0.01, 30) < 4);
}

TEST_CASE_TEMPLATE("batch sigmoid, softplus and log_sigmoid hold their accuracy in the tails", T, float,
                   double) {
    const auto error = [](auto f, auto reference, double low, double high) {
        return worst<T>(f, reference, low, high);
    };
    using batch = xsimd::batch<T>;
    CHECK(error([](const batch& x) { return math::sigmoid(x); }, sigmoid, -87, 40) < 3);
    CHECK(error([](const batch& x) { return math::softplus(x); }, softplus, -87, 80) < 3);
    CHECK(error([](const batch& x) { return math::log_sigmoid(x); }, log_sigmoid, -80, 87) < 3);
}

TEST_CASE_TEMPLATE("batch pow, atan2 and hypot", T, float, double) {
    using batch = xsimd::batch<T>;
    alignas(64) T r[batch::size];
    double power = 0, angle = 0, length = 0;
    for (int i = 0; i < 60; ++i)
        for (int j = 0; j < 60; ++j) {
            const T x = static_cast<T>(spread(i, 60, 1e-2, 1e2, true)),
                    y = static_cast<T>(spread(j, 60, -18, 18));
            const long double lx = x, ly = y;
            math::pow(batch(x), batch(y)).store_aligned(r);
            power = std::fmax(power, units_in_the_last_place(r[0], std::pow(lx, ly)));
            math::atan2(batch(y), batch(i % 2 ? x : -x)).store_aligned(r);
            angle = std::fmax(angle, units_in_the_last_place(r[0], std::atan2(ly, i % 2 ? lx : -lx)));
            math::hypot(batch(x), batch(y)).store_aligned(r);
            length = std::fmax(length, units_in_the_last_place(r[0], std::hypot(lx, ly)));
        }
    CHECK(power < 1.4);
    CHECK(angle < within(2.4, 2.6));
    CHECK(length < 1.4);
}
