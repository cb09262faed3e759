// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <nlopt.hpp>
#include <vector>
#include <typegrad/typegrad.hpp>
#include <typegrad/interop/objective.hpp>

namespace tg = typegrad;

TEST_CASE("NLopt finds the minimum of a function of two parameters") {
    auto f = tg::objective<2>([](auto p) { return tg::square(1 - p[0]) + 100 * tg::square(p[1] - p[0] * p[0]); });
    nlopt::opt opt(nlopt::LD_LBFGS, 2);
    opt.set_min_objective(f.nlopt, &f);
    opt.set_xtol_rel(1e-10);
    std::vector<double> x{-1.2, 1};
    double least = 0;
    opt.optimize(x, least);
    CHECK(x[0] == doctest::Approx(1).epsilon(1e-6));
    CHECK(x[1] == doctest::Approx(1).epsilon(1e-6));
    CHECK(opt.get_numevals() < 100);
}

TEST_CASE("NLopt keeps a constraint, with data, of any number of parameters") {
    const std::vector<double> target{3, 4, 12};
    auto f = tg::objective([](auto x, auto t) { return tg::sum(tg::square(x - t)); }, target);
    auto in_ball = tg::objective([](auto x, auto r) { return tg::sum(tg::square(x)) - r * r; }, 6.5);
    nlopt::opt opt(nlopt::LD_SLSQP, 3);
    opt.set_min_objective(f.nlopt, &f);
    opt.add_inequality_constraint(in_ball.nlopt, &in_ball, 1e-10);
    opt.set_xtol_rel(1e-10);
    std::vector<double> x{1, 1, 1};
    double least = 0;
    opt.optimize(x, least);
    for (std::size_t k = 0; k < 3; ++k) CHECK(x[k] == doctest::Approx(target[k] / 2).epsilon(1e-6));
}

TEST_CASE("NLopt stops at an error, which can be had afterwards") {
    auto f = tg::objective([](auto x, auto t) { return tg::sum(tg::square(x - t)); }, std::vector<double>{1, 2});
    nlopt::opt opt(nlopt::LD_LBFGS, 3);
    opt.set_min_objective(f.nlopt, &f);
    std::vector<double> x{1, 1, 1};
    CHECK_THROWS(opt.optimize(x));
    CHECK_THROWS_WITH_AS(f.rethrow(), "typegrad: subtract: argument 0's axis 0 is 3 and argument 1's axis 0 is 2, but they must be equal", tg::shape_error);
}
