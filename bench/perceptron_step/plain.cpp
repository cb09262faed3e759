// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "perceptron_step/references.hpp"

#include <algorithm>
#include <cmath>

namespace bench::perceptron {

/// c += a·b, and below with a or b transposed: rows of c stay in L1.
template <int M, int N, int K>
void add_product(const float* __restrict a, const float* __restrict b, float* __restrict c) {
    for (int i = 0; i < M; ++i)
        for (int k = 0; k < K; ++k)
            for (int j = 0; j < N; ++j) c[i * N + j] += a[i * K + k] * b[k * N + j];
}
/// w -= rate·aᵀd, bias -= rate·Σ d; `gradient` is room for K × N numbers.
template <int M, int N, int K>
void update(const float* __restrict a, const float* __restrict d, float* __restrict w, float* __restrict bias, float* __restrict gradient) {
    std::fill(gradient, gradient + K * N, 0.0f);
    for (int i = 0; i < M; ++i) {
        for (int k = 0; k < K; ++k)
            for (int j = 0; j < N; ++j) gradient[k * N + j] += a[i * K + k] * d[i * N + j];
        for (int j = 0; j < N; ++j) bias[j] -= rate * d[i * N + j];
    }
    for (int k = 0; k < K * N; ++k) w[k] -= rate * gradient[k];
}

float plain_step(const float* images, const std::int32_t* labels, const parameters& p, room& memory) {
    float* __restrict h = memory.h;
    float* __restrict d1 = memory.d1;
    float* __restrict d2 = memory.d2;
    for (int i = 0; i < batch; ++i) std::copy(p.b1, p.b1 + hidden, h + i * hidden);
    add_product<batch, hidden, inputs>(images, p.W1, h);
    for (int i = 0; i < batch * hidden; ++i) h[i] = h[i] > 0 ? h[i] : 0;
    for (int i = 0; i < batch; ++i) std::copy(p.b2, p.b2 + classes, d2 + i * classes);
    add_product<batch, classes, hidden>(h, p.W2, d2);

    constexpr float share = 1.0f / batch;
    float total = 0;
    for (int i = 0; i < batch; ++i) {
        float* __restrict z = d2 + i * classes;
        const float m = *std::max_element(z, z + classes), correct = z[labels[i]];
        float sum = 0;
        for (int j = 0; j < classes; ++j) sum += z[j] = std::exp(z[j] - m);
        total += m + std::log(sum) - correct;
        for (int j = 0; j < classes; ++j) z[j] *= share / sum;
        z[labels[i]] -= share;
    }
    for (int i = 0; i < batch; ++i)
        for (int k = 0; k < hidden; ++k) {
            float d = 0;
            for (int j = 0; j < classes; ++j) d += d2[i * classes + j] * p.W2[k * classes + j];
            d1[i * hidden + k] = h[i * hidden + k] > 0 ? d : 0;
        }
    update<batch, classes, hidden>(h, d2, p.W2, p.b2, memory.gradient);
    update<batch, hidden, inputs>(images, d1, p.W1, p.b1, memory.gradient);
    return total * share;
}

} // namespace bench::perceptron
