// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "normal_log_density/references.hpp"

#include <Eigen/Dense>

namespace bench::with_eigen {

template <class T>
T normal_log_density(const T* x, T mu, T sigma, const normal_gradient<T>& gradient, std::size_t n) {
    using array = Eigen::Array<T, Eigen::Dynamic, 1>;
    const Eigen::Map<const array> v(x, static_cast<Eigen::Index>(n));
    Eigen::Map<array> g(gradient.x, v.size());
    const T inverse = 1 / sigma, count = static_cast<T>(n);
    g = (mu - v) * (inverse * inverse);
    const T sum = -g.sum(), squares = g.square().sum() * sigma * sigma;
    *gradient.mu = sum;
    *gradient.sigma = (squares - count) * inverse;
    return T(-0.5) * squares - count * (std::log(sigma) + T(0.91893853320467274178));
}
template float normal_log_density(const float*, float, float, const normal_gradient<float>&, std::size_t);
template double normal_log_density(const double*, double, double, const normal_gradient<double>&, std::size_t);

} // namespace bench::with_eigen
