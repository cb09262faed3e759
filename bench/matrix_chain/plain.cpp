// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "matrix_chain/references.hpp"

namespace bench::plain {

template <class T>
T matrix_chain(const chain_operands<const T>& in, const chain_operands<T>& gradient, T* __restrict y, T* __restrict dy, std::size_t n) {
    const T* __restrict v = in.v;
    T* __restrict gv = gradient.v;
    T value = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const T* __restrict b = in.b + i * n;
        T sum = 0;
        for (std::size_t j = 0; j < n; ++j) sum += b[j] * v[j];
        y[i] = sum;
        dy[i] = gv[i] = 0;
    }
    for (std::size_t i = 0; i < n; ++i) {
        const T* __restrict a = in.a + i * n;
        T* __restrict ga = gradient.a + i * n;
        T z = 0;
        for (std::size_t j = 0; j < n; ++j) z += a[j] * y[j];
        value += z * z;
        for (std::size_t j = 0; j < n; ++j) {
            ga[j] = 2 * z * y[j];
            dy[j] += 2 * z * a[j];
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        const T* __restrict b = in.b + i * n;
        T* __restrict gb = gradient.b + i * n;
        const T d = dy[i];
        for (std::size_t j = 0; j < n; ++j) {
            gb[j] = d * v[j];
            gv[j] += d * b[j];
        }
    }
    return value;
}
template float matrix_chain(const chain_operands<const float>&, const chain_operands<float>&, float*, float*, std::size_t);
template double matrix_chain(const chain_operands<const double>&, const chain_operands<double>&, double*, double*, std::size_t);

} // namespace bench::plain
