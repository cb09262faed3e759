// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <math/accuracy.hpp>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;

namespace {

constexpr auto arithmetic = [](auto a, auto b) {
    return std::tuple(a + b, a - b, a * b, a / b, tg::minimum(a, b), tg::maximum(a, b), a % b, tg::pow(a, b), tg::atan2(a, b), tg::hypot(a, b));
};
constexpr auto comparisons = [](auto a, auto b) {
    return std::tuple(a < b, a <= b, a == b, a != b, a > b, a >= b, !(a < b), a < b && b < 1, a < b || a != a, tg::select(a < b, a, b), tg::select(a < b, a == a, b == b));
};

template <class T>
constexpr std::array points{T(0), T(-0.0), std::numeric_limits<T>::infinity(), -std::numeric_limits<T>::infinity(), std::numeric_limits<T>::quiet_NaN(),
                            T(1), T(-1), T(0.5), T(-2), T(3), T(-3.5), T(7.25), T(1e-3), T(20)};

/// Every point with every point.
template <class T>
std::pair<std::vector<T>, std::vector<T>> pairs() {
    std::pair<std::vector<T>, std::vector<T>> p;
    for (const T a : points<T>)
        for (const T b : points<T>) p.first.push_back(a), p.second.push_back(b);
    return p;
}

template <class T, class Y>
void check_arithmetic(const T* a, const T* b, std::size_t n, const Y& y) {
    const auto compare = [&](const char* name, const auto& got, auto want, double ulp) {
        REQUIRE(got.size() == n);
        for (std::size_t i = 0; i < n; ++i) {
            const double error = units_in_the_last_place(static_cast<T>(got[i]), static_cast<long double>(want(a[i], b[i])));
            CHECK_MESSAGE(error <= ulp, name, "(", a[i], ", ", b[i], ") = ", got[i], " instead of ", want(a[i], b[i]));
        }
    };
    compare("add", std::get<0>(y), [](T u, T v) { return u + v; }, 0);
    compare("subtract", std::get<1>(y), [](T u, T v) { return u - v; }, 0);
    compare("multiply", std::get<2>(y), [](T u, T v) { return u * v; }, 0);
    compare("divide", std::get<3>(y), [](T u, T v) { return u / v; }, 0);
    compare("minimum", std::get<4>(y), [](T u, T v) { return u != u || v != v ? u + v : std::min(u, v); }, 0);
    compare("maximum", std::get<5>(y), [](T u, T v) { return u != u || v != v ? u + v : std::max(u, v); }, 0);
    compare("floor_mod", std::get<6>(y), [](T u, T v) { return tg::math::floor_mod(u, v); }, 0);
    compare("pow", std::get<7>(y), [](T u, T v) { return std::pow(static_cast<long double>(u), static_cast<long double>(v)); }, 2);
    compare("atan2", std::get<8>(y), [](T u, T v) { return std::atan2(static_cast<long double>(u), static_cast<long double>(v)); }, 4);
    compare("hypot", std::get<9>(y), [](T u, T v) { return std::hypot(static_cast<long double>(u), static_cast<long double>(v)); }, 2);
}
template <class T, class Y>
void check_comparisons(const T* a, const T* b, std::size_t n, const Y& y) {
    const auto compare = [&](const char* name, const auto& got, auto want) {
        REQUIRE(got.size() == n);
        for (std::size_t i = 0; i < n; ++i) {
            const auto wanted = want(a[i], b[i]);
            CHECK_MESSAGE((got[i] == wanted || (got[i] != got[i] && wanted != wanted)), name, "(", a[i], ", ", b[i], ") = ", got[i]);
        }
    };
    compare("less", std::get<0>(y), [](T u, T v) { return u < v; });
    compare("less_equal", std::get<1>(y), [](T u, T v) { return u <= v; });
    compare("equal", std::get<2>(y), [](T u, T v) { return u == v; });
    compare("not_equal", std::get<3>(y), [](T u, T v) { return u != v; });
    compare("greater", std::get<4>(y), [](T u, T v) { return u > v; });
    compare("greater_equal", std::get<5>(y), [](T u, T v) { return u >= v; });
    compare("not", std::get<6>(y), [](T u, T v) { return !(u < v); });
    compare("and", std::get<7>(y), [](T u, T v) { return u < v && v < 1; });
    compare("or", std::get<8>(y), [](T u, T v) { return u < v || u != u; });
    compare("select", std::get<9>(y), [](T u, T v) { return u < v ? u : v; });
    compare("select of bools", std::get<10>(y), [](T u, T v) { return u < v ? u == u : v == v; });
}

} // namespace

TEST_CASE_TEMPLATE("arithmetic is right at all pairs of awkward points in every lane", T, float, double) {
    const auto [a, b] = pairs<T>();
    const auto f = tg::evaluate(arithmetic);
    check_arithmetic(a.data(), b.data(), a.size(), f(a, b));
    for (std::size_t shift = 1; shift < 20; ++shift) {
        const std::span<const T> u(a.data() + shift, 3 * shift), v(b.data() + shift, 3 * shift);
        check_arithmetic(u.data(), v.data(), u.size(), f(u, v));
    }
}
TEST_CASE_TEMPLATE("arithmetic of straight-line code is right at awkward points", T, float, double) {
    for (std::size_t shift = 0; shift < points<T>.size(); ++shift) {
        auto b = points<T>;
        std::rotate(b.begin(), b.begin() + static_cast<std::ptrdiff_t>(shift), b.end());
        check_arithmetic(points<T>.data(), b.data(), b.size(), tg::evaluate(arithmetic)(points<T>, b));
    }
}
TEST_CASE_TEMPLATE("comparisons, logic and choice are right at all pairs of awkward points", T, float, double) {
    const auto [a, b] = pairs<T>();
    const auto f = tg::evaluate(comparisons);
    check_comparisons(a.data(), b.data(), a.size(), f(a, b));
    for (std::size_t shift = 1; shift < 20; ++shift) {
        const std::span<const T> u(a.data() + shift, 3 * shift), v(b.data() + shift, 3 * shift);
        check_comparisons(u.data(), v.data(), u.size(), f(u, v));
    }
    for (std::size_t shift = 0; shift < points<T>.size(); ++shift) {
        auto v = points<T>;
        std::rotate(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(shift), v.end());
        check_comparisons(points<T>.data(), v.data(), v.size(), tg::evaluate(comparisons)(points<T>, v));
    }
}
