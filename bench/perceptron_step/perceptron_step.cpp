// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

#include <algorithm>
#include <memory>
#include "arrays.hpp"
#include "compare.hpp"
#include "perceptron_step/references.hpp"

namespace tg = typegrad;

namespace {

using namespace bench::perceptron;

constexpr auto x = tg::input<"x", float, tg::dim<"batch">, inputs>;
constexpr auto y = tg::input<"y", int, tg::dim<"batch">>;
constexpr auto W1 = tg::variable<"W1", float, inputs, hidden>;
constexpr auto b1 = tg::variable<"b1", float, hidden>;
constexpr auto W2 = tg::variable<"W2", float, hidden, classes>;
constexpr auto b2 = tg::variable<"b2", float, classes>;
constexpr auto h = tg::maximum(tg::matmul(x, W1) + b1, 0);
constexpr auto loss = tg::mean(tg::softmax_cross_entropy(tg::matmul(h, W2) + b2, y));

void run(benchmark::State& state, std::size_t) {
    const auto train = tg::compile(loss, tg::sgd(loss, {.learning_rate = rate}));
    bench::numbers random;
    const auto images = random.filled<float>(0, 1, batch, inputs);
    const auto labels = random.labels(batch, classes);
    const auto start_W1 = random.filled<float>(-0.06, 0.06, inputs, hidden), start_W2 = random.filled<float>(-0.1, 0.1, hidden, classes);
    const auto start_b1 = random.filled<float>(-0.1, 0.1, hidden), start_b2 = random.filled<float>(-0.1, 0.1, classes);
    const auto memory = std::make_unique<room>();
    auto w1 = start_W1, w2 = start_W2;
    auto bias1 = start_b1, bias2 = start_b2;
    const parameters p{w1.data(), bias1.data(), w2.data(), bias2.data()};
    float value = 0;

    // a few steps from the same start, then each on its own
    const auto three = [&](auto step) {
        // of one type, so the memory stays
        w1 = start_W1, w2 = start_W2, bias1 = start_b1, bias2 = start_b2;
        for (int k = 0; k < 3; ++k) value = step();
    };
    const auto with_xsimd = [&] { return step_with_xsimd(images.data(), labels.data(), p, *memory); };
    const auto plain = [&] { return plain_step(images.data(), labels.data(), p, *memory); };
    const auto start = [&] { return tg::state(W1 = start_W1, b1 = start_b1, W2 = start_W2, b2 = start_b2); };
    const bool same = bench::agree<float>(state, {bench::all(value), bench::all(w1), bench::all(bias1), bench::all(w2), bench::all(bias2)},
        bench::version{"typegrad", [&] {
            auto s = start();
            three([&] { return train(s, x = images, y = labels); });
            const auto copy = [](const auto& from, auto& to) { std::copy(from.begin(), from.end(), to.begin()); };
            copy(s[W1], w1), copy(s[b1], bias1), copy(s[W2], w2), copy(s[b2], bias2);
        }},
        bench::version{"xsimd", [&] { three(with_xsimd); }},
        bench::version{"plain", [&] { three(plain); }});
    auto s = start();
    if (same)
        bench::take_turns(state, bench::version{"typegrad", [&] { value = train(s, x = images, y = labels); }},
            bench::version{"xsimd", [&] { value = with_xsimd(); }}, bench::version{"plain", [&] { value = plain(); }});
    else for (auto _ : state) {}
}

const bool registered = [] {
    bench::add_case<float>("perceptron_step", batch, run);
    return true;
}();

} // namespace
