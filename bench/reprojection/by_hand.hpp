// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cmath>

/// The Jacobian of a reprojection error weight·(projection - feature): rotation by Rodrigues' formula, a pinhole, radial
/// distortion. Columns: rotation 3, centre 3, focal length 1, principal point 2, distortion 2, point 3, weight 1.
namespace bench::by_hand {

template <class T>
using vector = std::array<T, 3>;
template <class T>
T dot(const vector<T>& a, const vector<T>& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
template <class T>
vector<T> cross(const vector<T>& a, const vector<T>& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

/// T is double, or a vector of them with an observation in each lane.
template <class T>
inline std::array<std::array<T, 15>, 2> reprojection_jacobian(const std::array<T, 11>& camera, const vector<T>& point, T weight, const std::array<T, 2>& feature) {
    using std::cos, std::sin, std::sqrt;
    const vector<T> r{camera[0], camera[1], camera[2]}, y{point[0] - camera[3], point[1] - camera[4], point[2] - camera[5]};
    const T focal = camera[6], k1 = camera[9], k2 = camera[10];
    // camera coordinates: cos·y + a·(r × y) + b·(r·y)·r
    const T square = dot<T>(r, r), angle = sqrt(square), inverse = 1 / square;
    const T cosine = cos(angle), a = sin(angle) / angle, b = (1 - cosine) * inverse;
    const vector<T> turned = cross<T>(r, y);
    const T along = dot<T>(r, y), scaled = b * along;
    const vector<T> c{cosine * y[0] + a * turned[0] + scaled * r[0], cosine * y[1] + a * turned[1] + scaled * r[1], cosine * y[2] + a * turned[2] + scaled * r[2]};
    // projection and distortion
    const T depth = 1 / c[2], p = c[0] * depth, q = c[1] * depth, radius = p * p + q * q;
    const T distortion = 1 + radius * (k1 + k2 * radius), slope = 2 * (k1 + 2 * k2 * radius);
    const T image[2]{focal * distortion * p + camera[7], focal * distortion * q + camera[8]};
    // derivatives by the camera coordinates, with the weight
    const T common = weight * focal * depth, mixed = slope * p * q, pp = distortion + slope * p * p, qq = distortion + slope * q * q;
    const vector<T> by_c[2]{{common * pp, common * mixed, -common * (pp * p + mixed * q)}, {common * mixed, common * qq, -common * (mixed * p + qq * q)}};
    const T da = (cosine - a) * inverse, db = (a - 2 * b) * inverse * along;

    std::array<std::array<T, 15>, 2> jacobian;
    for (std::size_t row = 0; row < 2; ++row) {
        const vector<T>& g = by_c[row];
        auto& out = jacobian[row];
        const T gr = dot<T>(g, r), radial = da * dot<T>(g, turned) + db * gr - a * dot<T>(g, y);
        const vector<T> yg = cross<T>(y, g), gxr = cross<T>(g, r);
        for (std::size_t k = 0; k < 3; ++k) {
            out[k] = radial * r[k] + a * yg[k] + b * (along * g[k] + gr * y[k]);
            out[11 + k] = cosine * g[k] + a * gxr[k] + b * gr * r[k];
            out[3 + k] = -out[11 + k];
        }
        const T undistorted = row == 0 ? p : q, bent = weight * focal * undistorted * radius;
        out[6] = weight * distortion * undistorted;
        out[7] = row == 0 ? weight : T(0);
        out[8] = row == 0 ? T(0) : weight;
        out[9] = bent;
        out[10] = bent * radius;
        out[14] = image[row] - feature[row];
    }
    return jacobian;
}

} // namespace bench::by_hand
