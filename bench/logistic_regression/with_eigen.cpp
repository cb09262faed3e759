// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "logistic_regression/references.hpp"

#include <Eigen/Dense>

namespace bench::with_eigen {

template <class T>
T logistic_regression(const logistic_data<T>& in, T* gw, T* gb, T* residual) {
    using vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;
    const auto rows = static_cast<Eigen::Index>(in.rows), columns = static_cast<Eigen::Index>(in.columns);
    const Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> x(in.x, rows, columns);
    const auto y = Eigen::Map<const Eigen::Array<std::int32_t, Eigen::Dynamic, 1>>(in.y, rows).cast<T>();
    const Eigen::Map<const vector> w(in.w, columns);
    Eigen::Map<vector> z(residual, rows), g(gw, columns);
    z.noalias() = x * w;
    z.array() += *in.b;
    const T value = (y * z.array() - z.array().max(T(0)) - (-z.array().abs()).exp().log1p()).sum() - (w.squaredNorm() + *in.b * *in.b) / 2;
    z = y - (1 + (-z.array()).exp()).inverse();
    g = -w;
    g.noalias() += x.transpose() * z;
    *gb = z.sum() - *in.b;
    return value;
}
template float logistic_regression(const logistic_data<float>&, float*, float*, float*);
template double logistic_regression(const logistic_data<double>&, double*, double*, double*);

} // namespace bench::with_eigen
