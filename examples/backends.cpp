// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// One model on two backends: the CPU's SIMD loops and Thrust's host system.
#include <typegrad/thrust.hpp>
#include <typegrad/typegrad.hpp>
#include <cmath>
#include <cstdio>
namespace tg = typegrad;

namespace {
// [model]
constexpr auto x = tg::input<"x", double, tg::dim<"n">, 3>;
constexpr auto y = tg::input<"y", double, tg::dim<"n">>;
constexpr auto w = tg::variable<"w", double, 3>;
constexpr auto loss = tg::mean(tg::square(tg::tanh(tg::matmul(x, w)) - y));

template <class Backend>
double fit(const xt::xtensor<double, 2>& inputs, const xt::xtensor<double, 1>& targets) {
    auto train = tg::compile<Backend>(loss, tg::sgd(loss, {.learning_rate = 0.5}));
    auto state = tg::state<Backend>(tg::zeros(w));
    double last = 0;
    for (int step = 0; step < 100; ++step) last = train(state, x = inputs, y = targets);
    return last;
}
// [model]
} // namespace

int main() {
    xt::xtensor<double, 2> inputs = xt::zeros<double>({500, 3});
    xt::xtensor<double, 1> targets = xt::zeros<double>({500});
    for (std::size_t i = 0; i < 500; ++i) {
        for (std::size_t k = 0; k < 3; ++k) inputs(i, k) = std::sin(static_cast<double>(i * (k + 1)));
        targets(i) = std::tanh(0.3 * inputs(i, 0) - 0.8 * inputs(i, 1) + 0.1 * inputs(i, 2)) + 0.05 * std::sin(37.0 * static_cast<double>(i));
    }
    // [calls]
    std::printf("simd        %.6f\n", fit<tg::simd>(inputs, targets));
    std::printf("thrust_cpp  %.6f\n", fit<tg::thrust_cpp>(inputs, targets));

    auto slope = tg::on<tg::thrust_cpp>(tg::grad([](auto v) { return tg::sum(tg::log(tg::cosh(v))); }));
    std::printf("tanh(2)     %.6f\n", slope(std::vector<double>{0.5, 2.0})[1]);
    // [calls]
}
