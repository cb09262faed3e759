// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "log_sum_exp/references.hpp"

#include <Eigen/Dense>

namespace bench::with_eigen {

template <class T>
T log_sum_exp(const T* x, T* gradient, std::size_t n) {
    using array = Eigen::Array<T, Eigen::Dynamic, 1>;
    const Eigen::Map<const array> v(x, static_cast<Eigen::Index>(n));
    Eigen::Map<array> g(gradient, v.size());
    const T m = v.maxCoeff();
    g = (v - m).exp();
    const T sum = g.sum();
    g *= 1 / sum;
    return m + std::log(sum);
}
template float log_sum_exp(const float*, float*, std::size_t);
template double log_sum_exp(const double*, double*, std::size_t);

} // namespace bench::with_eigen
