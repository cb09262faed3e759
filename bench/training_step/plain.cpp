// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "training_step/references.hpp"

#include <cmath>

namespace bench::plain {

template <int Inputs, int Batch>
float training_step(const training_data<Inputs, Batch>& in, float* __restrict w, float* __restrict b, training_room<Inputs, Batch>& room) {
    constexpr float share = 1.0f / Batch;
    float* __restrict gradient = room.gradient;
    float total = 0, db[classes]{};
    for (int k = 0; k < Inputs * classes; ++k) gradient[k] = 0;
    for (int r = 0; r < Batch; ++r) {
        const float* __restrict x = in.images + r * Inputs;
        float z[classes], sum = 0;
        for (int j = 0; j < classes; ++j) z[j] = b[j];
        for (int k = 0; k < Inputs; ++k)
            for (int j = 0; j < classes; ++j) z[j] += x[k] * w[k * classes + j];
        float m = z[0];
        for (int j = 0; j < classes; ++j) m = z[j] > m ? z[j] : m;
        const float correct = z[in.labels[r]];
        for (int j = 0; j < classes; ++j) sum += z[j] = std::exp(z[j] - m);
        total += m + std::log(sum) - correct;
        const float scale = share / sum;
        for (int j = 0; j < classes; ++j) z[j] *= scale;
        z[in.labels[r]] -= share;
        for (int j = 0; j < classes; ++j) db[j] += z[j];
        for (int k = 0; k < Inputs; ++k)
            for (int j = 0; j < classes; ++j) gradient[k * classes + j] += x[k] * z[j];
    }
    for (int k = 0; k < Inputs * classes; ++k) w[k] -= in.rate * gradient[k];
    for (int j = 0; j < classes; ++j) b[j] -= in.rate * db[j];
    return total * share;
}
template float training_step(const training_data<64, 32>&, float*, float*, training_room<64, 32>&);
template float training_step(const training_data<784, 128>&, float*, float*, training_room<784, 128>&);

} // namespace bench::plain
