// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <vector>
#include "tape.hpp"

/// Two layers of an elementwise LSTM of 14 cells and its mean loss. Layer: f = σ(xw₀ + b₀), i = σ(hw₁ + b₁), o = σ(xw₂ + b₂),
/// a = tanh(hw₃ + b₃), c' = cf + ia, h' = o tanh(c'); its input is x·e₀ or the lower layer's h', the prediction z = h'e₁ + e₂,
/// the loss -mean(y(z - log(2 + Σ exp z))).
/// Source: Šrajer, Kukelova & Fitzgibbon, A Benchmark of Selected Algorithmic Differentiation Tools (2018), and ADBench.
namespace bench {

inline constexpr std::size_t lstm_cells = 14, lstm_layers = 2, lstm_gates = 8; ///< w₀ b₀ w₁ b₁ w₂ b₂ w₃ b₃

template <class T>
struct lstm_data {
    const T *x, *y, *state, *main, *extra; ///< [n,14], [n,14], [4,14] (h, c of each layer), [16,14], [3,14]
    std::size_t n;
};
template <class T>
struct lstm_gradient {
    T *main, *extra; ///< null: the value alone
};

/// What a layer's step computes and its adjoint needs; for numbers and for vectors.
template <class V>
struct lstm_step {
    V x, h, c, f, i, o, a, t; ///< h and c before, t = tanh(c')

    template <class Sigmoid, class Tanh>
    void forward(const V* p, V& hidden, V& cell, Sigmoid sigmoid, Tanh tanh) {
        f = sigmoid(x * p[0] + p[1]);
        i = sigmoid(h * p[2] + p[3]);
        o = sigmoid(x * p[4] + p[5]);
        a = tanh(h * p[6] + p[7]);
        cell = c * f + i * a;
        t = tanh(cell);
        hidden = o * t;
    }
    /// Takes the adjoints of h' and c', gives those of h and c, returns that of x.
    V backward(const V* p, V* dp, V& dh, V& dc) const {
        const V one(1), all = dc + dh * o * (one - t * t);
        const V zf = all * c * f * (one - f), zi = all * a * i * (one - i), zo = dh * t * o * (one - o), za = all * i * (one - a * a);
        dp[0] += zf * x, dp[1] += zf, dp[2] += zi * h, dp[3] += zi, dp[4] += zo * x, dp[5] += zo, dp[6] += za * h, dp[7] += za;
        dh = zi * p[2] + za * p[6];
        dc = all * f;
        return zf * p[0] + zo * p[4];
    }
};

/// Memory between calls.
template <class V>
struct lstm_room {
    std::vector<lstm_step<V>> steps;
    std::vector<V> hidden;
};

namespace with_xsimd {
template <class T>
T lstm(const lstm_data<T>& in, const lstm_gradient<T>& g);
}
namespace plain {
template <class T>
T lstm(const lstm_data<T>& in, const lstm_gradient<T>& g);
}
namespace with_adolc {
template <class T>
tape lstm(const lstm_data<T>& in);
}

} // namespace bench
