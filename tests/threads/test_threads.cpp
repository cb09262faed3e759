// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <thread>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;

TEST_CASE("one program is called from four threads, each with its own state and workspace") {
    constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 20>;
    constexpr auto y = tg::input<"y", int, tg::dim<"batch">>;
    constexpr auto W = tg::variable<"W", float, 20, 5>;
    constexpr auto b = tg::variable<"b", float, 5>;
    constexpr auto logits = tg::matmul(x, W) + b;
    constexpr auto loss = tg::mean(tg::softmax_cross_entropy(logits, y));
    const auto train = tg::compile(loss, tg::sgd(loss, {.learning_rate = 0.3}));
    const auto predict = tg::compile(tg::softmax(logits));

    xt::xtensor<float, 2> images(std::array<std::size_t, 2>{64, 20});
    xt::xtensor<int, 1> labels(std::array<std::size_t, 1>{64});
    for (std::size_t i = 0; i < images.size(); ++i) images.data()[i] = static_cast<float>(tg::random_unit(1, i));
    for (std::size_t i = 0; i < 64; ++i) labels(i) = static_cast<int>(i % 5);
    const auto fixed = tg::state(tg::glorot(W, 9), tg::zeros(b)); // read by all threads

    const auto work = [&](std::vector<float>& losses, xt::xtensor<float, 2>& p) {
        auto state = tg::state(tg::glorot(W, 1), tg::zeros(b));
        tg::workspace memory;
        for (int k = 0; k < 50; ++k) {
            losses.push_back(train(state, x = images, y = labels));
            p = predict(fixed, memory, x = images);
        }
    };
    std::vector<float> alone, losses[4];
    xt::xtensor<float, 2> p, together[4];
    work(alone, p);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) threads.emplace_back([&, t] { work(losses[t], together[t]); });
    for (std::thread& t : threads) t.join();
    for (int t = 0; t < 4; ++t) {
        CHECK(losses[t] == alone);
        CHECK(together[t] == p);
    }
    CHECK(alone.back() < alone.front());
}
