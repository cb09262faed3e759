// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Softmax regression: a model of named symbols, trained on points of three classes.
// [program]
#include <typegrad/typegrad.hpp>
#include <cstdio>
#include <random>
namespace tg = typegrad;

// [model]
constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 2>;
constexpr auto y = tg::input<"y", int, tg::dim<"batch">>;
constexpr auto W = tg::variable<"W", float, 2, 3>;
constexpr auto b = tg::variable<"b", float, 3>;

constexpr auto logits = tg::matmul(x, W) + b;
constexpr auto loss = tg::mean(tg::softmax_cross_entropy(logits, y));
// [model]

int main() {
    std::mt19937 random(1);
    auto noise = [&] { return static_cast<float>(random() % 1000) / 1000 - 0.5f; };
    const float centres[3][2]{{0, 1}, {1, 0}, {-1, -1}};
    xt::xtensor<float, 2> points = xt::zeros<float>({300, 2});
    xt::xtensor<int, 1> classes = xt::zeros<int>({300});
    for (std::size_t i = 0; i < 300; ++i) {
        classes(i) = static_cast<int>(i % 3);
        for (std::size_t k = 0; k < 2; ++k) points(i, k) = centres[i % 3][k] + noise() + noise();
    }

    // [training]
    auto train = tg::compile(loss, tg::sgd(loss, {.learning_rate = 0.5}));
    auto state = tg::state(tg::glorot(W, 1), tg::zeros(b));
    for (int step = 0; step <= 200; ++step) {
        float l = train(state, x = points, y = classes);
        if (step % 50 == 0) std::printf("%3d  loss %.4f\n", step, l);
    }

    auto predict = tg::compile(tg::argmax(logits, tg::axis<1>)); // nothing of the loss is in here
    auto predicted = predict(state, x = points);
    // [training]
    int right = 0;
    for (std::size_t i = 0; i < 300; ++i) right += predicted(i) == classes(i);
    std::printf("%d of 300 right\n", right);
}
// [program]
