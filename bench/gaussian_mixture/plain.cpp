// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "gaussian_mixture/references.hpp"

#include <algorithm>
#include <cmath>

namespace bench::plain {

template <class T>
T gaussian_mixture(const T* __restrict x, std::size_t n, const mixture<const T>& p, const mixture<T>& gradient) {
    constexpr std::size_t block = 64;
    T share[components], offset[components], scale[components], r_sum[components]{}, rz_sum[components]{}, rzz_sum[components]{};
    T largest = p.a[0], total = 0, value = 0;
    for (int k = 1; k < components; ++k) largest = std::max(largest, p.a[k]);
    for (int k = 0; k < components; ++k) total += share[k] = std::exp(p.a[k] - largest);
    for (int k = 0; k < components; ++k) {
        share[k] /= total;
        offset[k] = p.a[k] - largest - std::log(total) - p.s[k];
        scale[k] = std::exp(-p.s[k]);
    }
    for (std::size_t i = 0; i < n; i += block) {
        const std::size_t count = std::min(block, n - i);
        alignas(64) T t[components][block], z[components][block], m[block], sum[block];
        for (int k = 0; k < components; ++k)
            for (std::size_t j = 0; j < count; ++j) {
                z[k][j] = (x[i + j] - p.mu[k]) * scale[k];
                t[k][j] = offset[k] - z[k][j] * z[k][j] / 2;
                m[j] = k == 0 ? t[k][j] : std::max(m[j], t[k][j]);
            }
        for (int k = 0; k < components; ++k)
            for (std::size_t j = 0; j < count; ++j) {
                t[k][j] = std::exp(t[k][j] - m[j]);
                sum[j] = k == 0 ? t[k][j] : sum[j] + t[k][j];
            }
        for (std::size_t j = 0; j < count; ++j) {
            value += m[j] + std::log(sum[j]);
            sum[j] = 1 / sum[j];
        }
        for (int k = 0; k < components; ++k)
            for (std::size_t j = 0; j < count; ++j) {
                const T r = t[k][j] * sum[j], rz = r * z[k][j];
                r_sum[k] += r;
                rz_sum[k] += rz;
                rzz_sum[k] += rz * z[k][j];
            }
    }
    for (int k = 0; k < components; ++k) {
        gradient.a[k] = r_sum[k] - static_cast<T>(n) * share[k];
        gradient.mu[k] = rz_sum[k] * scale[k];
        gradient.s[k] = rzz_sum[k] - r_sum[k];
    }
    return value;
}
template float gaussian_mixture(const float*, std::size_t, const mixture<const float>&, const mixture<float>&);
template double gaussian_mixture(const double*, std::size_t, const mixture<const double>&, const mixture<double>&);

} // namespace bench::plain
