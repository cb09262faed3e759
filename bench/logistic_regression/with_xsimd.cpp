// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "logistic_regression/references.hpp"

#include "lanes.hpp"

namespace bench::with_xsimd {

/// The terms of `Rows` rows, at most as many as there are lanes, added to the value and to the gradients.
template <std::size_t Rows, class T>
void add_rows(const logistic_data<T>& in, std::size_t row, T* gw, batch<T>& value, batch<T>& gb) {
    const T* x = in.x + row * in.columns;
    batch<T> sums[Rows];
    for (batch<T>& sum : sums) sum = batch<T>(T(0));
    std::size_t j = 0;
    for (; j + width<T> <= in.columns; j += width<T>) {
        const auto w = batch<T>::load_unaligned(in.w + j);
        for (std::size_t r = 0; r < Rows; ++r) sums[r] = xsimd::fma(batch<T>::load_unaligned(x + r * in.columns + j), w, sums[r]);
    }
    alignas(64) T scores[width<T>]{}, targets[width<T>]{}, residuals[width<T>];
    for (std::size_t r = 0; r < Rows; ++r) {
        scores[r] = sum_of<T>(sums[r]) + *in.b;
        for (std::size_t k = j; k < in.columns; ++k) scores[r] += x[r * in.columns + k] * in.w[k];
        targets[r] = static_cast<T>(in.y[row + r]);
    }
    const batch<T> zero(T(0)), one(T(1)), z = batch<T>::load_aligned(scores), y = batch<T>::load_aligned(targets);
    const auto e = xsimd::exp(-xsimd::abs(z)), inverse = one / (one + e);
    auto term = y * z - xsimd::max(z, zero) - xsimd::log1p(e);
    auto residual = y - xsimd::select(z < zero, e * inverse, inverse);
    residual.store_aligned(residuals);
    if constexpr (Rows < width<T>) {
        term = load_part<T>((term.store_aligned(scores), scores), Rows, T(0));
        residual = load_part<T>(residuals, Rows, T(0));
    }
    value += term;
    gb += residual;
    for (j = 0; j + width<T> <= in.columns; j += width<T>) {
        auto g = batch<T>::load_unaligned(gw + j);
        for (std::size_t r = 0; r < Rows; ++r) g = xsimd::fma(batch<T>::load_unaligned(x + r * in.columns + j), batch<T>(residuals[r]), g);
        g.store_unaligned(gw + j);
    }
    for (; j < in.columns; ++j)
        for (std::size_t r = 0; r < Rows; ++r) gw[j] += x[r * in.columns + j] * residuals[r];
}

template <class T>
T logistic_regression(const logistic_data<T>& in, T* gw, T* gb) {
    batch<T> value(T(0)), sum(T(0));
    T squares = *in.b * *in.b;
    for (std::size_t j = 0; j < in.columns; ++j) {
        squares += in.w[j] * in.w[j];
        gw[j] = -in.w[j];
    }
    std::size_t row = 0;
    for (; row + width<T> <= in.rows; row += width<T>) add_rows<width<T>>(in, row, gw, value, sum);
    for (; row < in.rows; ++row) add_rows<1>(in, row, gw, value, sum);
    *gb = sum_of<T>(sum) - *in.b;
    return sum_of<T>(value) - squares / 2;
}
template float logistic_regression(const logistic_data<float>&, float*, float*);
template double logistic_regression(const logistic_data<double>&, double*, double*);

} // namespace bench::with_xsimd
