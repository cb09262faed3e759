// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <math/accuracy.hpp>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;

namespace {

/// What a function should give, and whether arguments beyond 1e15 and denormal ones are held to it (math/ACCURACY.md).
struct function_case {
    const char* name;
    long double (*want)(long double);
    bool large = true, denormal = true;
    double ulp = 5;
};

/// A group of functions is one loop nest with several results.
struct rounding {
    static constexpr function_case cases[]{
        {"negative", [](long double x) { return -x; }}, {"abs", [](long double x) { return std::fabs(x); }},
        {"sign", [](long double x) { return x > 0 ? 1 : x < 0 ? -1 : x; }}, {"floor", [](long double x) { return std::floor(x); }},
        {"ceil", [](long double x) { return std::ceil(x); }}, {"trunc", [](long double x) { return std::trunc(x); }},
        {"round", [](long double x) { return std::nearbyint(x); }}, {"square", [](long double x) { return x * x; }},
        {"reciprocal", [](long double x) { return 1 / x; }}, {"sqrt", [](long double x) { return std::sqrt(x); }},
        {"rsqrt", [](long double x) { return 1 / std::sqrt(x); }}, {"cbrt", [](long double x) { return std::cbrt(x); }}};
    static constexpr auto function = [](auto x) {
        return std::tuple(-x, tg::abs(x), tg::sign(x), tg::floor(x), tg::ceil(x), tg::trunc(x), tg::round(x), tg::square(x), tg::reciprocal(x), tg::sqrt(x), tg::rsqrt(x), tg::cbrt(x));
    };
};
struct exponential {
    static constexpr function_case cases[]{
        {"exp", [](long double x) { return std::exp(x); }}, {"exp2", [](long double x) { return std::exp2(x); }},
        {"expm1", [](long double x) { return std::expm1(x); }}, {"log", [](long double x) { return std::log(x); }, true, false},
        {"log2", [](long double x) { return std::log2(x); }, true, false}, {"log10", [](long double x) { return std::log10(x); }, true, false},
        {"log1p", [](long double x) { return std::log1p(x); }},
        {"sigmoid", [](long double x) { return 1 / (1 + std::exp(-x)); }},
        {"softplus", [](long double x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); }},
        {"log_sigmoid", [](long double x) { return x < 0 ? x - std::log1p(std::exp(x)) : -std::log1p(std::exp(-x)); }}};
    static constexpr auto function = [](auto x) {
        return std::tuple(tg::exp(x), tg::exp2(x), tg::expm1(x), tg::log(x), tg::log2(x), tg::log10(x), tg::log1p(x), tg::sigmoid(x), tg::softplus(x), tg::log_sigmoid(x));
    };
};
struct trigonometric {
    static constexpr function_case cases[]{
        {"sin", [](long double x) { return std::sin(x); }, false}, {"cos", [](long double x) { return std::cos(x); }, false},
        {"tan", [](long double x) { return std::tan(x); }, false}, {"asin", [](long double x) { return std::asin(x); }},
        {"acos", [](long double x) { return std::acos(x); }}, {"atan", [](long double x) { return std::atan(x); }}};
    static constexpr auto function = [](auto x) { return std::tuple(tg::sin(x), tg::cos(x), tg::tan(x), tg::asin(x), tg::acos(x), tg::atan(x)); };
};
struct hyperbolic {
    static constexpr function_case cases[]{
        {"sinh", [](long double x) { return std::sinh(x); }}, {"cosh", [](long double x) { return std::cosh(x); }},
        {"tanh", [](long double x) { return std::tanh(x); }}, {"asinh", [](long double x) { return std::asinh(x); }},
        {"acosh", [](long double x) { return std::acosh(x); }}, {"atanh", [](long double x) { return std::atanh(x); }},
        {"erf", [](long double x) { return std::erf(x); }}, {"erfc", [](long double x) { return std::erfc(x); }, true, true, 8},
        {"lgamma", [](long double x) { return std::lgamma(x); }, true, true, 8}};
    static constexpr auto function = [](auto x) {
        return std::tuple(tg::sinh(x), tg::cosh(x), tg::tanh(x), tg::asinh(x), tg::acosh(x), tg::atanh(x), tg::erf(x), tg::erfc(x), tg::lgamma(x));
    };
};

template <class T>
constexpr std::array points{T(0),    T(-0.0), std::numeric_limits<T>::infinity(), -std::numeric_limits<T>::infinity(), std::numeric_limits<T>::quiet_NaN(),
                            T(1),    T(-1),   T(0.5),  T(-0.5), T(2),   T(-2),  T(1.5), T(2.5), T(-2.5), T(3.7), T(0.3), T(-0.3),
                            T(1e-3), T(-1e-3), T(20), T(-20), T(80), T(-80), std::numeric_limits<T>::denorm_min(), std::numeric_limits<T>::min(),
                            std::numeric_limits<T>::max(), std::numeric_limits<T>::lowest(), T(0.75)};

template <class Group, class T, class Results>
void compare(const T* x, std::size_t size, const Results& results) {
    constexpr std::size_t n = std::tuple_size_v<Results>;
    static_assert(n == std::size(Group::cases));
    [&]<std::size_t... K>(std::index_sequence<K...>) {
        const auto one = [&](const function_case& f, const auto& y) {
            REQUIRE(y.size() == size);
            for (std::size_t i = 0; i < size; ++i) {
                const bool finite = std::isfinite(x[i]);
                if (!f.large && finite && std::fabs(x[i]) > T(1e6)) continue;
                if (!f.denormal && x[i] != 0 && std::fabs(x[i]) < std::numeric_limits<T>::min()) continue;
                const long double want = f.want(static_cast<long double>(x[i]));
                const double error = units_in_the_last_place(static_cast<T>(y[i]), want);
                CHECK_MESSAGE(error <= f.ulp, f.name, "(", x[i], ") = ", y[i], " instead of ", static_cast<double>(want), ", element ", i, " of ", size);
            }
        };
        (one(Group::cases[K], std::get<K>(results)), ...);
    }(std::make_index_sequence<n>{});
}

template <class Group, class T>
void loop_nest() {
    constexpr std::size_t lanes = tg::cpu::batch<T, tg::simd::arch>::size;
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{2}, lanes - 1, lanes, lanes + 1, 2 * lanes + 3, std::size_t{1000}}) {
        std::vector<T> x(size);
        for (std::size_t shift = 0; shift < (size < 100 ? points<T>.size() : 1); ++shift) { // every point in every lane
            for (std::size_t i = 0; i < size; ++i) x[i] = points<T>[(i + shift) % points<T>.size()];
            compare<Group>(x.data(), size, tg::evaluate(Group::function)(x));
        }
    }
}
template <class Group, class T>
void straight_line() {
    compare<Group>(points<T>.data(), points<T>.size(), tg::evaluate(Group::function)(points<T>));
}

} // namespace

TEST_CASE_TEMPLATE("roundings and roots are right at awkward points in every lane and at every size", T, float, double) {
    loop_nest<rounding, T>();
    straight_line<rounding, T>();
}
TEST_CASE_TEMPLATE("exponentials and logarithms are right at awkward points in every lane and at every size", T, float, double) {
    loop_nest<exponential, T>();
    straight_line<exponential, T>();
}
TEST_CASE_TEMPLATE("trigonometric functions are right at awkward points in every lane and at every size", T, float, double) {
    loop_nest<trigonometric, T>();
    straight_line<trigonometric, T>();
}
TEST_CASE_TEMPLATE("hyperbolic functions, erf and lgamma are right at awkward points in every lane and at every size", T, float, double) {
    loop_nest<hyperbolic, T>();
    straight_line<hyperbolic, T>();
}
