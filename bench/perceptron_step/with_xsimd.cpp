// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "perceptron_step/references.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include "lanes.hpp"
#if defined(TYPEGRAD_HAS_CBLAS)
#include <cblas.h>
#endif

namespace bench::perceptron {

using with_xsimd::width;
using lanes = with_xsimd::batch<float>;

/// c += scale·a·b for c of M × N, a or b transposed on request
template <int M, int N, int K, bool A = false, bool B = false>
void add_product(float scale, const float* a, const float* b, float* c) {
#if defined(TYPEGRAD_HAS_CBLAS)
    cblas_sgemm(CblasRowMajor, A ? CblasTrans : CblasNoTrans, B ? CblasTrans : CblasNoTrans, M, N, K, scale, a, A ? M : K, b, B ? K : N, 1, c, N);
#else
    for (int i = 0; i < M; ++i)
        for (int k = 0; k < K; ++k)
            for (int j = 0; j < N; ++j) c[i * N + j] += scale * a[A ? k * M + i : i * K + k] * b[B ? j * K + k : k * N + j];
#endif
}
template <int N>
void update_bias(const float* d, float* bias) {
    float sums[N]{};
    for (int i = 0; i < batch; ++i)
        for (int j = 0; j < N; ++j) sums[j] += d[i * N + j];
    for (int j = 0; j < N; ++j) bias[j] -= rate * sums[j];
}

/// Logits to d₂; returns the mean cross-entropy.
float cross_entropy(const std::int32_t* labels, float* d2) {
    constexpr std::size_t w = width<float>, padded = (classes + w - 1) / w * w;
    constexpr float share = 1.0f / batch;
    float total = 0;
    for (int i = 0; i < batch; ++i) {
        float* d = d2 + i * classes;
        alignas(64) float row[padded];
        for (std::size_t j = 0; j < padded; ++j) row[j] = j < classes ? d[j] : -std::numeric_limits<float>::infinity();
        lanes largest = lanes::load_aligned(row), sums(0.0f);
        for (std::size_t j = w; j < padded; j += w) largest = xsimd::max(largest, lanes::load_aligned(row + j));
        const float m = with_xsimd::largest_of<float>(largest), correct = row[labels[i]];
        for (std::size_t j = 0; j < padded; j += w) {
            const auto e = xsimd::exp(lanes::load_aligned(row + j) - lanes(m));
            sums += e;
            e.store_aligned(row + j);
        }
        const float sum = with_xsimd::sum_of<float>(sums);
        total += m + std::log(sum) - correct;
        for (int j = 0; j < classes; ++j) d[j] = row[j] * (share / sum);
        d[labels[i]] -= share;
    }
    return total * share;
}

float step_with_xsimd(const float* images, const std::int32_t* labels, const parameters& p, room& memory) {
    const lanes zero(0.0f);
    for (int i = 0; i < batch; ++i) std::copy(p.b1, p.b1 + hidden, memory.h + i * hidden);
    add_product<batch, hidden, inputs>(1, images, p.W1, memory.h);
    for (std::size_t i = 0; i < batch * hidden; i += width<float>) xsimd::max(lanes::load_aligned(memory.h + i), zero).store_aligned(memory.h + i);
    for (int i = 0; i < batch; ++i) std::copy(p.b2, p.b2 + classes, memory.d2 + i * classes);
    add_product<batch, classes, hidden>(1, memory.h, p.W2, memory.d2);
    const float loss = cross_entropy(labels, memory.d2);

    std::fill(memory.d1, memory.d1 + batch * hidden, 0.0f);
    add_product<batch, hidden, classes, false, true>(1, memory.d2, p.W2, memory.d1);
    for (std::size_t i = 0; i < batch * hidden; i += width<float>)
        xsimd::select(lanes::load_aligned(memory.h + i) > zero, lanes::load_aligned(memory.d1 + i), zero).store_aligned(memory.d1 + i);
    add_product<hidden, classes, batch, true>(-rate, memory.h, memory.d2, p.W2);
    add_product<inputs, hidden, batch, true>(-rate, images, memory.d1, p.W1);
    update_bias<classes>(memory.d2, p.b2);
    update_bias<hidden>(memory.d1, p.b1);
    return loss;
}

} // namespace bench::perceptron
