// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <ceres/ceres.h>
#include <cmath>
#include <doctest/doctest.h>
#include <memory>
#include <vector>
#include <typegrad/typegrad.hpp>
#include <typegrad/interop/ceres.hpp>
#include "interop/bundle.hpp"

namespace tg = typegrad;

namespace {
// a model of Ceres' own kind and the same for typegrad
constexpr auto decay = [](auto p, auto q, auto t, auto seen) { return p[0] * tg::exp(-p[1] * t) + q[0] - seen; };
struct ceres_decay {
    double t, seen;
    template <class T>
    bool operator()(const T* p, const T* q, T* residual) const {
        using std::exp;
        residual[0] = p[0] * exp(-p[1] * t) + q[0] - seen;
        return true;
    }
};
} // namespace

TEST_CASE("a residual and its Jacobians are those of Ceres' own differentiation") {
    const double p[]{2, 0.5}, q[]{0.1};
    const double* blocks[]{p, q};
    const std::unique_ptr<ceres::CostFunction> ours(tg::ceres_cost_function<2, 1>(decay, 1.5, 0.7));
    const ceres::AutoDiffCostFunction<ceres_decay, 1, 2, 1> theirs(new ceres_decay{1.5, 0.7});
    CHECK(ours->num_residuals() == 1);
    CHECK(ours->parameter_block_sizes() == theirs.parameter_block_sizes());
    double r = 0, wanted = 0, by_p[2], by_q[1], p_wanted[2], q_wanted[1];
    double *J[]{by_p, by_q}, *J_wanted[]{p_wanted, q_wanted};
    REQUIRE(ours->Evaluate(blocks, &r, J));
    theirs.Evaluate(blocks, &wanted, J_wanted);
    CHECK(r == doctest::Approx(wanted).epsilon(1e-15));
    for (int k = 0; k < 2; ++k) CHECK(by_p[k] == doctest::Approx(p_wanted[k]).epsilon(1e-15));
    CHECK(by_q[0] == q_wanted[0]);

    double again = 0;
    CHECK(ours->Evaluate(blocks, &again, nullptr));
    CHECK(again == doctest::Approx(r).epsilon(1e-15));
    by_p[0] = 77;
    J[0] = nullptr; // a block that is held constant
    by_q[0] = 0;
    CHECK(ours->Evaluate(blocks, &r, J));
    CHECK(by_q[0] == 1);
    CHECK(by_p[0] == 77);
}

TEST_CASE("bundle adjustment ends at the cost of Ceres' own differentiation") {
    const auto with = [](auto add) {
        test::bundle scene(6, 60);
        ceres::Problem problem;
        for (std::size_t i = 0; i < scene.seen.size(); ++i) problem.AddResidualBlock(add(scene.seen[i]), nullptr, scene.camera(i), scene.point(i));
        ceres::Solver::Options options;
        options.linear_solver_type = ceres::DENSE_SCHUR;
        options.max_num_iterations = 50;
        options.function_tolerance = 1e-12;
        ceres::Solver::Summary summary;
        ceres::Solve(options, &problem, &summary);
        CHECK(summary.IsSolutionUsable());
        CHECK(summary.final_cost < 0.01 * summary.initial_cost);
        return summary;
    };
    const auto ours = with([](const auto& seen) { return tg::ceres_cost_function<9, 3>(test::reprojection, seen); });
    const auto theirs = with([](const auto& seen) { return new ceres::AutoDiffCostFunction<test::ceres_reprojection, 2, 9, 3>(new test::ceres_reprojection{seen[0], seen[1]}); });
    CHECK(ours.initial_cost == doctest::Approx(theirs.initial_cost).epsilon(1e-13));
    CHECK(ours.final_cost == doctest::Approx(theirs.final_cost).epsilon(1e-9));
    CHECK(ours.num_successful_steps == theirs.num_successful_steps);
}

TEST_CASE("an objective is a gradient problem for Ceres") {
    constexpr auto rosenbrock = [](auto x) { return tg::square(1 - x[0]) + 100 * tg::square(x[1] - x[0] * x[0]); };
    ceres::GradientProblem problem(tg::ceres_first_order_function(2, tg::objective<2>(rosenbrock)));
    double x[]{-1.2, 1};
    ceres::GradientProblemSolver::Options options;
    options.gradient_tolerance = 1e-12;
    ceres::GradientProblemSolver::Summary summary;
    ceres::Solve(options, problem, x, &summary);
    CHECK(x[0] == doctest::Approx(1).epsilon(1e-6));
    CHECK(x[1] == doctest::Approx(1).epsilon(1e-6));
    CHECK_THROWS_WITH_AS(tg::ceres_first_order_function(3, tg::objective<2>(rosenbrock)), "typegrad: ceres_first_order_function: the function has 2 parameters, but the optimiser passes 3", tg::shape_error);

    const std::vector<double> target{1, 2, 3};
    ceres::GradientProblem of_any_size(tg::ceres_first_order_function(3, tg::objective([](auto v, auto t) { return tg::sum(tg::square(v - t)); }, target)));
    std::vector<double> v(3);
    ceres::Solve(options, of_any_size, v.data(), &summary);
    for (std::size_t k = 0; k < 3; ++k) CHECK(v[k] == doctest::Approx(target[k]));
}
