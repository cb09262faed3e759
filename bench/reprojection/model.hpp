// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <typegrad/typegrad.hpp>

/// The weighted error of a point seen by a camera: rotation by Rodrigues' formula, a pinhole, radial distortion.
namespace bench {

inline constexpr auto reprojection_error = [](auto camera, auto point, auto weight, auto feature) {
    const auto dot = [](const auto& a, const auto& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; };
    const std::array r{camera[0], camera[1], camera[2]};
    const std::array y{point[0] - camera[3], point[1] - camera[4], point[2] - camera[5]};
    const std::array turned{r[1] * y[2] - r[2] * y[1], r[2] * y[0] - r[0] * y[2], r[0] * y[1] - r[1] * y[0]};
    const auto square = dot(r, r), angle = typegrad::sqrt(square), cosine = typegrad::cos(angle);
    const auto a = typegrad::sin(angle) / angle, b = (1 - cosine) / square * dot(r, y);
    const auto coordinate = [&](std::size_t k) { return cosine * y[k] + a * turned[k] + b * r[k]; };
    const auto depth = coordinate(2), p = coordinate(0) / depth, q = coordinate(1) / depth;
    const auto radius = p * p + q * q, scale = camera[6] * (1 + radius * (camera[9] + camera[10] * radius));
    return typegrad::stack(weight * (scale * p + camera[7] - feature[0]), weight * (scale * q + camera[8] - feature[1]));
};

using camera_array = std::array<double, 11>;
using point_array = std::array<double, 3>;
using feature_array = std::array<double, 2>;

} // namespace bench
