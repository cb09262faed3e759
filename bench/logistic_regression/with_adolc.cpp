// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "logistic_regression/references.hpp"

#include "with_adolc.hpp"

namespace bench::with_adolc {

template <class T>
tape logistic_regression(const logistic_data<T>& in) {
    const std::size_t columns = in.columns;
    return record_tape(independents<T>({{in.w, columns}, {in.b, 1}}), 2 * in.rows * (columns + 4), [&](const adouble* w) {
        const adouble& b = w[columns];
        adouble value = -b * b / 2;
        for (std::size_t j = 0; j < columns; ++j) value -= w[j] * w[j] / 2;
        for (std::size_t i = 0; i < in.rows; ++i) {
            adouble z = b;
            for (std::size_t j = 0; j < columns; ++j) z += static_cast<double>(in.x[i * columns + j]) * w[j];
            value += static_cast<double>(in.y[i]) * z - log(1 + exp(z));
        }
        return value;
    });
}
template tape logistic_regression(const logistic_data<float>&);
template tape logistic_regression(const logistic_data<double>&);

} // namespace bench::with_adolc
