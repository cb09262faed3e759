// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <memory>
#include <vector>
#include "arrays.hpp"
#include "compare.hpp"
#include "reprojection/by_hand.hpp"
#include "reprojection/model.hpp"
#include <typegrad/interop/ceres.hpp>
#include <typegrad/interop/ceres_batch.hpp>
#include <ceres/autodiff_cost_function.h>

/// Residuals and Jacobians of many observations, one cost function of Ceres Solver after the other, as its solvers ask for them: typegrad's costs, Ceres' own
/// differentiation with dual numbers, and the derivative written by hand as a cost.
namespace tg = typegrad;

namespace {

using cost_functions = std::vector<std::unique_ptr<ceres::CostFunction>>;

struct model {
    bench::feature_array seen;
    template <class T>
    bool operator()(const T* camera, const T* point, const T* weight, T* residuals) const {
        using std::cos, std::sin, std::sqrt;
        const auto dot = [](const T* a, const T* b) -> T { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; };
        const T y[]{point[0] - camera[3], point[1] - camera[4], point[2] - camera[5]};
        const T turned[]{camera[1] * y[2] - camera[2] * y[1], camera[2] * y[0] - camera[0] * y[2], camera[0] * y[1] - camera[1] * y[0]};
        const T square = dot(camera, camera), angle = sqrt(square), cosine = cos(angle);
        const T a = sin(angle) / angle, b = (1.0 - cosine) / square * dot(camera, y);
        const T depth = cosine * y[2] + a * turned[2] + b * camera[2];
        const T p = (cosine * y[0] + a * turned[0] + b * camera[0]) / depth, q = (cosine * y[1] + a * turned[1] + b * camera[1]) / depth;
        const T radius = p * p + q * q, scale = camera[6] * (1.0 + radius * (camera[9] + camera[10] * radius));
        residuals[0] = weight[0] * (scale * p + camera[7] - seen[0]);
        residuals[1] = weight[0] * (scale * q + camera[8] - seen[1]);
        return true;
    }
};

class by_hand final : public ceres::SizedCostFunction<2, 11, 3, 1> {
  public:
    explicit by_hand(const bench::feature_array& seen) : model_{seen} {}
    bool Evaluate(double const* const* x, double* residuals, double** jacobians) const override {
        const auto J = bench::by_hand::reprojection_jacobian<double>(*reinterpret_cast<const bench::camera_array*>(x[0]), *reinterpret_cast<const bench::point_array*>(x[1]), *x[2], model_.seen);
        for (std::size_t i = 0; i < 2; ++i) {
            for (std::size_t k = 0; k < 11; ++k) jacobians[0][11 * i + k] = J[i][k];
            for (std::size_t k = 0; k < 3; ++k) jacobians[1][3 * i + k] = J[i][11 + k];
            jacobians[2][i] = J[i][14];
            residuals[i] = J[i][14] * *x[2]; // linear in the weight
        }
        return true;
    }

  private:
    model model_;
};

struct observations {
    std::vector<bench::camera_array> cameras;
    std::vector<bench::point_array> points;
    std::vector<double> weights;
    std::vector<bench::feature_array> seen;
    cost_functions theirs, written;
    bench::array<double, 2> results;

    explicit observations(std::size_t n) : cameras(n), points(n), weights(n), seen(n), results({n, std::size_t{32}}) {
        bench::numbers random;
        const auto u = [&](double scale) { return random.between(0.1, 1) * scale; };
        for (std::size_t i = 0; i < n; ++i) {
            cameras[i] = {u(0.3), u(0.2), u(0.4), u(1), u(1), u(1) - 4, u(500), u(300), u(200), u(0.1), u(0.02)};
            points[i] = {u(1), u(1), u(1)};
            weights[i] = u(1);
            seen[i] = {u(300), u(200)};
            theirs.emplace_back(new ceres::AutoDiffCostFunction<model, 2, 11, 3, 1>(new model{seen[i]}));
            written.emplace_back(new by_hand(seen[i]));
        }
    }
    void evaluate(const cost_functions& costs) {
        double* out = results.data();
        for (std::size_t i = 0; i < costs.size(); ++i, out += 32) {
            const double* x[]{cameras[i].data(), points[i].data(), &weights[i]};
            double* jacobians[]{out + 2, out + 24, out + 30};
            costs[i]->Evaluate(x, out, jacobians);
        }
    }
};

void run(benchmark::State& state, std::size_t n) {
    observations all(n);
    cost_functions ours;
    for (const auto& seen : all.seen)
        ours.emplace_back(tg::ceres_cost_function<11, 3, 1>([](auto camera, auto point, auto weight, auto feature) { return bench::reprojection_error(camera, point, weight[0], feature); }, seen));
    bench::compare<double>(state, {bench::all(all.results)}, bench::version{"typegrad", [&] { all.evaluate(ours); }},
        bench::version{"scalar", [&] { all.evaluate(all.written); }}, bench::version{"ceres", [&] { all.evaluate(all.theirs); }});
}

void run_batch(benchmark::State& state, std::size_t n) {
    observations all(n);
    auto batch = tg::ceres_batch<0, 1, 2>(bench::reprojection_error, all.cameras, all.points, all.weights, all.seen);
    cost_functions ours;
    for (std::size_t i = 0; i < n; ++i) ours.emplace_back(batch.cost_function(static_cast<std::int64_t>(i)));
    const auto together = [&] {
        batch.PrepareForEvaluation(true, true);
        all.evaluate(ours);
    };
    bench::compare<double>(state, {bench::all(all.results)}, bench::version{"typegrad", together},
        bench::version{"scalar", [&] { all.evaluate(all.written); }}, bench::version{"ceres", [&] { all.evaluate(all.theirs); }});
}

const bool registered = [] {
    bench::add_case<double>("ceres_costs", 1000, run);
    bench::add_case<double>("ceres_batch", 1000, run_batch);
    return true;
}();

} // namespace
