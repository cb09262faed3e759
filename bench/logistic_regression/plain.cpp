// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "logistic_regression/references.hpp"

#include <algorithm>
#include <cmath>

namespace bench::plain {

template <class T>
T logistic_rows(const T* __restrict x, const std::int32_t* __restrict y, const T* __restrict w, T b, std::size_t rows, std::size_t columns, T* __restrict gw, T* __restrict gb) {
    T z[32], value = 0, sum = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        T dot = b;
        for (std::size_t j = 0; j < columns; ++j) dot += x[i * columns + j] * w[j];
        z[i] = dot;
    }
    for (std::size_t i = 0; i < rows; ++i) {
        const T target = static_cast<T>(y[i]), e = std::exp(-std::abs(z[i])), inverse = 1 / (1 + e);
        value += target * z[i] - std::max(z[i], T(0)) - std::log1p(e);
        z[i] = target - (z[i] < 0 ? e * inverse : inverse);
        sum += z[i];
    }
    *gb += sum;
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) gw[j] += x[i * columns + j] * z[i];
    return value;
}

template <class T>
T logistic_regression(const logistic_data<T>& in, T* gw, T* gb) {
    const T b = *in.b;
    T value = 0, squares = b * b;
    *gb = -b;
    for (std::size_t j = 0; j < in.columns; ++j) {
        squares += in.w[j] * in.w[j];
        gw[j] = -in.w[j];
    }
    for (std::size_t i = 0; i < in.rows; i += 32) value += logistic_rows(in.x + i * in.columns, in.y + i, in.w, b, std::min<std::size_t>(32, in.rows - i), in.columns, gw, gb);
    return value - squares / 2;
}
template float logistic_regression(const logistic_data<float>&, float*, float*);
template double logistic_regression(const logistic_data<double>&, double*, double*);

} // namespace bench::plain
