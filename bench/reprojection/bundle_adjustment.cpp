// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <vector>
#include "arrays.hpp"
#include "compare.hpp"
#include "lanes.hpp"
#include "reprojection/by_hand.hpp"
#include "reprojection/model.hpp"

/// The Jacobians of all observations into the values of a sparse matrix: each has its 2 × 15 in two rows, one after the other.
namespace tg = typegrad;

namespace {

struct problem {
    std::vector<bench::camera_array> cameras;
    std::vector<bench::point_array> points;
    std::vector<double> weights;
    std::vector<bench::feature_array> features;
    std::vector<std::int32_t> camera_of, point_of;

    explicit problem(std::size_t n) : cameras(n / 500 + 1), points(n / 5 + 1), weights(n), features(n), camera_of(n), point_of(n) {
        bench::numbers random;
        const auto u = [&](double scale) { return random.between(0.1, 1) * scale; };
        for (auto& c : cameras) c = {u(0.3), u(0.2), u(0.4), u(1), u(1), u(1) - 4, u(500), u(300), u(200), u(0.1), u(0.02)};
        for (auto& p : points) p = {u(1), u(1), u(1)};
        for (auto& f : features) f = {u(300), u(200)};
        for (std::size_t i = 0; i < n; ++i) {
            weights[i] = u(1);
            camera_of[i] = static_cast<std::int32_t>(random.between(0, static_cast<double>(cameras.size())));
            point_of[i] = static_cast<std::int32_t>(random.between(0, static_cast<double>(points.size())));
        }
    }
    const bench::camera_array& camera(std::size_t i) const { return cameras[static_cast<std::size_t>(camera_of[i])]; }
    const bench::point_array& point(std::size_t i) const { return points[static_cast<std::size_t>(point_of[i])]; }
};

void scalar(const problem& p, double* out) {
    for (std::size_t i = 0; i < p.weights.size(); ++i)
        *reinterpret_cast<std::array<std::array<double, 15>, 2>*>(out + 30 * i) = bench::by_hand::reprojection_jacobian<double>(p.camera(i), p.point(i), p.weights[i], p.features[i]);
}

/// An observation in each lane; `at(l)` are the rows that the lanes take.
template <std::size_t N, class Row>
std::array<bench::with_xsimd::batch<double>, N> in_lanes(const Row& at) {
    constexpr std::size_t width = bench::with_xsimd::width<double>;
    alignas(64) double numbers[N][width];
    for (std::size_t l = 0; l < width; ++l) {
        const double* row = at(l);
        for (std::size_t k = 0; k < N; ++k) numbers[k][l] = row[k];
    }
    std::array<bench::with_xsimd::batch<double>, N> x;
    for (std::size_t k = 0; k < N; ++k) x[k] = bench::with_xsimd::batch<double>::load_aligned(numbers[k]);
    return x;
}
void with_xsimd(const problem& p, double* out) {
    constexpr std::size_t width = bench::with_xsimd::width<double>;
    std::size_t i = 0;
    for (; i + width <= p.weights.size(); i += width) {
        const auto jacobian = bench::by_hand::reprojection_jacobian<bench::with_xsimd::batch<double>>(
            in_lanes<11>([&](std::size_t l) { return p.camera(i + l).data(); }), in_lanes<3>([&](std::size_t l) { return p.point(i + l).data(); }),
            bench::with_xsimd::batch<double>::load_unaligned(p.weights.data() + i), in_lanes<2>([&](std::size_t l) { return p.features[i + l].data(); }));
        alignas(64) double numbers[30][width];
        for (std::size_t k = 0; k < 30; ++k) jacobian[k / 15][k % 15].store_aligned(numbers[k]);
        for (std::size_t l = 0; l < width; ++l)
            for (std::size_t k = 0; k < 30; ++k) out[30 * (i + l) + k] = numbers[k][l];
    }
    for (; i < p.weights.size(); ++i)
        *reinterpret_cast<std::array<std::array<double, 15>, 2>*>(out + 30 * i) = bench::by_hand::reprojection_jacobian<double>(p.camera(i), p.point(i), p.weights[i], p.features[i]);
}

void run(benchmark::State& state, std::size_t n) {
    const problem p(n);
    bench::array<double, 3> results({n, std::size_t{2}, std::size_t{15}});
    bench::compare<double>(state, {bench::all(results)},
        bench::version{"typegrad", [&] {
            tg::vmap(tg::jacobian<0, 1, 2>(bench::reprojection_error))(tg::rows(p.cameras, p.camera_of), tg::rows(p.points, p.point_of), p.weights, p.features, tg::into(results));
        }},
        bench::version{"xsimd", [&] { with_xsimd(p, results.data()); }}, bench::version{"scalar", [&] { scalar(p, results.data()); }});
}

const bool registered = [] {
    for (const std::size_t n : {std::size_t{1000}, std::size_t{30000}}) bench::add_case<double>("bundle_adjustment", n, run);
    return true;
}();

} // namespace
