// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "five_vector_chain/references.hpp"

#include <Eigen/Dense>

namespace bench::with_eigen {

/// Intermediate values that several results need are kept in the gradients' memory.
template <class T>
T five_vector_chain(const chain_vectors<const T>& in, const chain_vectors<T>& gradient, std::size_t n) {
    using array = Eigen::Array<T, Eigen::Dynamic, 1>;
    const auto input = [&](const T* p) { return Eigen::Map<const array>(p, static_cast<Eigen::Index>(n)); };
    const auto result = [&](T* p) { return Eigen::Map<array>(p, static_cast<Eigen::Index>(n)); };
    const auto a = input(in.a), b = input(in.b), c = input(in.c), d = input(in.d), x = input(in.x);
    auto ga = result(gradient.a), gb = result(gradient.b), gc = result(gradient.c), gd = result(gradient.d), gx = result(gradient.x);
    ga = (a * x + b).tanh();
    gb = (-c * x * x).exp();
    gc = ga * gb;
    gd = (d * x).exp();
    const T value = (gc + gd.log1p()).sum();
    gd = gd / (1 + gd);
    gb = gb * (1 - ga.square());
    gx = gb * a - 2 * c * x * gc + gd * d;
    ga = gb * x;
    gc = -gc * x * x;
    gd *= x;
    return value;
}
template float five_vector_chain(const chain_vectors<const float>&, const chain_vectors<float>&, std::size_t);
template double five_vector_chain(const chain_vectors<const double>&, const chain_vectors<double>&, std::size_t);

} // namespace bench::with_eigen
