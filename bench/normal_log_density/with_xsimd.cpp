// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "normal_log_density/references.hpp"

#include <cmath>
#include "lanes.hpp"

namespace bench::with_xsimd {

template <class T>
T normal_log_density(const T* x, T mu, T sigma, const normal_gradient<T>& gradient, std::size_t n) {
    const T inverse = 1 / sigma;
    const batch<T> centre(mu), scale(inverse), negative(-inverse);
    batch<T> z_sums[2]{batch<T>(T(0)), batch<T>(T(0))}, square_sums[2]{batch<T>(T(0)), batch<T>(T(0))};
    std::size_t i = 0;
    // two of each, so that additions do not wait for each other
    for (; i + 2 * width<T> <= n; i += 2 * width<T>)
        for (std::size_t k = 0; k < 2; ++k) {
            const auto z = (batch<T>::load_unaligned(x + i + k * width<T>) - centre) * scale;
            z_sums[k] += z;
            square_sums[k] = xsimd::fma(z, z, square_sums[k]);
            (z * negative).store_unaligned(gradient.x + i + k * width<T>);
        }
    T z_sum = sum_of<T>(z_sums[0] + z_sums[1]), square_sum = sum_of<T>(square_sums[0] + square_sums[1]);
    for (; i < n; ++i) {
        const T z = (x[i] - mu) * inverse;
        z_sum += z;
        square_sum += z * z;
        gradient.x[i] = -z * inverse;
    }
    const T count = static_cast<T>(n);
    *gradient.mu = z_sum * inverse;
    *gradient.sigma = (square_sum - count) * inverse;
    return T(-0.5) * square_sum - count * (std::log(sigma) + T(0.91893853320467274178));
}
template float normal_log_density(const float*, float, float, const normal_gradient<float>&, std::size_t);
template double normal_log_density(const double*, double, double, const normal_gradient<double>&, std::size_t);

} // namespace bench::with_xsimd
