// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "five_vector_chain/references.hpp"

#include <cmath>
#include "lanes.hpp"

namespace bench::with_xsimd {

/// For a batch, and for the numbers of the tail.
template <class V>
V chain_element(const V& a, const V& b, const V& c, const V& d, const V& x, chain_vectors<V>& gradient) {
    using std::exp, std::log1p, std::tanh;
    using xsimd::exp, xsimd::log1p, xsimd::tanh;
    const V one(1);
    const V t = tanh(a * x + b), cx = c * x, e = exp(-(cx * x)), te = t * e;
    const V g = exp(d * x), s = g / (one + g), u = e * (one - t * t);
    *gradient.a = u * x;
    *gradient.b = u;
    *gradient.c = -(te * x * x);
    *gradient.d = s * x;
    *gradient.x = u * a - (cx + cx) * te + s * d;
    return te + log1p(g);
}

template <class T>
T five_vector_chain(const chain_vectors<const T>& in, const chain_vectors<T>& gradient, std::size_t n) {
    const auto load = [](const T* from) { return batch<T>::load_unaligned(from); };
    batch<T> sum(T(0));
    std::size_t i = 0;
    for (; i + width<T> <= n; i += width<T>) {
        batch<T> a, b, c, d, x;
        chain_vectors<batch<T>> g{&a, &b, &c, &d, &x};
        sum += chain_element(load(in.a + i), load(in.b + i), load(in.c + i), load(in.d + i), load(in.x + i), g);
        a.store_unaligned(gradient.a + i);
        b.store_unaligned(gradient.b + i);
        c.store_unaligned(gradient.c + i);
        d.store_unaligned(gradient.d + i);
        x.store_unaligned(gradient.x + i);
    }
    T total = sum_of<T>(sum);
    for (; i < n; ++i) {
        chain_vectors<T> g{gradient.a + i, gradient.b + i, gradient.c + i, gradient.d + i, gradient.x + i};
        total += chain_element<T>(in.a[i], in.b[i], in.c[i], in.d[i], in.x[i], g);
    }
    return total;
}
template float five_vector_chain(const chain_vectors<const float>&, const chain_vectors<float>&, std::size_t);
template double five_vector_chain(const chain_vectors<const double>&, const chain_vectors<double>&, std::size_t);

} // namespace bench::with_xsimd
