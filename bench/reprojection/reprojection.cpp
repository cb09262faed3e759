// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "arrays.hpp"
#include "compare.hpp"
#include "reprojection/by_hand.hpp"
#include "reprojection/model.hpp"

namespace tg = typegrad;

namespace {

void run(benchmark::State& state, std::size_t) {
    bench::numbers random;
    const auto numbers = random.filled<double>(0.1, 1, 17);
    bench::array<double> results = random.filled<double>(0, 0, 30);
    const auto* n = numbers.data();
    const bench::camera_array cam{0.3 * n[0], 0.2 * n[1], 0.4 * n[2], n[3], n[4], n[5] - 4, 500 * n[6], 300 * n[7], 200 * n[8], 0.1 * n[9], 0.02 * n[10]};
    const bench::point_array where{n[11], n[12], n[13]};
    const double importance = n[14];
    const bench::feature_array seen{300 * n[15], 200 * n[16]};
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
        bench::version{"typegrad", [&] { write(tg::jacobian<0, 1, 2>(bench::reprojection_error)(*camera, *point, *weight, *feature)); }},
        bench::version{"scalar", [&] { write(bench::by_hand::reprojection_jacobian<double>(*camera, *point, *weight, *feature)); }});
}

const bool registered = [] {
    bench::add_case<double>("reprojection_jacobian", 1, run);
    return true;
}();

} // namespace
