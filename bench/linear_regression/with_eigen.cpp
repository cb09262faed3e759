// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "linear_regression/references.hpp"

#include <Eigen/Dense>

namespace bench::with_eigen {

template <class T>
T linear_regression(const regression_data<T>& in, T* gw, T* gb, T* residual) {
    using vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;
    const auto rows = static_cast<Eigen::Index>(in.rows), columns = static_cast<Eigen::Index>(in.columns);
    const Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> x(in.x, rows, columns);
    const Eigen::Map<const vector> y(in.y, rows), w(in.w, columns);
    Eigen::Map<vector> r(residual, rows), g(gw, columns);
    const T scale = 2 / static_cast<T>(in.rows);
    r = vector::Constant(rows, *in.b) - y;
    r.noalias() += x * w;
    g.noalias() = scale * (x.transpose() * r);
    *gb = scale * r.sum();
    return r.squaredNorm() / static_cast<T>(in.rows);
}
template float linear_regression(const regression_data<float>&, float*, float*, float*);
template double linear_regression(const regression_data<double>&, double*, double*, double*);

} // namespace bench::with_eigen
