// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "linear_regression/references.hpp"

namespace bench::plain {

template <class T>
T linear_regression(const regression_data<T>& in, T* __restrict gw, T* __restrict gb) {
    const T* __restrict w = in.w;
    T squares = 0, sum = 0;
    for (std::size_t j = 0; j < in.columns; ++j) gw[j] = 0;
    for (std::size_t i = 0; i < in.rows; ++i) {
        const T* __restrict x = in.x + i * in.columns;
        T r = *in.b - in.y[i];
        for (std::size_t j = 0; j < in.columns; ++j) r += x[j] * w[j];
        squares += r * r;
        sum += r;
        for (std::size_t j = 0; j < in.columns; ++j) gw[j] += r * x[j];
    }
    const T scale = 2 / static_cast<T>(in.rows);
    for (std::size_t j = 0; j < in.columns; ++j) gw[j] *= scale;
    *gb = scale * sum;
    return squares / static_cast<T>(in.rows);
}
template float linear_regression(const regression_data<float>&, float*, float*);
template double linear_regression(const regression_data<double>&, double*, double*);

} // namespace bench::plain
