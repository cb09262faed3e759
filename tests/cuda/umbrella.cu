// limits: seconds=60 mb=2000 files_mb=1000
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// The umbrella header, a model of 100 operators in expression types, its gradient, and both in one kernel.
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;
using namespace tg::literals;

namespace {

constexpr auto x = tg::input<"x", float, tg::dim<"n">>;
constexpr auto y = tg::input<"y", float, tg::dim<"n">>;
constexpr auto scale = tg::input<"scale", float>;

/// Four operators a layer.
template <int Layers, class H>
constexpr auto layers(const H& h) {
    if constexpr (Layers == 0) return h;
    else return layers<Layers - 1>(tg::tanh(h * scale + 0.5_c * h));
}

template <class F>
__global__ void for_each_element(F f, std::size_t n) {
    const std::size_t i = blockIdx.x * std::size_t{blockDim.x} + threadIdx.x;
    if (i < n) f(i);
}

} // namespace

void model(const float* x_data, const float* y_data, const float* scale_data, float* error_data, float* gradient_data, std::size_t n) {
    const auto error = 0.5f * tg::square(layers<24>(x) - y) + 1.0f;
    const auto gradient = tg::gradients(tg::sum(error), x);
    const auto f = tg::device::fused(std::tuple{error, gradient}, x, y, scale);
    for_each_element<<<static_cast<unsigned>((n + 255) / 256), 256>>>(f.on(x_data, y_data, scale_data, error_data, gradient_data), n);
}
