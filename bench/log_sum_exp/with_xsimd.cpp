// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "log_sum_exp/references.hpp"

#include <cmath>
#include "lanes.hpp"

namespace bench::with_xsimd {

/// Three passes; the exponentials wait in the gradient's memory.
template <class T>
T log_sum_exp(const T* x, T* gradient, std::size_t n) {
    const std::size_t whole = n - n % width<T>;
    batch<T> largest(x[0]);
    for (std::size_t i = 0; i < whole; i += width<T>) largest = xsimd::max(largest, batch<T>::load_unaligned(x + i));
    T m = largest_of<T>(largest);
    for (std::size_t i = whole; i < n; ++i) m = std::max(m, x[i]);

    batch<T> sums(T(0));
    const batch<T> shift(m);
    for (std::size_t i = 0; i < whole; i += width<T>) {
        const auto e = xsimd::exp(batch<T>::load_unaligned(x + i) - shift);
        sums += e;
        e.store_unaligned(gradient + i);
    }
    T sum = sum_of<T>(sums);
    for (std::size_t i = whole; i < n; ++i) sum += gradient[i] = std::exp(x[i] - m);

    const batch<T> scale(1 / sum);
    for (std::size_t i = 0; i < whole; i += width<T>) (batch<T>::load_unaligned(gradient + i) * scale).store_unaligned(gradient + i);
    for (std::size_t i = whole; i < n; ++i) gradient[i] *= 1 / sum;
    return m + std::log(sum);
}
template float log_sum_exp(const float*, float*, std::size_t);
template double log_sum_exp(const double*, double*, std::size_t);

} // namespace bench::with_xsimd
