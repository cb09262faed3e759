// limits: seconds=240 mb=2000 files_mb=1000
// kernels: registers only, ld.global.v4.f32 5, st.global.v4.f32 5
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// The kernels that bench/gpu times.
#include <typegrad/gpu.hpp>
#include "../../bench/gpu/kernels.cuh"

namespace tg = typegrad;
template <int Rank>
using floats = tg::gpu_array<float, Rank>;

float chain(tg::gpu_workspace& w, const floats<1> (&in)[5], floats<1> (&out)[5]) {
    using namespace bench::chain;
    float value = 0;
    program<tg::gpu>()(w, a = in[0], b = in[1], c = in[2], d = in[3], x = in[4], tg::into(value, out[0], out[1], out[2], out[3], out[4]));
    return value;
}
float cross_entropy(tg::gpu_workspace& w, const floats<2>& logits, const tg::gpu_array<std::int32_t, 1>& labels, floats<2>& gradient) {
    using namespace bench::cross_entropy;
    float value = 0;
    program<tg::gpu>()(w, z = logits, y = labels, tg::into(value, gradient));
    return value;
}
void perceptron(tg::gpu_workspace& w, const floats<2>& images, const tg::gpu_array<std::int32_t, 1>& digits) {
    using namespace bench::perceptron;
    auto state = tg::state<tg::gpu>(tg::glorot(W1, 1), tg::zeros(b1), tg::glorot(W2, 2), tg::zeros(b2));
    program<tg::gpu>()(state, x = images, y = digits, tg::learning_rate = 0.1, w);
}
void mixed_perceptron(tg::gpu_workspace& w, const tg::gpu_array<tg::half, 2>& images, const tg::gpu_array<std::int32_t, 1>& digits) {
    using namespace bench::mixed_perceptron;
    auto state = tg::state<tg::gpu>(tg::glorot(W1, 1), tg::zeros(b1), tg::glorot(W2, 2), tg::zeros(b2));
    program<tg::gpu>()(state, x = images, y = digits, w);
}
