// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// sizes: 2 4 8
// ops-per-size: 58
// flags: -O3
#include <typegrad/typegrad.hpp>

#include <cstdio>
#include <utility>

/// A training step (value, gradient and update) of a network of residual layers, each with a norm, a product and a gate. Eight
/// layers are 514 nodes, 457 of them operations.
namespace tg = typegrad;
using namespace tg::literals;

constexpr int width = 64;
template <char Letter, int Layer, int... Extents>
constexpr auto parameter = tg::variable<tg::text{{Letter, static_cast<char>('A' + Layer), '\0'}}, float, Extents...>;
template <int Layer>
constexpr auto W = parameter<'W', Layer, width, width>;
template <int Layer>
constexpr auto b = parameter<'b', Layer, width>;
template <int Layer>
constexpr auto scale = parameter<'s', Layer, width>;
template <int Layer>
constexpr auto shift = parameter<'t', Layer, width>;

template <int Layer, class E>
constexpr auto layers(const E& h) {
    if constexpr (Layer == TYPEGRAD_SIZE) return h;
    else {
        const auto centred = h - tg::mean(h, tg::axis<1>, tg::keepdims);
        const auto norm = centred * tg::rsqrt(tg::mean(tg::square(centred), tg::axis<1>, tg::keepdims) + 1e-5_c) * scale<Layer> + shift<Layer>;
        const auto z = tg::matmul(norm, W<Layer>) + b<Layer>;
        return layers<Layer + 1>(h + z * tg::sigmoid(z));
    }
}

constexpr auto x = tg::input<"x", float, tg::dim<"batch">, width>;
constexpr auto y = tg::input<"y", int, tg::dim<"batch">>;
constexpr auto loss = tg::mean(tg::softmax_cross_entropy(layers<0>(x), y));

template <int... Layer>
auto start(std::integer_sequence<int, Layer...>) {
    return tg::state(tg::glorot(W<Layer>, 1)..., tg::zeros(b<Layer>)..., tg::ones(scale<Layer>)..., tg::zeros(shift<Layer>)...);
}

int main() {
    const auto train = tg::compile(loss, tg::sgd(loss, {.learning_rate = 0.1}));
    const xt::xtensor<float, 2> rows({32, width}, 0.5f);
    const xt::xtensor<int, 1> labels({32}, 7);
    auto state = start(std::make_integer_sequence<int, TYPEGRAD_SIZE>{});
    for (int k = 0; k < 3; ++k) std::printf("%g\n", static_cast<double>(train(state, x = rows, y = labels)));
}
