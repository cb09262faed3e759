// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "normal_log_density/references.hpp"

#include <cmath>

namespace bench::plain {

template <class T>
T normal_log_density(const T* __restrict x, T mu, T sigma, const normal_gradient<T>& gradient, std::size_t n) {
    T* __restrict gx = gradient.x;
    const T inverse = 1 / sigma;
    T z_sum = 0, square_sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const T z = (x[i] - mu) * inverse;
        z_sum += z;
        square_sum += z * z;
        gx[i] = -z * inverse;
    }
    const T count = static_cast<T>(n);
    *gradient.mu = z_sum * inverse;
    *gradient.sigma = (square_sum - count) * inverse;
    return T(-0.5) * square_sum - count * (std::log(sigma) + T(0.91893853320467274178));
}
template float normal_log_density(const float*, float, float, const normal_gradient<float>&, std::size_t);
template double normal_log_density(const double*, double, double, const normal_gradient<double>&, std::size_t);

} // namespace bench::plain
