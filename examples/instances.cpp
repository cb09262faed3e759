// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// A small function on many instances, one in each SIMD lane.
#include <typegrad/typegrad.hpp>
#include <cstdio>
namespace tg = typegrad;

// [project]
/// Where a camera at `pose` (angle about the vertical axis, then position) with focal length 500 sees `point`,
/// less where it was seen.
constexpr auto project = [](auto pose, auto point, auto seen) {
    auto c = tg::cos(pose[0]), s = tg::sin(pose[0]);
    std::array d{point[0] - pose[1], point[1] - pose[2], point[2] - pose[3]};
    auto depth = c * d[2] - s * d[0];
    return 500 * tg::stack(c * d[0] + s * d[2], d[1]) / depth - seen;
};
// [project]

int main() {
    std::vector<std::array<double, 4>> poses{{0.1, 0.0, 0.0, -2.0}, {-0.2, 0.5, 0.0, -2.5}};
    std::vector<std::array<double, 3>> points{{0.2, -0.1, 1.0}, {-0.3, 0.2, 1.5}, {0.1, 0.1, 0.8}};
    std::vector<std::int32_t> pose_of{0, 0, 1, 1, 1}, point_of{0, 1, 0, 1, 2};
    std::vector<std::array<double, 2>> seen{{80.0, -16.0}, {5.0, 28.0}, {-140.0, -14.0}, {-200.0, 24.0}, {-163.0, 15.0}};

    // [vmap]
    // observation i: camera pose_of[i] sees point point_of[i] at seen[i]
    std::vector<std::array<double, 2>> errors = tg::vmap(project)(tg::rows(poses, pose_of), tg::rows(points, point_of), seen);
    std::vector<std::array<std::array<double, 7>, 2>> J = tg::vmap(tg::jacobian<0, 1>(project))(tg::rows(poses, pose_of), tg::rows(points, point_of), seen);
    // [vmap]
    // [layout]
    xt::xtensor<double, 3> by_entry = xt::zeros<double>({2, 7, 5}); // all observations of an entry side by side
    auto layout = xt::transpose(by_entry, {2, 0, 1});
    tg::vmap(tg::jacobian<0, 1>(project))(tg::rows(poses, pose_of), tg::rows(points, point_of), seen, tg::into(layout));
    // [layout]
    // [rows]
    xt::xtensor<double, 2> cloud{{0.2, -0.1, 1.0}, {-0.3, 0.2, 1.5}};
    auto norms = tg::vmap([](auto p) { return tg::sqrt(tg::dot(p, p)); })(tg::rows<3>(cloud));
    // [rows]
    for (std::size_t i = 0; i < errors.size(); ++i) std::printf("%8.3f %8.3f  %10.3f %10.3f\n", errors[i][0], errors[i][1], J[i][0][0], by_entry(0, 0, i));
    std::printf("%.4f %.4f\n", norms(0), norms(1));
}
