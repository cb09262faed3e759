// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Two models of the embedded handwritten digits: softmax regression, then a perceptron trained with momentum.
#include "digits/confusion.hpp"
#include "digits/dataset.hpp"
#include "digits/minibatches.hpp"
#include <typegrad/typegrad.hpp>
#include <cstdio>
namespace tg = typegrad;
using namespace tg::literals;
using namespace digits; // reading the files, and batches in random order

// [symbols]
constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 64>; // 8×8 pixels from 0 to 1
constexpr auto y = tg::input<"y", int, tg::dim<"batch">>;       // which digit it is
// [symbols]

double share_right(const examples& test, const xt::xtensor<std::int64_t, 1>& read) {
    return confusion(test.labels, read).accuracy();
}

void regression(const dataset& data) {
    // [regression]
    constexpr auto W = tg::variable<"W", float, 64, 10>;
    constexpr auto b = tg::variable<"b", float, 10>;
    constexpr auto logits = tg::matmul(x, W) + b;
    constexpr auto loss = tg::mean(tg::softmax_cross_entropy(logits, y));

    auto train = tg::compile(loss, tg::sgd(loss, {.learning_rate = 0.2}));
    auto predict = tg::compile(tg::argmax(logits, tg::axis<1>));
    auto state = tg::state(tg::zeros(W), tg::zeros(b));
    minibatches batches(data.train, 32, 1);
    for (int epoch = 0; epoch < 10; ++epoch)
        for (const auto& [images, labels] : batches) train(state, x = images, y = labels);
    double right = share_right(data.test, predict(state, x = data.test.images));
    // [regression]
    std::printf("regression: %.2f of the held-out digits are read right\n", right);
}

// [perceptron]
constexpr auto W1 = tg::variable<"W1", float, 64, 48>;
constexpr auto b1 = tg::variable<"b1", float, 48>;
constexpr auto W2 = tg::variable<"W2", float, 48, 10>;
constexpr auto b2 = tg::variable<"b2", float, 10>;
constexpr auto hidden = tg::tanh(tg::matmul(x, W1) + b1);
constexpr auto logits = tg::matmul(hidden, W2) + b2;
constexpr auto decay = 1e-4_c * (tg::sum(tg::square(W1)) + tg::sum(tg::square(W2)));
constexpr auto loss = tg::mean(tg::softmax_cross_entropy(logits, y)) + decay;
// [perceptron]

// [momentum]
constexpr auto V1 = tg::variable<"V1", float, 64, 48>; // a velocity for each weight matrix
constexpr auto V2 = tg::variable<"V2", float, 48, 10>;

/// v becomes 0.9 v - rate · gradient, and w moves by the new v.
constexpr auto momentum = [](auto w, auto v, auto rate) {
    auto push = tg::assign(v, 0.9_c * v - rate * tg::gradients(loss, w));
    return std::tuple{push, tg::assign(w, tg::after(push, w + v))};
};
// [momentum]

void perceptron(const dataset& data) {
    // [train]
    constexpr auto rate = tg::input<"rate", float>; // fed at each call: the schedule is a C++ expression
    auto train = tg::compile(loss, momentum(W1, V1, rate), momentum(W2, V2, rate),
                             tg::assign_sub(b1, rate * tg::gradients(loss, b1)), tg::assign_sub(b2, rate * tg::gradients(loss, b2)));
    auto predict = tg::compile(tg::argmax(logits, tg::axis<1>));
    auto state = tg::state(tg::glorot(W1, 1), tg::zeros(b1), tg::glorot(W2, 2), tg::zeros(b2),
                           tg::zeros(V1), tg::zeros(V2));

    auto best = state; // a copy of all arrays
    double best_right = 0;
    minibatches batches(data.train, 32, 1);
    for (int epoch = 0; epoch < 12; ++epoch) {
        const float step = epoch < 8 ? 0.1f : 0.02f;
        double sum = 0;
        int count = 0;
        for (const auto& [images, labels] : batches) {
            sum += train(state, rate = step, x = images, y = labels);
            ++count;
        }
        const double right = share_right(data.test, predict(state, x = data.test.images));
        if (right > best_right) {
            best_right = right;
            best = state;
        }
        if (epoch % 4 == 3) std::printf("epoch %2d  loss %.2f  right %.2f\n", epoch + 1, sum / count, right);
    }
    // [train]

    // [checkpoint]
    const xt::xtensor<float, 2> saved_W1 = best[W1], saved_W2 = best[W2]; // ordinary arrays
    const xt::xtensor<float, 1> saved_b1 = best[b1], saved_b2 = best[b2];
    const auto restored = tg::state(W1 = saved_W1, b1 = saved_b1, W2 = saved_W2, b2 = saved_b2);
    // [checkpoint]
    if (share_right(data.test, predict(restored, x = data.test.images)) != best_right) std::printf("the copy reads differently\n");

    // [predict]
    auto probabilities = tg::compile(tg::softmax(logits));
    const auto one = xt::view(data.test.images, xt::range(0, 1), xt::all()); // a batch of one: the extent is the call's
    xt::xtensor<float, 2> p = probabilities(restored, x = one);
    // [predict]
    const int label = data.test.labels(0);
    std::printf("the first one is a %d: its probability is above one half: %s\n", label, p(0, static_cast<std::size_t>(label)) > 0.5f ? "yes" : "no");
}

int main() {
    const dataset data = load_small_digits(DIGITS_DATA_DIR);
    regression(data);
    perceptron(data);
}
