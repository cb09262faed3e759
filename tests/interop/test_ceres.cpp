// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <cmath>
#include <memory>
#include <vector>
#include <typegrad/typegrad.hpp>
#include <typegrad/interop/ceres.hpp>
#include <typegrad/interop/ceres_batch.hpp>
#include <typegrad/interop/eigen.hpp>
#include <ceres/ceres.h>
#include <doctest/doctest.h> // after glog, which has a CHECK too
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

namespace {
/// Solves the same scene; `add` gives a problem its residual blocks.
template <class Add>
ceres::Solver::Summary adjust(test::bundle& scene, ceres::Problem::Options options, Add add) {
    ceres::Problem problem(options);
    add(problem, scene);
    ceres::Solver::Options how;
    how.linear_solver_type = ceres::DENSE_SCHUR;
    how.max_num_iterations = 50;
    how.function_tolerance = 1e-12;
    ceres::Solver::Summary summary;
    ceres::Solve(how, &problem, &summary);
    CHECK(summary.IsSolutionUsable());
    CHECK(summary.final_cost < 0.01 * summary.initial_cost);
    return summary;
}
template <class Make>
auto one_by_one(Make make) {
    return [make](ceres::Problem& problem, test::bundle& scene) {
        for (std::size_t i = 0; i < scene.seen.size(); ++i) problem.AddResidualBlock(make(scene.seen[i]), nullptr, scene.camera(i), scene.point(i));
    };
}
} // namespace

TEST_CASE("bundle adjustment ends at the cost of Ceres' own differentiation") {
    test::bundle first(6, 60), second(6, 60), third(6, 60);
    const auto theirs = adjust(first, {}, one_by_one([](const auto& seen) { return new ceres::AutoDiffCostFunction<test::ceres_reprojection, 2, 9, 3>(new test::ceres_reprojection{seen[0], seen[1]}); }));
    const auto ours = adjust(second, {}, one_by_one([](const auto& seen) { return tg::ceres_cost_function<9, 3>(test::reprojection, seen); }));
    auto all = tg::ceres_batch<0, 1>(test::reprojection, tg::rows(third.cameras, third.camera_of), tg::rows(third.points, third.point_of), third.seen);
    CHECK(all.count() == 360);
    ceres::Problem::Options with_callback;
    with_callback.evaluation_callback = &all;
    const auto together = adjust(third, with_callback, [&](ceres::Problem& problem, test::bundle&) { all.add_to(problem); });
    for (const auto* summary : {&ours, &together}) {
        CHECK(summary->initial_cost == doctest::Approx(theirs.initial_cost).epsilon(1e-13));
        CHECK(summary->final_cost == doctest::Approx(theirs.final_cost).epsilon(1e-9));
        CHECK(summary->num_successful_steps == theirs.num_successful_steps);
    }
    for (std::size_t k = 0; k < 3; ++k) CHECK(third.points[5][k] == doctest::Approx(first.points[5][k]).epsilon(1e-6));
}

TEST_CASE("residual blocks of numbers are computed together, and mistakes in them are found when they are put together") {
    // y = p·exp(-q·t), each curve with parameters of its own
    constexpr auto curve = [](auto p, auto t, auto seen) { return p[0] * tg::exp(-p[1] * t) - seen; };
    std::vector<std::array<double, 2>> p{{1, 1}, {1, 1}};
    const std::vector<std::int32_t> curve_of{0, 0, 0, 1, 1, 1};
    const std::vector<double> t{0, 1, 2, 0, 1, 2};
    std::vector<double> seen;
    for (std::size_t i = 0; i < 6; ++i) seen.push_back(i < 3 ? 2 * std::exp(-0.5 * t[i]) : 3 * std::exp(-0.25 * t[i]));
    auto all = tg::ceres_batch<0>(curve, tg::rows(p, curve_of), t, seen);
    ceres::Problem::Options options;
    options.evaluation_callback = &all;
    ceres::Problem problem(options);
    all.add_to(problem);
    ceres::Solver::Summary summary;
    ceres::Solve({}, &problem, &summary);
    CHECK(p[0][0] == doctest::Approx(2).epsilon(1e-6));
    CHECK(p[1][1] == doctest::Approx(0.25).epsilon(1e-6));

    const std::vector<std::int32_t> too_far{0, 0, 0, 1, 1, 2};
    CHECK_THROWS_AS(tg::ceres_batch<0>(curve, tg::rows(p, too_far), t, seen), tg::index_error);
    seen.pop_back();
    CHECK_THROWS_AS(tg::ceres_batch<0>(curve, tg::rows(p, curve_of), t, seen), tg::shape_error);
}

TEST_CASE("two batches of one problem share a callback") {
    constexpr auto f = [](auto z, auto w) { return z[0] * z[0] - w; };
    std::vector<std::array<double, 1>> p{{2}}, q{{2}};
    const std::vector<double> nine{9}, sixteen{16};
    auto first = tg::ceres_batch<0>(f, p, nine), second = tg::ceres_batch<0>(f, q, sixteen);
    const auto solve = [&](ceres::EvaluationCallback* callback) {
        ceres::Problem::Options options;
        options.evaluation_callback = callback;
        ceres::Problem problem(options);
        first.add_to(problem);
        second.add_to(problem);
        ceres::Solver::Options how;
        how.logging_type = ceres::SILENT;
        ceres::Solver::Summary summary;
        ceres::Solve(how, &problem, &summary);
        return summary;
    };
    // without, or with that of one alone, nothing is taken for a solution
    CHECK_FALSE(solve(nullptr).termination_type == ceres::CONVERGENCE);
    CHECK_FALSE(solve(&first).termination_type == ceres::CONVERGENCE);
    p[0][0] = q[0][0] = 2;
    auto both = tg::ceres_callbacks(first, second);
    CHECK(solve(&both).termination_type == ceres::CONVERGENCE);
    CHECK(p[0][0] == doctest::Approx(3).epsilon(1e-6));
    CHECK(q[0][0] == doctest::Approx(4).epsilon(1e-6));
}

TEST_CASE("data of a cost is evaluated when it is made, and must fit") {
    constexpr auto f = [](auto a, auto b) { return a - b; };
    std::unique_ptr<ceres::CostFunction> cost;
    {
        const Eigen::Vector2d gone(3, 4);
        cost.reset(tg::ceres_cost_function<2>(f, gone * 2.0 + Eigen::Vector2d(1, 1)));
    }
    const double a[]{0, 0};
    const double* blocks[]{a};
    double r[2];
    CHECK(cost->Evaluate(blocks, r, nullptr));
    CHECK(r[0] == -7);
    CHECK(r[1] == -9);
    constexpr auto sum = [](auto p, auto b) { return p[0] * tg::sum(b * tg::exp(b)); };
    const std::vector<double> three{1, 2, 3};
    CHECK_NOTHROW(std::unique_ptr<ceres::CostFunction>(tg::ceres_cost_function<1>(sum, three)));
    constexpr auto both = [](auto p, auto b, auto c) { return p[0] * tg::sum(b * c); };
    CHECK_THROWS_AS(tg::ceres_cost_function<1>(both, three, std::vector<double>{1}), tg::shape_error);
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
