// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>
#include <doctest/doctest.h>
#include <tuple>
#include <typegrad/typegrad.hpp>
#include <vector>

namespace tg = typegrad;
using namespace tg::literals;

namespace {

template <class F>
void for_each_element(std::size_t n, F f) {
    for (std::size_t i = 0; i < n; ++i) f(i);
}

template <class T>
std::vector<T> numbers(std::size_t n, double low, double step) {
    std::vector<T> v(n);
    for (std::size_t i = 0; i < n; ++i) v[i] = static_cast<T>(low + step * static_cast<double>(i));
    return v;
}

template <class T>
void check_close(const std::vector<T>& a, const std::vector<T>& b, double tolerance) {
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        CAPTURE(i);
        CHECK(std::abs(a[i] - b[i]) <= tolerance * (1 + std::abs(b[i])));
    }
}

} // namespace

TEST_CASE("a functor gives the CPU backend's values and gradients") {
    constexpr auto f = [](auto a, auto b, auto c, auto d, auto x) { return tg::tanh(a * x + b) * tg::exp(-c * x * x) + tg::log1p(tg::exp(d * x)); };
    constexpr std::size_t n = 101;
    constexpr auto a = tg::input<"a", double, n>;
    constexpr auto b = tg::input<"b", double, n>;
    constexpr auto c = tg::input<"c", double, n>;
    constexpr auto d = tg::input<"d", double, n>;
    constexpr auto x = tg::input<"x", double, n>;
    constexpr auto y = tg::graph(f)(a, b, c, d, x);
    constexpr auto gradients = tg::gradients(tg::sum(y), a, b, c, d, x);

    const auto av = numbers<double>(n, -1, 0.02), bv = numbers<double>(n, 0.5, -0.01), cv = numbers<double>(n, 0.1, 0.01), dv = numbers<double>(n, -2, 0.04), xv = numbers<double>(n, 3, -0.06);
    std::vector<double> value(n), g[5];
    for (auto& v : g) v.resize(n);
    for_each_element(n, tg::device::fused(std::tuple_cat(std::tuple{y}, gradients), a, b, c, d, x)
                            .on(av.data(), bv.data(), cv.data(), dv.data(), xv.data(), value.data(), g[0].data(), g[1].data(), g[2].data(), g[3].data(), g[4].data()));

    check_close(value, tg::evaluate(f)(av, bv, cv, dv, xv), 1e-14);
    const auto expected = tg::grad<0, 1, 2, 3, 4>([](auto... v) { return tg::sum(decltype(f){}(v...)); })(av, bv, cv, dv, xv);
    check_close(g[0], std::get<0>(expected), 1e-14);
    check_close(g[1], std::get<1>(expected), 1e-14);
    check_close(g[2], std::get<2>(expected), 1e-14);
    check_close(g[3], std::get<3>(expected), 1e-14);
    check_close(g[4], std::get<4>(expected), 1e-14);
}

TEST_CASE("one number is read for all elements, an array of run-time extent element by element") {
    constexpr auto x = tg::input<"x", float, tg::dim<"n">>;
    constexpr auto scale = tg::input<"scale", float>;
    constexpr auto shift = tg::variable<"shift", float, 1>;
    const float s = 2, t = 0.5f;
    const auto xv = numbers<float>(9, 0, 1);
    std::vector<float> y(9);
    for_each_element(9, tg::device::fused(scale * x + shift, shift, x, scale).on(&t, xv.data(), &s, y.data()));
    CHECK(y == numbers<float>(9, 0.5, 2));
}

TEST_CASE("run-time numbers of an expression travel with the functor") {
    constexpr auto x = tg::input<"x", float, 4>;
    constexpr auto k = tg::input<"k", std::int32_t, 4>;
    const auto scaled = [&](float by, int plus) { return tg::device::fused(std::tuple{by * x, k + plus}, x, k); };
    const float xv[]{1, 2, 3, 4};
    const std::int32_t kv[]{10, 20, 30, 40};
    float y[4], z[4];
    std::int32_t l[4], m[4];
    const auto half = scaled(0.5f, 1).on(xv, kv, y, l);
    const auto twice = scaled(2.0f, -1).on(xv, kv, z, m);
    static_assert(std::is_same_v<decltype(half), decltype(twice)>);
    for_each_element(4, half);
    for_each_element(4, twice);
    for (int i = 0; i < 4; ++i) {
        CHECK(y[i] == 0.5f * xv[i]);
        CHECK(z[i] == 2.0f * xv[i]);
        CHECK(l[i] == kv[i] + 1);
        CHECK(m[i] == kv[i] - 1);
    }
}

TEST_CASE("comparisons, choice, casts and integers") {
    constexpr auto x = tg::input<"x", double, 6>;
    constexpr auto k = tg::input<"k", std::int64_t, 6>;
    constexpr auto positive = x > 0_c;
    constexpr auto y = tg::select(positive, tg::cast<double>(k) * x, -x);
    const double xv[]{-2, -1, 0, 1, 2, 3};
    const std::int64_t kv[]{5, 6, 7, 8, 9, 10};
    double yv[6];
    bool pv[6];
    std::int64_t mv[6];
    for_each_element(6, tg::device::fused(std::tuple{y, positive, tg::floor_mod(k, 4_c)}, x, k).on(xv, kv, yv, pv, mv));
    for (int i = 0; i < 6; ++i) {
        CHECK(yv[i] == (xv[i] > 0 ? static_cast<double>(kv[i]) * xv[i] : -xv[i]));
        CHECK(pv[i] == (xv[i] > 0));
        CHECK(mv[i] == kv[i] % 4);
    }
}

TEST_CASE("a result may take the place of an operand") {
    constexpr auto x = tg::input<"x", double, 5>;
    constexpr auto y = tg::input<"y", double, 5>;
    double a[]{1, 2, 3, 4, 5}, b[]{10, 20, 30, 40, 50};
    for_each_element(5, tg::device::fused(std::tuple{x + y, x - y}, x, y).on(a, b, b, a));
    for (int i = 0; i < 5; ++i) {
        CHECK(b[i] == 11 * (i + 1));
        CHECK(a[i] == -9 * (i + 1));
    }
}

TEST_CASE("an intermediate can be an operand, and one that is not needed does no harm") {
    constexpr auto x = tg::input<"x", double, 3>;
    constexpr auto unused = tg::input<"unused", double, 3>;
    constexpr auto h = tg::sum(x) * x;
    const double hv[]{0, 1, 2}, none[3]{};
    double y[3];
    for_each_element(3, tg::device::fused(tg::exp(h) + 1_c, h, unused).on(hv, none, y));
    for (int i = 0; i < 3; ++i) CHECK(y[i] == doctest::Approx(std::exp(hv[i]) + 1));
}

TEST_CASE("halves are read, computed with in float, and written rounded") {
    constexpr auto x = tg::input<"x", tg::half, 3>;
    constexpr auto b = tg::input<"b", tg::bfloat16, 3>;
    const tg::half xv[]{tg::half(0.1), tg::half(-3), tg::half(1000)};
    const tg::bfloat16 bv[]{tg::bfloat16(0.1), tg::bfloat16(7), tg::bfloat16(1e30)};
    tg::half y[3];
    float z[3];
    for_each_element(3, tg::device::fused(std::tuple{tg::cast<tg::half>(x * 100.0f), x * b}, x, b).on(xv, bv, y, z));
    for (int i = 0; i < 3; ++i) {
        CHECK(y[i].bits == tg::half(xv[i] * 100.0f).bits);
        CHECK(z[i] == xv[i] * bv[i]);
    }
}

TEST_CASE("equal computations have one type, whatever the symbols are called") {
    constexpr auto x = tg::input<"x", double, 3>;
    constexpr auto y = tg::input<"y", double, 7>;
    static_assert(std::is_same_v<decltype(tg::device::fused(tg::sin(x) * x, x)), decltype(tg::device::fused(tg::sin(y) * y, y))>);
}

TEST_CASE("a traced graph of 500 operations is one functor") {
    constexpr auto f = [](auto h) {
        for (int k = 0; k < 125; ++k) h = tg::sin(h * h) + 0.5 * h;
        return h;
    };
    constexpr auto x = tg::input<"x", double, 40>;
    const auto xv = numbers<double>(40, -1, 0.05);
    std::vector<double> y(40), expected(40);
    for_each_element(40, tg::device::fused(tg::graph(f)(x), x).on(xv.data(), y.data()));
    for (std::size_t i = 0; i < 40; ++i) {
        double h = xv[i];
        for (int k = 0; k < 125; ++k) h = std::sin(h * h) + 0.5 * h;
        expected[i] = h;
    }
    check_close(y, expected, 1e-12);
}
