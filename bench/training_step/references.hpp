// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

/// One step of gradient descent on the mean cross-entropy of softmax(x·W + b), for 10 classes: with
/// d = (softmax(logits) - one-hot labels)/batch, W -= rate·xᵀd and b -= rate·Σ d. Returns the loss before the step.
namespace bench {

inline constexpr int classes = 10;

template <int Inputs, int Batch>
struct training_data {
    const float* images;
    const std::int32_t* labels;
    float rate;
};
template <int Inputs, int Batch>
struct training_room {
    alignas(64) float d[Batch * classes];
    alignas(64) float gradient[Inputs * classes];
};

namespace with_xsimd {
/// The products by CBLAS where there is one.
template <int Inputs, int Batch>
float training_step(const training_data<Inputs, Batch>& in, float* w, float* b, training_room<Inputs, Batch>& room);
}
namespace plain {
template <int Inputs, int Batch>
float training_step(const training_data<Inputs, Batch>& in, float* w, float* b, training_room<Inputs, Batch>& room);
}

} // namespace bench
