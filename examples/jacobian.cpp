// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// A small, fixed and hot function: straight-line code on std::array, no heap.
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
    // [jacobian]
    std::array<double, 4> pose{0.1, 0.0, 0.0, -2.0};
    std::array<double, 3> point{0.2, -0.1, 1.0};
    std::array<double, 2> seen{80.0, -16.0};
    std::array<std::array<double, 7>, 2> J = tg::jacobian<0, 1>(project)(pose, point, seen); // columns of pose, then of point
    // [jacobian]
    for (const auto& row : J) {
        for (double d : row) std::printf(" %9.3f", d);
        std::printf("\n");
    }
}
