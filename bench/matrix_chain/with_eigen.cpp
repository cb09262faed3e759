// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "matrix_chain/references.hpp"

#include <Eigen/Dense>

namespace bench::with_eigen {

template <class T>
T matrix_chain(const chain_operands<const T>& in, const chain_operands<T>& gradient, T* y, T* dy, std::size_t n) {
    using matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    using vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;
    const auto size = static_cast<Eigen::Index>(n);
    const Eigen::Map<const matrix> a(in.a, size, size), b(in.b, size, size);
    const Eigen::Map<const vector> v(in.v, size);
    Eigen::Map<matrix> ga(gradient.a, size, size), gb(gradient.b, size, size);
    Eigen::Map<vector> gv(gradient.v, size), first(y, size), back(dy, size);
    first.noalias() = b * v;
    gv.noalias() = a * first;
    const T value = gv.squaredNorm();
    gv *= 2;
    ga.noalias() = gv * first.transpose();
    back.noalias() = a.transpose() * gv;
    gb.noalias() = back * v.transpose();
    gv.noalias() = b.transpose() * back;
    return value;
}
template float matrix_chain(const chain_operands<const float>&, const chain_operands<float>&, float*, float*, std::size_t);
template double matrix_chain(const chain_operands<const double>&, const chain_operands<double>&, double*, double*, std::size_t);

} // namespace bench::with_eigen
