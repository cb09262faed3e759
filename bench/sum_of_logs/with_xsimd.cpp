// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "sum_of_logs/references.hpp"

#include <cmath>
#include "lanes.hpp"

namespace bench::with_xsimd {

template <class T>
T sum_of_logs(const T* x, T* gradient, std::size_t n) {
    const batch<T> one(T(1));
    batch<T> sum(T(0));
    std::size_t i = 0;
    for (; i + width<T> <= n; i += width<T>) {
        const auto v = batch<T>::load_unaligned(x + i);
        sum += xsimd::log(v);
        (one / v).store_unaligned(gradient + i);
    }
    T total = sum_of<T>(sum);
    for (; i < n; ++i) {
        total += std::log(x[i]);
        gradient[i] = 1 / x[i];
    }
    return total;
}
template float sum_of_logs(const float*, float*, std::size_t);
template double sum_of_logs(const double*, double*, std::size_t);

} // namespace bench::with_xsimd
