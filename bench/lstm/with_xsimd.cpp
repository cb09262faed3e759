// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "lstm/references.hpp"

#include <cmath>
#include "lanes.hpp"

namespace bench::with_xsimd {

template <class T>
T lstm(const lstm_data<T>& in, const lstm_gradient<T>& g) {
    using V = batch<T>;
    constexpr std::size_t cells = lstm_cells, per_layer = lstm_gates, parts = (cells + width<T> - 1) / width<T>;
    const auto sigmoid = [](const V& x) { return V(1) / (V(1) + xsimd::exp(-x)); };
    const auto tanh = [](const V& x) { return xsimd::tanh(x); };
    const auto count = [](std::size_t q) { return std::min(width<T>, cells - q * width<T>); };
    const auto load = [&](const T* row, std::size_t q) { return load_part(row + q * width<T>, count(q), T(0)); };
    static thread_local lstm_room<V> room;
    room.steps.resize(in.n * parts * lstm_layers);
    room.hidden.resize(in.n * parts);
    V p[parts][lstm_layers * per_layer], e[parts][3];
    // each vector of cells by itself, through all steps: nothing but the loss joins them
    for (std::size_t q = 0; q < parts; ++q) {
        for (std::size_t k = 0; k < lstm_layers * per_layer; ++k) p[q][k] = load(in.main + k * cells, q);
        for (std::size_t k = 0; k < 3; ++k) e[q][k] = load(in.extra + k * cells, q);
        V h[lstm_layers], c[lstm_layers];
        for (std::size_t l = 0; l < lstm_layers; ++l) {
            h[l] = load(in.state + 2 * l * cells, q);
            c[l] = load(in.state + (2 * l + 1) * cells, q);
        }
        for (std::size_t t = 0; t < in.n; ++t) {
            V x = load(in.x + t * cells, q) * e[q][0];
            for (std::size_t l = 0; l < lstm_layers; ++l) {
                lstm_step<V>& s = room.steps[(q * in.n + t) * lstm_layers + l];
                s.x = x, s.h = h[l], s.c = c[l];
                s.forward(p[q] + l * per_layer, h[l], c[l], sigmoid, tanh);
                x = h[l];
            }
            room.hidden[t * parts + q] = x;
        }
    }
    const T scale = T(-1) / static_cast<T>(in.n * cells);
    T loss = 0;
    V de[parts][3];
    for (std::size_t q = 0; q < parts; ++q) de[q][0] = de[q][1] = de[q][2] = V(0);
    for (std::size_t t = 0; t < in.n; ++t) { // hidden becomes its adjoint
        V z[parts], u[parts], y[parts], products(0), sum(0), weights(0);
        for (std::size_t q = 0; q < parts; ++q) {
            z[q] = room.hidden[t * parts + q] * e[q][1] + e[q][2];
            y[q] = load(in.y + t * cells, q);
            alignas(64) T lanes[width<T>];
            xsimd::exp(z[q]).store_aligned(lanes);
            u[q] = load_part(lanes, count(q), T(0));
            sum += u[q];
            products += y[q] * z[q];
            weights += y[q];
        }
        const T total = 2 + sum_of<T>(sum), weight = sum_of<T>(weights);
        loss += sum_of<T>(products) - weight * std::log(total);
        for (std::size_t q = 0; q < parts; ++q) {
            const V dz = V(scale) * (y[q] - u[q] * V(weight / total));
            de[q][1] += dz * room.hidden[t * parts + q];
            de[q][2] += dz;
            room.hidden[t * parts + q] = dz * e[q][1];
        }
    }
    if (g.main == nullptr) return loss * scale;
    for (std::size_t q = 0; q < parts; ++q) {
        V dp[lstm_layers * per_layer], dh[lstm_layers], dc[lstm_layers];
        for (V& x : dp) x = V(0);
        for (std::size_t l = 0; l < lstm_layers; ++l) dh[l] = dc[l] = V(0);
        for (std::size_t t = in.n; t-- > 0;) {
            V above = room.hidden[t * parts + q];
            for (std::size_t l = lstm_layers; l-- > 0;) {
                dh[l] += above;
                above = room.steps[(q * in.n + t) * lstm_layers + l].backward(p[q] + l * per_layer, dp + l * per_layer, dh[l], dc[l]);
            }
            de[q][0] += above * load(in.x + t * cells, q);
        }
        for (std::size_t k = 0; k < lstm_layers * per_layer; ++k) store_part(g.main + k * cells + q * width<T>, count(q), dp[k]);
        for (std::size_t k = 0; k < 3; ++k) store_part(g.extra + k * cells + q * width<T>, count(q), de[q][k]);
    }
    return loss * scale;
}
template double lstm(const lstm_data<double>&, const lstm_gradient<double>&);

} // namespace bench::with_xsimd
