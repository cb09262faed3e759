// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>
#include <typegrad/typegrad.hpp>

/// Bundle adjustment on made-up data: cameras (rotation vector, translation, focal length, two of radial distortion) see points; the solver gets both
/// with noise. The residual is written once for typegrad and once for Ceres' own differentiation.
namespace test {

namespace tg = typegrad;

/// The error of a point seen by a camera; the same formulas as ceres_reprojection's.
inline constexpr auto reprojection = [](auto camera, auto point, auto seen) {
    const auto r0 = camera[0], r1 = camera[1], r2 = camera[2];
    const auto square = r0 * r0 + r1 * r1 + r2 * r2, angle = tg::sqrt(square);
    const auto c = tg::cos(angle), s = tg::sin(angle) / angle, rest = (1 - c) / square * (r0 * point[0] + r1 * point[1] + r2 * point[2]);
    const auto p0 = c * point[0] + s * (r1 * point[2] - r2 * point[1]) + rest * r0 + camera[3];
    const auto p1 = c * point[1] + s * (r2 * point[0] - r0 * point[2]) + rest * r1 + camera[4];
    const auto p2 = c * point[2] + s * (r0 * point[1] - r1 * point[0]) + rest * r2 + camera[5];
    const auto u = -p0 / p2, v = -p1 / p2, radius = u * u + v * v;
    const auto scale = camera[6] * (1 + radius * (camera[7] + camera[8] * radius));
    return tg::stack(scale * u - seen[0], scale * v - seen[1]);
};

struct ceres_reprojection {
    double seen_u, seen_v;
    template <class T>
    bool operator()(const T* camera, const T* point, T* residuals) const {
        using std::cos;
        using std::sin;
        using std::sqrt;
        const T square = camera[0] * camera[0] + camera[1] * camera[1] + camera[2] * camera[2], angle = sqrt(square);
        const T c = cos(angle), s = sin(angle) / angle, rest = (1.0 - c) / square * (camera[0] * point[0] + camera[1] * point[1] + camera[2] * point[2]);
        const T p0 = c * point[0] + s * (camera[1] * point[2] - camera[2] * point[1]) + rest * camera[0] + camera[3];
        const T p1 = c * point[1] + s * (camera[2] * point[0] - camera[0] * point[2]) + rest * camera[1] + camera[4];
        const T p2 = c * point[2] + s * (camera[0] * point[1] - camera[1] * point[0]) + rest * camera[2] + camera[5];
        const T u = -p0 / p2, v = -p1 / p2, radius = u * u + v * v;
        const T scale = camera[6] * (1.0 + radius * (camera[7] + camera[8] * radius));
        residuals[0] = scale * u - seen_u;
        residuals[1] = scale * v - seen_v;
        return true;
    }
};

/// Every camera sees every point.
struct bundle {
    std::vector<std::array<double, 9>> cameras;
    std::vector<std::array<double, 3>> points;
    std::vector<std::int32_t> camera_of, point_of;
    std::vector<std::array<double, 2>> seen;

    bundle(std::size_t camera_count, std::size_t point_count) : cameras(camera_count), points(point_count) {
        std::mt19937 random(7);
        const auto between = [&](double low, double high) { return low + (high - low) * static_cast<double>(random()) / 4294967296.0; };
        for (auto& c : cameras) c = {between(0.1, 0.3), between(-0.3, -0.1), between(0.1, 0.2), between(-0.2, 0.2), between(-0.2, 0.2), between(-6, -5), between(480, 520), 0.01, 0.001};
        for (auto& p : points) p = {between(-1, 1), between(-1, 1), between(-1, 1)};
        for (std::size_t i = 0; i < camera_count * point_count; ++i) {
            camera_of.push_back(static_cast<std::int32_t>(i / point_count));
            point_of.push_back(static_cast<std::int32_t>(i % point_count));
            double at[2];
            ceres_reprojection{0, 0}(camera(i), point(i), at);
            seen.push_back({at[0] + between(-0.5, 0.5), at[1] + between(-0.5, 0.5)});
        }
        for (auto& c : cameras)
            for (std::size_t k = 0; k < 6; ++k) c[k] += between(-0.02, 0.02);
        for (auto& p : points)
            for (double& x : p) x += between(-0.05, 0.05);
    }
    double* camera(std::size_t i) { return cameras[static_cast<std::size_t>(camera_of[i])].data(); }
    double* point(std::size_t i) { return points[static_cast<std::size_t>(point_of[i])].data(); }
};

} // namespace test
