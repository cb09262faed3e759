// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "training_step/references.hpp"

#include <cmath>
#include <limits>
#include "lanes.hpp"
#if defined(TYPEGRAD_HAS_CBLAS)
#include <cblas.h>
#endif

namespace bench::with_xsimd {

constexpr std::size_t lanes = width<float>, padded = (classes + lanes - 1) / lanes * lanes;

/// d += x·w, for d of batch × classes
template <int Inputs, int Batch>
void add_forward_product(const float* x, const float* w, float* d) {
#if defined(TYPEGRAD_HAS_CBLAS)
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, Batch, classes, Inputs, 1, x, Inputs, w, classes, 1, d, classes);
#else
    for (int r = 0; r < Batch; ++r)
        for (int k = 0; k < Inputs; ++k)
            for (int j = 0; j < classes; ++j) d[r * classes + j] += x[r * Inputs + k] * w[k * classes + j];
#endif
}
/// w -= rate·xᵀd; CBLAS does the update with the product.
template <int Inputs, int Batch>
void update_weights(const float* x, const float* d, float rate, float* w) {
#if defined(TYPEGRAD_HAS_CBLAS)
    cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, Inputs, classes, Batch, -rate, x, Inputs, d, classes, 1, w, classes);
#else
    for (int k = 0; k < Inputs; ++k)
        for (int r = 0; r < Batch; ++r)
            for (int j = 0; j < classes; ++j) w[k * classes + j] -= rate * x[r * Inputs + k] * d[r * classes + j];
#endif
}

template <int Inputs, int Batch>
float training_step(const training_data<Inputs, Batch>& in, float* w, float* b, training_room<Inputs, Batch>& room) {
    for (int r = 0; r < Batch; ++r)
        for (int j = 0; j < classes; ++j) room.d[r * classes + j] = b[j];
    add_forward_product<Inputs, Batch>(in.images, w, room.d);

    constexpr float share = 1.0f / Batch;
    float total = 0, db[classes]{};
    for (int r = 0; r < Batch; ++r) {
        float* d = room.d + r * classes;
        alignas(64) float row[padded];
        for (std::size_t j = 0; j < padded; ++j) row[j] = j < classes ? d[j] : -std::numeric_limits<float>::infinity();
        batch<float> largest = batch<float>::load_aligned(row), sums(0.0f);
        for (std::size_t j = lanes; j < padded; j += lanes) largest = xsimd::max(largest, batch<float>::load_aligned(row + j));
        const float m = largest_of<float>(largest), correct = row[in.labels[r]];
        for (std::size_t j = 0; j < padded; j += lanes) {
            const auto e = xsimd::exp(batch<float>::load_aligned(row + j) - batch<float>(m));
            sums += e;
            e.store_aligned(row + j);
        }
        const float sum = sum_of<float>(sums), scale = share / sum;
        total += m + std::log(sum) - correct;
        for (int j = 0; j < classes; ++j) d[j] = row[j] * scale;
        d[in.labels[r]] -= share;
        for (int j = 0; j < classes; ++j) db[j] += d[j];
    }
    update_weights<Inputs, Batch>(in.images, room.d, in.rate, w);
    for (int j = 0; j < classes; ++j) b[j] -= in.rate * db[j];
    return total * share;
}
template float training_step(const training_data<64, 32>&, float*, float*, training_room<64, 32>&);
template float training_step(const training_data<784, 128>&, float*, float*, training_room<784, 128>&);

} // namespace bench::with_xsimd
