// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "linear_regression/references.hpp"

#include "lanes.hpp"

namespace bench::with_xsimd {

/// The residuals of `Rows` rows, added to the value and to the gradients (without the factor 2/rows).
template <std::size_t Rows, class T>
T add_rows(const regression_data<T>& in, std::size_t row, T* gw, T* gb) {
    const T* x[Rows];
    batch<T> sums[Rows];
    T residual[Rows], squares = 0;
    for (std::size_t r = 0; r < Rows; ++r) {
        x[r] = in.x + (row + r) * in.columns;
        sums[r] = batch<T>(T(0));
    }
    std::size_t j = 0;
    for (; j + width<T> <= in.columns; j += width<T>) {
        const auto w = batch<T>::load_unaligned(in.w + j);
        for (std::size_t r = 0; r < Rows; ++r) sums[r] = xsimd::fma(batch<T>::load_unaligned(x[r] + j), w, sums[r]);
    }
    for (std::size_t r = 0; r < Rows; ++r) {
        T dot = sum_of<T>(sums[r]);
        for (std::size_t k = j; k < in.columns; ++k) dot += x[r][k] * in.w[k];
        residual[r] = dot + *in.b - in.y[row + r];
        squares += residual[r] * residual[r];
        *gb += residual[r];
    }
    for (j = 0; j + width<T> <= in.columns; j += width<T>) {
        auto g = batch<T>::load_unaligned(gw + j);
        for (std::size_t r = 0; r < Rows; ++r) g = xsimd::fma(batch<T>::load_unaligned(x[r] + j), batch<T>(residual[r]), g);
        g.store_unaligned(gw + j);
    }
    for (; j < in.columns; ++j)
        for (std::size_t r = 0; r < Rows; ++r) gw[j] += x[r][j] * residual[r];
    return squares;
}

template <class T>
T linear_regression(const regression_data<T>& in, T* gw, T* gb) {
    T squares = 0;
    *gb = 0;
    for (std::size_t j = 0; j < in.columns; ++j) gw[j] = 0;
    std::size_t row = 0;
    for (; row + 4 <= in.rows; row += 4) squares += add_rows<4>(in, row, gw, gb);
    for (; row < in.rows; ++row) squares += add_rows<1>(in, row, gw, gb);
    const T scale = 2 / static_cast<T>(in.rows);
    *gb *= scale;
    for (std::size_t j = 0; j < in.columns; ++j) gw[j] *= scale;
    return squares / static_cast<T>(in.rows);
}
template float linear_regression(const regression_data<float>&, float*, float*);
template double linear_regression(const regression_data<double>&, double*, double*);

} // namespace bench::with_xsimd
