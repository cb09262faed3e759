// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

/// What the user's order of operations protects survives the rewriting of sums, and what a choice does not take sends
/// nothing back.
namespace tg = typegrad;
using namespace tg::literals;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity(), not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t n = 3000;
} // namespace

TEST_CASE("numbers that can't be summed can be scaled and then summed") {
    const auto f = tg::evaluate([](auto x) { return tg::sum(x / tg::max(x)); });
    CHECK(f(std::vector<double>(n, 1e308)) == doctest::Approx(n));
    CHECK(f(std::vector<float>(n, 1e37f)) == doctest::Approx(n));
    // also where two sums of the same numbers are scaled
    const auto g = tg::evaluate([](auto x) { return std::pair(tg::sum(x / tg::max(x)), tg::sum(x * (1 / tg::min(x)))); });
    const auto [first, second] = g(std::vector<double>(n, 1e308));
    CHECK(first == doctest::Approx(n));
    CHECK(second == doctest::Approx(n));
}

TEST_CASE("differences are taken before they are summed") {
    CHECK(tg::evaluate([](auto x) { return tg::sum(tg::abs(x) - 1e15); })(std::vector<double>(1000, 1e15 + 1)) == 1000);
    CHECK(tg::evaluate([](auto x) { return tg::sum(tg::abs(x) - 1e7f); })(std::vector<float>(5000, 1e7f + 1)) == 5000);
    CHECK(tg::evaluate([](auto x, auto c) { return tg::sum(tg::exp(x) - tg::exp(c)); })(std::vector<double>(n, 30.0), 30.0) == 0);
    std::vector<float> x(4000, 1000);
    for (std::size_t k = 0; k < x.size(); k += 4) x[k] = 1001;
    CHECK(tg::evaluate([](auto v) { return tg::mean(v * v - 1e6f); })(x) == doctest::Approx(2001.0 / 4));
}

TEST_CASE("a side not taken receives 0, whatever its derivative") {
    const std::vector<double> x{not_a_number, -2, 3};
    CHECK(tg::grad([](auto v) { return tg::sum(tg::where(v == v, tg::abs(v), 0)); })(x) == std::vector<double>{0, -1, 1});
    const xt::xtensor<double, 2> z{{-infinity, -infinity}, {0, 1}};
    const xt::xtensor<double, 2> take{{0, 0}, {1, 2}};
    const auto p = tg::grad([](auto v, auto t) { return tg::sum(tg::where(t > 0, t * tg::softmax(v), 0)); })(z, take);
    const auto l = tg::grad([](auto v, auto t) { return tg::sum(tg::where(t > 0, t * tg::log_softmax(v), 0)); })(z, take);
    CHECK(p(0, 0) == 0);
    CHECK(p(0, 1) == 0);
    CHECK(l(0, 0) == 0);
    CHECK(l(0, 1) == 0);
    const double s = 1 / (1 + std::exp(-1.0));
    CHECK(p(1, 1) == doctest::Approx(s * (1 - s)));
    CHECK(p(1, 0) == doctest::Approx(-s * (1 - s)));
    CHECK(l(1, 0) == doctest::Approx(1 - 3 * (1 - s)));
    CHECK(l(1, 1) == doctest::Approx(2 - 3 * s));
}

TEST_CASE("the Hessian of a product is right where factors are zero") {
    const auto hessian = tg::jacobian([](auto x) { return tg::grad([](auto v) { return tg::prod(v); })(x); });
    using matrix = std::array<std::array<double, 3>, 3>;
    CHECK(hessian(std::array{0.0, 2.0, 3.0}) == matrix{{{0, 3, 2}, {3, 0, 0}, {2, 0, 0}}});
    CHECK(hessian(std::array{0.0, 0.0, 3.0}) == matrix{{{0, 3, 0}, {3, 0, 0}, {0, 0, 0}}});
    CHECK(hessian(std::array{0.0, 0.0, 0.0}) == matrix{});
    CHECK(hessian(std::array{1.0, 2.0, 3.0}) == matrix{{{0, 3, 2}, {3, 0, 1}, {2, 1, 0}}});
    const auto along = tg::grad([](auto v) { return tg::sum(v * tg::grad([](auto u) { return tg::prod(u); })(v)); });
    std::vector<double> x(40, 1.0); // in loops; this is 40 times the product
    x[0] = 0;
    x[1] = 2;
    const std::vector<double> g = along(x);
    CHECK(g[0] == doctest::Approx(80));
    CHECK(g[1] == 0);
    CHECK(g[39] == 0);
}

TEST_CASE("the gradient of expm1 keeps its precision far below zero") {
    for (const double v : {-17.0, -40.0, -700.0, -0.5, 0.0, 3.0}) {
        CHECK(tg::grad([](auto x) { return tg::expm1(x); })(v) == doctest::Approx(std::exp(v)).epsilon(1e-14));
        CHECK(tg::grad([](auto x) { return tg::sum(tg::expm1(x)); })(std::vector<double>(9, v))[4] == doctest::Approx(std::exp(v)).epsilon(1e-14));
    }
}

TEST_CASE("integers beyond 2^31 and 2^53 are not confused with others") {
    constexpr auto labels = tg::input<"labels", std::int64_t, tg::dim<"n">>;
    const std::vector<std::int64_t> far{1, (std::int64_t{1} << 32) + 1, -(std::int64_t{1} << 32)};
    const auto hot = tg::compile(tg::one_hot<4>(labels))(labels = far);
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t k = 0; k < 4; ++k) CHECK(hot[i][k] == (i == 0 && k == 1 ? 1 : 0));
    constexpr auto i = tg::input<"i", std::int64_t>;
    constexpr auto big = 9007199254740991_c;
    CHECK(tg::compile((i * 0 + big) + 2_c - big)(i = std::int64_t{3}) == 2);
    CHECK(tg::compile(tg::cast<std::int32_t>(i))(i = (std::int64_t{1} << 32) + 7) == 7);
}
