// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "matrix_chain/references.hpp"

#include "lanes.hpp"

namespace bench::with_xsimd {

/// Four accumulators hide the latency of the additions.
template <class T>
T dot(const T* a, const T* b, std::size_t n) {
    constexpr std::size_t w = width<T>;
    batch<T> sums[4]{batch<T>(T(0)), batch<T>(T(0)), batch<T>(T(0)), batch<T>(T(0))};
    std::size_t j = 0;
    for (; j + 4 * w <= n; j += 4 * w)
        for (std::size_t k = 0; k < 4; ++k) sums[k] = xsimd::fma(batch<T>::load_unaligned(a + j + k * w), batch<T>::load_unaligned(b + j + k * w), sums[k]);
    for (; j + w <= n; j += w) sums[0] = xsimd::fma(batch<T>::load_unaligned(a + j), batch<T>::load_unaligned(b + j), sums[0]);
    T sum = sum_of<T>((sums[0] + sums[1]) + (sums[2] + sums[3]));
    for (; j < n; ++j) sum += a[j] * b[j];
    return sum;
}

/// outer = s·v and total += s·row, in one sweep
template <class T>
void spread(T s, const T* v, T* outer, const T* row, T* total, std::size_t n) {
    constexpr std::size_t w = width<T>;
    const batch<T> scale(s);
    std::size_t j = 0;
    for (; j + w <= n; j += w) {
        (scale * batch<T>::load_unaligned(v + j)).store_unaligned(outer + j);
        xsimd::fma(scale, batch<T>::load_unaligned(row + j), batch<T>::load_unaligned(total + j)).store_unaligned(total + j);
    }
    for (; j < n; ++j) {
        outer[j] = s * v[j];
        total[j] += s * row[j];
    }
}

template <class T>
T matrix_chain(const chain_operands<const T>& in, const chain_operands<T>& gradient, T* y, T* dy, std::size_t n) {
    T value = 0;
    for (std::size_t i = 0; i < n; ++i) {
        y[i] = dot(in.b + i * n, in.v, n);
        dy[i] = gradient.v[i] = 0;
    }
    for (std::size_t i = 0; i < n; ++i) {
        const T z = dot(in.a + i * n, y, n);
        value += z * z;
        spread(2 * z, y, gradient.a + i * n, in.a + i * n, dy, n);
    }
    for (std::size_t i = 0; i < n; ++i) spread(dy[i], in.v, gradient.b + i * n, in.b + i * n, gradient.v, n);
    return value;
}
template float matrix_chain(const chain_operands<const float>&, const chain_operands<float>&, float*, float*, std::size_t);
template double matrix_chain(const chain_operands<const double>&, const chain_operands<double>&, double*, double*, std::size_t);

} // namespace bench::with_xsimd
