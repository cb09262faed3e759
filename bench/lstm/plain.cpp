// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "lstm/references.hpp"

#include <cmath>

namespace bench::plain {

namespace {
/// lstm_step for all cells.
template <class T>
struct row_steps {
    T x[lstm_cells], h[lstm_cells], c[lstm_cells], f[lstm_cells], i[lstm_cells], o[lstm_cells], a[lstm_cells], t[lstm_cells];
    lstm_step<T> at(std::size_t k) const { return {x[k], h[k], c[k], f[k], i[k], o[k], a[k], t[k]}; }
};
} // namespace

template <class T>
T lstm(const lstm_data<T>& in, const lstm_gradient<T>& g) {
    constexpr std::size_t cells = lstm_cells, weights = lstm_layers * lstm_gates;
    static thread_local std::vector<row_steps<T>> steps;
    static thread_local std::vector<T> hidden;
    steps.resize(in.n * lstm_layers);
    hidden.resize(in.n * cells);
    const T *main = in.main, *extra = in.extra;
    T h[lstm_layers][cells], c[lstm_layers][cells];
    for (std::size_t l = 0; l < lstm_layers; ++l)
        for (std::size_t k = 0; k < cells; ++k) h[l][k] = in.state[2 * l * cells + k], c[l][k] = in.state[(2 * l + 1) * cells + k];
    for (std::size_t t = 0; t < in.n; ++t) {
        T x[cells];
        for (std::size_t k = 0; k < cells; ++k) x[k] = in.x[t * cells + k] * extra[k];
        for (std::size_t l = 0; l < lstm_layers; ++l) {
            row_steps<T>& s = steps[t * lstm_layers + l];
            const T* p = main + l * lstm_gates * cells;
            for (std::size_t k = 0; k < cells; ++k) {
                s.x[k] = x[k], s.h[k] = h[l][k], s.c[k] = c[l][k];
                s.f[k] = 1 / (1 + std::exp(-(x[k] * p[k] + p[cells + k])));
                s.i[k] = 1 / (1 + std::exp(-(h[l][k] * p[2 * cells + k] + p[3 * cells + k])));
                s.o[k] = 1 / (1 + std::exp(-(x[k] * p[4 * cells + k] + p[5 * cells + k])));
                s.a[k] = std::tanh(h[l][k] * p[6 * cells + k] + p[7 * cells + k]);
                c[l][k] = s.c[k] * s.f[k] + s.i[k] * s.a[k];
                s.t[k] = std::tanh(c[l][k]);
                x[k] = h[l][k] = s.o[k] * s.t[k];
            }
        }
        for (std::size_t k = 0; k < cells; ++k) hidden[t * cells + k] = x[k];
    }
    const T scale = T(-1) / static_cast<T>(in.n * cells);
    T loss = 0, de[3][cells]{};
    for (std::size_t t = 0; t < in.n; ++t) { // hidden becomes its adjoint
        const T* y = in.y + t * cells;
        T z[cells], u[cells], total = 2, weight = 0, product = 0;
        for (std::size_t k = 0; k < cells; ++k) {
            z[k] = hidden[t * cells + k] * extra[cells + k] + extra[2 * cells + k];
            u[k] = std::exp(z[k]);
            total += u[k];
            weight += y[k];
            product += y[k] * z[k];
        }
        loss += product - weight * std::log(total);
        for (std::size_t k = 0; k < cells; ++k) {
            const T dz = scale * (y[k] - u[k] * (weight / total));
            de[1][k] += dz * hidden[t * cells + k];
            de[2][k] += dz;
            hidden[t * cells + k] = dz * extra[cells + k];
        }
    }
    if (g.main == nullptr) return loss * scale;
    T dp[weights][cells]{}, dh[lstm_layers][cells]{}, dc[lstm_layers][cells]{};
    for (std::size_t t = in.n; t-- > 0;) {
        T* above = hidden.data() + t * cells;
        for (std::size_t l = lstm_layers; l-- > 0;) {
            const row_steps<T>& s = steps[t * lstm_layers + l];
            for (std::size_t k = 0; k < cells; ++k) {
                T p[lstm_gates], d[lstm_gates]{};
                for (std::size_t j = 0; j < lstm_gates; ++j) p[j] = main[(l * lstm_gates + j) * cells + k];
                dh[l][k] += above[k];
                above[k] = s.at(k).backward(p, d, dh[l][k], dc[l][k]);
                for (std::size_t j = 0; j < lstm_gates; ++j) dp[l * lstm_gates + j][k] += d[j];
            }
        }
        for (std::size_t k = 0; k < cells; ++k) de[0][k] += above[k] * in.x[t * cells + k];
    }
    for (std::size_t j = 0; j < weights; ++j)
        for (std::size_t k = 0; k < cells; ++k) g.main[j * cells + k] = dp[j][k];
    for (std::size_t j = 0; j < 3; ++j)
        for (std::size_t k = 0; k < cells; ++k) g.extra[j * cells + k] = de[j][k];
    return loss * scale;
}
template double lstm(const lstm_data<double>&, const lstm_gradient<double>&);

} // namespace bench::plain
