// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// A model trained on a GPU.
//     nvcc -std=c++20 -arch=native -I include examples/gpu.cu -o gpu -lcublas
#include <typegrad/typegrad.hpp>
#include <typegrad/gpu.hpp>
#include <cmath>
#include <cstdio>
#include <vector>
namespace tg = typegrad;

constexpr auto x = tg::input<"x", float, tg::dim<"n">, 3>;
constexpr auto y = tg::input<"y", float, tg::dim<"n">>;
constexpr auto w = tg::variable<"w", float, 3>;
constexpr auto loss = tg::mean(tg::square(tg::tanh(tg::matmul(x, w)) - y));

int main() try {
    constexpr int n = 100000;
    std::vector<float> inputs(3 * n), targets(n);
    for (int i = 0; i < n; ++i) {
        for (int k = 0; k < 3; ++k) inputs[3 * i + k] = std::sin(0.1f * static_cast<float>(i * (k + 1)));
        targets[i] = std::tanh(0.3f * inputs[3 * i] - 0.8f * inputs[3 * i + 1] + 0.1f * inputs[3 * i + 2]);
    }
    // [arrays]
    tg::gpu_array<float, 2> points({n, 3});
    tg::copy_to_device<tg::gpu>(tg::array_view<float, 2>(inputs.data(), n, 3), points);
    const auto values = tg::copy_to_device<tg::gpu>(targets);
    // [arrays]

    // [training]
    auto train = tg::compile<tg::gpu>(tg::sgd(loss, {.learning_rate = 0.5}));
    auto value = tg::compile<tg::gpu>(loss);
    auto state = tg::state<tg::gpu>(tg::zeros(w));
    for (int step = 0; step < 100; ++step) train(state, x = points, y = values); // nothing waits, nothing is copied
    std::printf("loss %.6f\n", value(state, x = points, y = values));            // a number of the host: this waits
    const std::vector<float> weights = tg::copy_to_host<tg::gpu>(state[w]);
    // [training]
    std::printf("w    %.3f %.3f %.3f\n", weights[0], weights[1], weights[2]);
} catch (const std::exception& error) {
    std::printf("%s\n", error.what());
    return 1;
}
