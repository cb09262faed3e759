// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "lstm/references.hpp"

#include "with_adolc.hpp"

namespace bench::with_adolc {

template <class T>
tape lstm(const lstm_data<T>& in) {
    constexpr std::size_t cells = lstm_cells, rows = lstm_layers * lstm_gates;
    return record_tape(independents<T>({{in.main, rows * cells}, {in.extra, 3 * cells}}), in.n * cells * (lstm_layers * 40 + 10), [&](const adouble* main) {
        const adouble* extra = main + rows * cells;
        const auto sigmoid = [](const adouble& x) { return adouble(1 / (1 + exp(-x))); };
        const auto tangent = [](const adouble& x) { return adouble(tanh(x)); };
        adouble h[lstm_layers][cells], c[lstm_layers][cells], loss = 0;
        for (std::size_t l = 0; l < lstm_layers; ++l)
            for (std::size_t k = 0; k < cells; ++k) {
                h[l][k] = static_cast<double>(in.state[2 * l * cells + k]);
                c[l][k] = static_cast<double>(in.state[(2 * l + 1) * cells + k]);
            }
        for (std::size_t t = 0; t < in.n; ++t) {
            adouble x[cells], total = 2, product = 0;
            double weight = 0;
            for (std::size_t k = 0; k < cells; ++k) x[k] = static_cast<double>(in.x[t * cells + k]) * extra[k];
            for (std::size_t l = 0; l < lstm_layers; ++l)
                for (std::size_t k = 0; k < cells; ++k) {
                    const adouble* w = main + l * lstm_gates * cells + k;
                    const adouble f = sigmoid(x[k] * w[0] + w[cells]), i = sigmoid(h[l][k] * w[2 * cells] + w[3 * cells]);
                    const adouble o = sigmoid(x[k] * w[4 * cells] + w[5 * cells]), a = tangent(h[l][k] * w[6 * cells] + w[7 * cells]);
                    c[l][k] = c[l][k] * f + i * a;
                    x[k] = h[l][k] = o * tangent(c[l][k]);
                }
            for (std::size_t k = 0; k < cells; ++k) {
                const double y = static_cast<double>(in.y[t * cells + k]);
                const adouble z = x[k] * extra[cells + k] + extra[2 * cells + k];
                total += exp(z);
                product += y * z;
                weight += y;
            }
            loss += product - weight * log(total);
        }
        return adouble(-loss / static_cast<double>(in.n * cells));
    });
}
template tape lstm(const lstm_data<double>&);

} // namespace bench::with_adolc
