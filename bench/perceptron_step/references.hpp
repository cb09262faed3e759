// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

/// One step of gradient descent for 784 pixels, 256 hidden units max(0, x·W₁ + b₁) and 10 classes, batches of 128. With h the
/// hidden units, d₂ = (softmax(h·W₂ + b₂) - one-hot labels)/batch and d₁ = [h > 0] d₂W₂ᵀ: W₂ -= rate·hᵀd₂, W₁ -= rate·xᵀd₁, and
/// the biases by the sums of d₂ and d₁ over the batch. Returns the mean cross-entropy before the step.
namespace bench::perceptron {

inline constexpr int inputs = 784, hidden = 256, classes = 10, batch = 128;
inline constexpr float rate = 0.1f;

struct parameters {
    float *W1, *b1, *W2, *b2;
};
struct room {
    alignas(64) float h[batch * hidden], d1[batch * hidden], d2[batch * classes], gradient[inputs * hidden];
};

/// The products by CBLAS where there is one.
float step_with_xsimd(const float* images, const std::int32_t* labels, const parameters& p, room& memory);
float plain_step(const float* images, const std::int32_t* labels, const parameters& p, room& memory);

} // namespace bench::perceptron
