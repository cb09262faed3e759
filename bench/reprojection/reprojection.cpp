// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

#include <array>
#include "arrays.hpp"
#include "compare.hpp"
#include "reprojection/by_hand.hpp"

namespace tg = typegrad;

namespace {

using camera_array = std::array<double, 11>;
using point_array = std::array<double, 3>;
using feature_array = std::array<double, 2>;

constexpr auto reprojection_error = [](auto camera, auto point, auto weight, auto feature) {
    const auto dot = [](const auto& a, const auto& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; };
    const std::array r{camera[0], camera[1], camera[2]};
    const std::array y{point[0] - camera[3], point[1] - camera[4], point[2] - camera[5]};
    const std::array turned{r[1] * y[2] - r[2] * y[1], r[2] * y[0] - r[0] * y[2], r[0] * y[1] - r[1] * y[0]};
    const auto square = dot(r, r), angle = tg::sqrt(square), cosine = tg::cos(angle);
    const auto a = tg::sin(angle) / angle, b = (1 - cosine) / square * dot(r, y);
    const auto coordinate = [&](std::size_t k) { return cosine * y[k] + a * turned[k] + b * r[k]; };
    const auto depth = coordinate(2), p = coordinate(0) / depth, q = coordinate(1) / depth;
    const auto radius = p * p + q * q, scale = camera[6] * (1 + radius * (camera[9] + camera[10] * radius));
    return tg::stack(weight * (scale * p + camera[7] - feature[0]), weight * (scale * q + camera[8] - feature[1]));
};

void run(benchmark::State& state, std::size_t) {
    bench::numbers random;
    const auto numbers = random.filled<double>(0.1, 1, 17);
    bench::array<double> results = random.filled<double>(0, 0, 30);
    const auto* n = numbers.data();
    const camera_array cam{0.3 * n[0], 0.2 * n[1], 0.4 * n[2], n[3], n[4], n[5] - 4, 500 * n[6], 300 * n[7], 200 * n[8], 0.1 * n[9], 0.02 * n[10]};
    const point_array where{n[11], n[12], n[13]};
    const double importance = n[14];
    const feature_array seen{300 * n[15], 200 * n[16]};
    const auto *camera = &cam;
    const auto *point = &where;
    const auto *weight = &importance;
    const auto *feature = &seen;
    double* out = results.data();
    benchmark::DoNotOptimize(camera);
    benchmark::DoNotOptimize(point);
    benchmark::DoNotOptimize(weight);
    benchmark::DoNotOptimize(feature);
    benchmark::DoNotOptimize(out);
    const auto write = [&](const auto& jacobian) { *reinterpret_cast<std::array<std::array<double, 15>, 2>*>(out) = jacobian; };
    bench::compare<double>(state, {bench::all(results)},
        bench::version{"typegrad", [&] { write(tg::jacobian<0, 1, 2>(reprojection_error)(*camera, *point, *weight, *feature)); }},
        bench::version{"scalar", [&] { write(bench::scalar::reprojection_jacobian(*camera, *point, *weight, *feature)); }});
}

const bool registered = [] {
    bench::add_case<double>("reprojection_jacobian", 1, run);
    return true;
}();

} // namespace
