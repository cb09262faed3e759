// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "sum_of_logs/references.hpp"

#include <cmath>

namespace bench::plain {

template <class T>
T sum_of_logs(const T* __restrict x, T* __restrict gradient, std::size_t n) {
    T sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        sum += std::log(x[i]);
        gradient[i] = 1 / x[i];
    }
    return sum;
}
template float sum_of_logs(const float*, float*, std::size_t);
template double sum_of_logs(const double*, double*, std::size_t);

} // namespace bench::plain
