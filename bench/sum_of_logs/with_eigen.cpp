// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "sum_of_logs/references.hpp"

#include <Eigen/Dense>

namespace bench::with_eigen {

template <class T>
T sum_of_logs(const T* x, T* gradient, std::size_t n) {
    using array = Eigen::Array<T, Eigen::Dynamic, 1>;
    const Eigen::Map<const array> v(x, static_cast<Eigen::Index>(n));
    Eigen::Map<array>(gradient, v.size()) = v.inverse();
    return v.log().sum();
}
template float sum_of_logs(const float*, float*, std::size_t);
template double sum_of_logs(const double*, double*, std::size_t);

} // namespace bench::with_eigen
