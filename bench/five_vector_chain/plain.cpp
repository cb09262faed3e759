// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "five_vector_chain/references.hpp"

#include <cmath>

namespace bench::plain {

/// Parameters, because GCC believes `restrict` of those only.
template <class T>
T chain_sum(const T* __restrict a, const T* __restrict b, const T* __restrict c, const T* __restrict d, const T* __restrict x,
            T* __restrict ga, T* __restrict gb, T* __restrict gc, T* __restrict gd, T* __restrict gx, std::size_t n) {
    T sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const T t = std::tanh(a[i] * x[i] + b[i]), e = std::exp(-c[i] * x[i] * x[i]), te = t * e;
        const T g = std::exp(d[i] * x[i]), s = g / (1 + g), u = e * (1 - t * t);
        sum += te + std::log1p(g);
        ga[i] = u * x[i];
        gb[i] = u;
        gc[i] = -te * x[i] * x[i];
        gd[i] = s * x[i];
        gx[i] = u * a[i] - 2 * c[i] * x[i] * te + s * d[i];
    }
    return sum;
}

template <class T>
T five_vector_chain(const chain_vectors<const T>& in, const chain_vectors<T>& g, std::size_t n) {
    return chain_sum<T>(in.a, in.b, in.c, in.d, in.x, g.a, g.b, g.c, g.d, g.x, n);
}
template float five_vector_chain(const chain_vectors<const float>&, const chain_vectors<float>&, std::size_t);
template double five_vector_chain(const chain_vectors<const double>&, const chain_vectors<double>&, std::size_t);

} // namespace bench::plain
