// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "gaussian_mixture/references.hpp"

#include <algorithm>
#include <cmath>
#include "lanes.hpp"

namespace bench::with_xsimd {

template <class T>
T gaussian_mixture(const T* x, std::size_t n, const mixture<const T>& p, const mixture<T>& gradient) {
    const batch<T> zero(T(0)), half(T(0.5));
    T share[components], total = 0, largest = *std::max_element(p.a, p.a + components), value = 0;
    for (int k = 0; k < components; ++k) total += share[k] = std::exp(p.a[k] - largest);
    batch<T> centre[components], scale[components], offset[components], r_sum[components], rz_sum[components], rzz_sum[components], values = zero;
    for (int k = 0; k < components; ++k) {
        centre[k] = batch<T>(p.mu[k]);
        scale[k] = batch<T>(std::exp(-p.s[k]));
        offset[k] = batch<T>(p.a[k] - largest - std::log(total) - p.s[k]);
        r_sum[k] = rz_sum[k] = rzz_sum[k] = zero;
    }
    // a vector of points; those that do not count have weight 0
    const auto add = [&](const batch<T>& point, const batch<T>& weight) {
        batch<T> t[components], z[components];
        for (int k = 0; k < components; ++k) {
            z[k] = (point - centre[k]) * scale[k];
            t[k] = offset[k] - half * z[k] * z[k];
        }
        batch<T> m = t[0], sum = zero;
        for (int k = 1; k < components; ++k) m = xsimd::max(m, t[k]);
        for (int k = 0; k < components; ++k) sum += t[k] = xsimd::exp(t[k] - m);
        values += weight * (m + xsimd::log(sum));
        const batch<T> inverse = weight / sum;
        for (int k = 0; k < components; ++k) {
            const batch<T> r = t[k] * inverse, rz = r * z[k];
            r_sum[k] += r;
            rz_sum[k] += rz;
            rzz_sum[k] = xsimd::fma(rz, z[k], rzz_sum[k]);
        }
    };
    std::size_t i = 0;
    for (; i + width<T> <= n; i += width<T>) add(batch<T>::load_unaligned(x + i), batch<T>(T(1)));
    if (i < n) {
        T ones[width<T>]{};
        std::fill(ones, ones + (n - i), T(1));
        add(load_part<T>(x + i, n - i, T(0)), batch<T>::load_unaligned(ones));
    }
    value = sum_of<T>(values);
    for (int k = 0; k < components; ++k) {
        const T r = sum_of<T>(r_sum[k]);
        gradient.a[k] = r - static_cast<T>(n) * share[k] / total;
        gradient.mu[k] = sum_of<T>(rz_sum[k] * scale[k]);
        gradient.s[k] = sum_of<T>(rzz_sum[k]) - r;
    }
    return value;
}
template float gaussian_mixture(const float*, std::size_t, const mixture<const float>&, const mixture<float>&);
template double gaussian_mixture(const double*, std::size_t, const mixture<const double>&, const mixture<double>&);

} // namespace bench::with_xsimd
