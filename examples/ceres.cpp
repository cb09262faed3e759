// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause

// Curves y = p·exp(-q·t), each with parameters of its own, fitted by Ceres Solver: cost by cost, and all costs at once.
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <vector>
// [include]
#include <typegrad/typegrad.hpp>
#include <typegrad/interop/ceres.hpp>
#include <typegrad/interop/ceres_batch.hpp>
#include <ceres/ceres.h>
// [include]
namespace tg = typegrad;

int main() {
    // [data]
    std::vector<std::array<double, 2>> curves(3, {1.0, 1.0});
    std::vector<std::int32_t> curve_of;
    std::vector<double> t, seen;
    for (int i = 0; i < 30; ++i) {
        curve_of.push_back(i % 3);
        t.push_back(0.1 * i);
        seen.push_back((2 + i % 3) * std::exp(-0.5 * t.back()));
    }
    // [data]
    {
        // [costs]
        constexpr auto residual = [](auto p, auto t_i, auto seen_i) { return p[0] * tg::exp(-p[1] * t_i) - seen_i; };
        ceres::Problem problem;
        for (std::size_t i = 0; i < t.size(); ++i) {
            auto& p = curves[static_cast<std::size_t>(curve_of[i])];
            problem.AddResidualBlock(tg::ceres_cost_function<2>(residual, t[i], seen[i]), nullptr, p.data());
        }
        ceres::Solver::Summary summary;
        ceres::Solve({}, &problem, &summary);
        // [costs]
        std::printf("cost by cost  p %.4f %.4f %.4f\n", curves[0][0], curves[1][0], curves[2][0]);
    }
    curves.assign(3, {1.0, 1.0});
    {
        // [batch]
        constexpr auto residual = [](auto p, auto t_i, auto seen_i) { return p[0] * tg::exp(-p[1] * t_i) - seen_i; };
        auto all = tg::ceres_batch<0>(residual, tg::rows(curves, curve_of), t, seen); // argument 0 is what is fitted
        ceres::Problem::Options options;
        options.evaluation_callback = &all;
        ceres::Problem problem(options);
        all.add_to(problem);
        ceres::Solver::Summary summary;
        ceres::Solve({}, &problem, &summary);
        // [batch]
        std::printf("all at once   p %.4f %.4f %.4f\n", curves[0][0], curves[1][0], curves[2][0]);
    }
    {
        // [first_order]
        constexpr auto rosenbrock = [](auto x) { return tg::square(1 - x[0]) + 100 * tg::square(x[1] - x[0] * x[0]); };
        ceres::GradientProblem problem(tg::ceres_first_order_function(2, tg::objective<2>(rosenbrock)));
        double x[]{-1.2, 1};
        ceres::GradientProblemSolver::Summary summary;
        ceres::Solve({}, problem, x, &summary);
        // [first_order]
        std::printf("Rosenbrock    x %.4f %.4f\n", x[0], x[1]);
    }
}
