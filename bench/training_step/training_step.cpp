// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

#include <memory>
#include "arrays.hpp"
#include "compare.hpp"
#include "training_step/references.hpp"

namespace tg = typegrad;

namespace {

template <int Inputs, int Batch>
void run(benchmark::State& state, std::size_t) {
    constexpr auto x = tg::input<"x", float, tg::dim<"batch">, Inputs>;
    constexpr auto y = tg::input<"y", int, tg::dim<"batch">>;
    constexpr auto W = tg::variable<"W", float, Inputs, bench::classes>;
    constexpr auto b = tg::variable<"b", float, bench::classes>;
    constexpr auto loss = tg::mean(tg::softmax_cross_entropy(tg::matmul(x, W) + b, y));
    constexpr float rate = 0.01f;
    const auto train = tg::compile(loss, tg::sgd(loss, {.learning_rate = rate}));

    bench::numbers random;
    const auto images = random.filled<float>(0, 1, Batch, Inputs);
    const auto labels = random.labels(Batch, bench::classes);
    const auto start_w = random.filled<float>(-0.1, 0.1, Inputs, bench::classes);
    const auto start_b = random.filled<float>(-0.1, 0.1, bench::classes);
    const bench::training_data<Inputs, Batch> in{images.data(), labels.data(), rate};
    const auto room = std::make_unique<bench::training_room<Inputs, Batch>>();
    auto w = start_w;
    auto bias = start_b;
    float value = 0;

    // a few steps from the same start, then each on its own
    const auto three = [&](auto step) {
        w = start_w;
        bias = start_b;
        for (int k = 0; k < 3; ++k) value = step();
    };
    const auto with_xsimd = [&] { return bench::with_xsimd::training_step(in, w.data(), bias.data(), *room); };
    const auto plain = [&] { return bench::plain::training_step(in, w.data(), bias.data(), *room); };
    const bool same = bench::agree<float>(state, {bench::all(value), bench::all(w), bench::all(bias)},
        bench::version{"typegrad", [&] {
            auto s = tg::state(W = start_w, b = start_b);
            three([&] { return train(s, x = images, y = labels); });
            std::copy(s[W].begin(), s[W].end(), w.begin());
            std::copy(s[b].begin(), s[b].end(), bias.begin());
        }},
        bench::version{"xsimd", [&] { three(with_xsimd); }},
        bench::version{"plain", [&] { three(plain); }});
    auto s = tg::state(W = start_w, b = start_b);
    if (same)
        bench::take_turns(state, bench::version{"typegrad", [&] { value = train(s, x = images, y = labels); }},
            bench::version{"xsimd", [&] { value = with_xsimd(); }}, bench::version{"plain", [&] { value = plain(); }});
    else for (auto _ : state) {}
}

const bool registered = [] {
    bench::add_case<float>("training_step_64_to_10", 32, run<64, 32>);
    bench::add_case<float>("training_step_784_to_10", 128, run<784, 128>);
    return true;
}();

} // namespace
