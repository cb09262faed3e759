// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Depth without type growth: a perceptron as a loop inside a traced function.
#include <typegrad/typegrad.hpp>
#include <cstdio>
namespace tg = typegrad;

// [loop]
constexpr auto perceptron = [](auto x, auto layers) {
    auto h = x; // a value handle: it may be reassigned
    for (auto& [W, b] : layers) h = tg::tanh(tg::matmul(h, W) + b);
    return h;
};

constexpr auto x = tg::input<"x", double, tg::dim<"batch">, 2>;
constexpr auto W1 = tg::variable<"W1", double, 2, 4>;
constexpr auto b1 = tg::variable<"b1", double, 4>;
constexpr auto W2 = tg::variable<"W2", double, 4, 1>;
constexpr auto b2 = tg::variable<"b2", double, 1>;
constexpr auto output = tg::graph(perceptron)(x, std::tuple{std::pair{W1, b1}, std::pair{W2, b2}});
// [loop]

int main() {
    // [train]
    constexpr auto y = tg::input<"y", double, tg::dim<"batch">, 1>;
    constexpr auto loss = tg::mean(tg::square(output - y));
    auto train = tg::compile(loss, tg::sgd(loss, {.learning_rate = 0.5}));
    auto state = tg::state(tg::glorot(W1, 1), tg::zeros(b1), tg::glorot(W2, 2), tg::zeros(b2));

    xt::xtensor<double, 2> corners{{0, 0}, {0, 1}, {1, 0}, {1, 1}}, exclusive_or{{0}, {1}, {1}, {0}};
    double l = 0;
    for (int step = 0; step < 3000; ++step) l = train(state, x = corners, y = exclusive_or);
    auto result = tg::compile(output)(state, x = corners);
    // [train]
    std::printf("loss below 0.01: %s\n", l < 0.01 ? "yes" : "no");
    for (std::size_t i = 0; i < 4; ++i) std::printf("%.0f xor %.0f = %d\n", corners(i, 0), corners(i, 1), result(i, 0) > 0.5);
}
