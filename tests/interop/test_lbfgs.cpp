// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <lbfgs.h>
#include <vector>
#include <typegrad/typegrad.hpp>
#include <typegrad/interop/objective.hpp>

namespace tg = typegrad;

TEST_CASE("liblbfgs finds the maximum of a likelihood") {
    // logistic regression: the data are in doubt of their classes, so that there is a finite maximum
    constexpr auto negative_log_likelihood = [](auto w, auto x, auto y) {
        const auto margin = tg::matmul(x, w);
        return tg::sum(tg::softplus(margin) - y * margin);
    };
    xt::xtensor<double, 2> x = xt::zeros<double>({std::size_t{40}, std::size_t{2}});
    xt::xtensor<double, 1> y = xt::zeros<double>({std::size_t{40}});
    for (std::size_t i = 0; i < 40; ++i) {
        x(i, 0) = 1;
        x(i, 1) = 0.1 * static_cast<double>(i) - 2;
        y(i) = i % 3 == 0 ? 0 : i > 15;
    }
    auto f = tg::objective(negative_log_likelihood, x, y);
    std::vector<double> w{0, 0};
    double least = 0;
    lbfgs_parameter_t parameters;
    lbfgs_parameter_init(&parameters);
    parameters.epsilon = 1e-9;
    CHECK(lbfgs(2, w.data(), &least, f.lbfgs, nullptr, &f, &parameters) >= 0);
    std::vector<double> gradient(2);
    CHECK(f(w, gradient) == least);
    CHECK(std::abs(gradient[0]) < 1e-6);
    CHECK(std::abs(gradient[1]) < 1e-6);
    CHECK(w[1] > 0.5);
}

TEST_CASE("liblbfgs stops at an error, which can be had afterwards") {
    auto f = tg::objective([](auto x, auto t) { return tg::sum(tg::square(x - t)); }, std::vector<double>{1, 2});
    std::vector<double> x{1, 1, 1};
    double least = 0;
    lbfgs(3, x.data(), &least, f.lbfgs, nullptr, &f, nullptr);
    CHECK_THROWS_WITH_AS(f.rethrow(), "typegrad: subtract: argument 0's axis 0 is 3 and argument 1's axis 0 is 2, but they must be equal", tg::shape_error);
}
