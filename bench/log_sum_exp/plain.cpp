// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "log_sum_exp/references.hpp"

#include <cmath>

namespace bench::plain {

template <class T>
T log_sum_exp(const T* __restrict x, T* __restrict gradient, std::size_t n) {
    T m = x[0], sum = 0;
    for (std::size_t i = 0; i < n; ++i) m = x[i] > m ? x[i] : m;
    for (std::size_t i = 0; i < n; ++i) {
        const T e = std::exp(x[i] - m);
        sum += e;
        gradient[i] = e;
    }
    for (std::size_t i = 0; i < n; ++i) gradient[i] /= sum;
    return m + std::log(sum);
}
template float log_sum_exp(const float*, float*, std::size_t);
template double log_sum_exp(const double*, double*, std::size_t);

} // namespace bench::plain
