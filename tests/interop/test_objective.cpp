// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <doctest/doctest.h>
#include <vector>
#include <typegrad/typegrad.hpp>
#include <typegrad/interop/objective.hpp>

namespace tg = typegrad;

namespace {
constexpr auto rosenbrock = [](auto p) { return tg::square(1 - p[0]) + 100 * tg::square(p[1] - p[0] * p[0]); };
constexpr auto distance = [](auto x, auto from) { return tg::sum(tg::square(x - from)); };
} // namespace

TEST_CASE("an objective is called with any arrays") {
    const std::vector<double> from{1, 2, 3};
    const auto f = tg::objective(distance, from);
    const std::vector<double> x{2, 2, 2};
    std::vector<double> gradient(3);
    CHECK(f(x, gradient) == 2);
    CHECK(gradient == std::vector<double>{2, 0, -2});
    CHECK(f(x) == 2);
    xt::xtensor<double, 1> g = xt::zeros<double>({3});
    CHECK(f(xt::xtensor<double, 1>{2, 2, 2}, g) == 2);
    CHECK(g(2) == -2);
    const auto in_float = tg::objective(distance, std::array<float, 2>{1, 2}); // kept
    std::array<float, 2> by{};
    CHECK(in_float(std::array<float, 2>{0, 0}, by) == 5.0f);
    CHECK(by == std::array<float, 2>{-2, -4});
}

TEST_CASE("an objective of two parameters takes vectors whose length the run time knows") {
    const auto f = tg::objective<2>(rosenbrock);
    std::vector<double> x{0, 1}, gradient(2), three(3);
    CHECK(f(x, gradient) == 101);
    CHECK(gradient == std::vector<double>{-2, 200});
    CHECK(f(x) == 101);
    xt::xtensor<double, 2> columns{{0, 7}, {1, 7}}, by = xt::zeros<double>({2, 2});
    auto second = xt::view(by, xt::all(), 1);
    CHECK(f(xt::view(columns, xt::all(), 0), second) == 101);
    CHECK(by(0, 1) == -2);
    CHECK(by(1, 1) == 200);
    CHECK(by(1, 0) == 0);
    CHECK_THROWS_WITH_AS(f(three, three), "typegrad: objective: the function has 2 parameters, but the optimiser passes 3", tg::shape_error);
    CHECK_THROWS_WITH_AS(f(x, three), "typegrad: into: the memory for result 0 has extent 3 on axis 0, not 2", tg::shape_error);
}

TEST_CASE("data that has a name is referred to") {
    std::vector<double> from{1};
    const auto f = tg::objective(distance, from);
    from[0] = 5;
    CHECK(f(std::vector<double>{5}) == 0);
}

TEST_CASE("lazy expressions among the data are evaluated when they are given") {
    const auto make = [] {
        const xt::xtensor<double, 1> gone{1, 2};
        return tg::objective(distance, gone + 1.0);
    };
    const auto f = make();
    CHECK(f(std::vector<double>{2, 3}) == 0);
}

TEST_CASE("callbacks take null for no gradient, and say what is wrong") {
    const auto f = tg::objective<2>(rosenbrock);
    const double x[]{0, 1, 2};
    double g[]{7, 7, 7};
    auto* self = const_cast<void*>(static_cast<const void*>(&f));
    CHECK(f.nlopt(2, x, nullptr, self) == 101);
    CHECK(f.nlopt(2, x, g, self) == 101);
    CHECK(g[0] == -2);
    CHECK(g[1] == 200);
    CHECK(g[2] == 7);
    CHECK_THROWS_WITH_AS(f.nlopt(3, x, g, self), "typegrad: nlopt: the function has 2 parameters, but the optimiser passes 3", tg::shape_error);
    CHECK_THROWS_AS(f.rethrow(), tg::shape_error);
    CHECK_NOTHROW(f.rethrow());
}
