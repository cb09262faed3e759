// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// A perceptron trained in mixed precision: data and factors of products are halves, weights are float.
#include <typegrad/typegrad.hpp>
#include <cstdio>
#include <random>
namespace tg = typegrad;
using namespace tg::literals;

// [model]
constexpr auto x = tg::input<"x", tg::half, tg::dim<"batch">, 8>;
constexpr auto y = tg::input<"y", int, tg::dim<"batch">>;
constexpr auto V = tg::variable<"V", float, 8, 16>;
constexpr auto c = tg::variable<"c", float, 16>;
constexpr auto W = tg::variable<"W", float, 16, 4>;
constexpr auto b = tg::variable<"b", float, 4>;

constexpr auto hidden = tg::maximum(tg::matmul(x, tg::cast<tg::half>(V)) + c, 0_c);           // float
constexpr auto logits = tg::matmul(tg::cast<tg::half>(hidden), tg::cast<tg::half>(W)) + b;    // float
constexpr auto loss = tg::mean(tg::softmax_cross_entropy(logits, y));
// [model]

// [scaling]
constexpr auto scale = tg::variable<"scale", float>; // of the loss, so that no adjoint is too small for a half
constexpr auto calm = tg::variable<"calm", int>;     // steps since one was too large
constexpr auto all_finite = [](const auto&... g) { return (... && (tg::min(tg::cast<int>(tg::isfinite(g))) == 1_c)); };

auto training_step(float rate) {
    const auto [dV, dc, dW, db] = tg::gradients(scale * loss, V, c, W, b);
    const auto good = all_finite(dV, dc, dW, db);
    const auto descend = [&](const auto& w, const auto& dw) { return tg::assign(w, tg::select(good, w - rate / scale * dw, w)); };
    const auto often = calm == 99_c;
    return tg::compile(loss, descend(V, dV), descend(c, dc), descend(W, dW), descend(b, db),
                       tg::assign(calm, tg::select(good && !often, calm + 1_c, 0_c)),
                       tg::assign(scale, tg::select(good, tg::select(often, 2_c * scale, scale), tg::maximum(0.5_c * scale, 1_c))));
}
// [scaling]

int main() {
    std::mt19937 random(1);
    xt::xtensor<tg::half, 2> points = xt::zeros<tg::half>({256, 8});
    xt::xtensor<int, 1> classes = xt::zeros<int>({256});
    for (std::size_t i = 0; i < 256; ++i) {
        classes(i) = static_cast<int>(i % 4);
        for (std::size_t k = 0; k < 8; ++k) points(i, k) = (k % 4 == i % 4 ? 1.0 : 0.0) + static_cast<double>(random() % 1000) / 1000;
    }
    auto train = training_step(0.5f);
    auto state = tg::state(tg::glorot(V, 1), tg::zeros(c), tg::glorot(W, 2), tg::zeros(b), scale = 1e8f, tg::zeros(calm));
    for (int step = 0; step <= 300; ++step) {
        const float l = train(state, x = points, y = classes);
        if (step % 50 == 0) std::printf("%3d  loss %.3f  scale %g\n", step, static_cast<double>(l), static_cast<double>(state[scale]));
    }
}
