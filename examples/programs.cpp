// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Programs over named symbols: feeding, fetching, state and updates.
#include <typegrad/expr/print.hpp>
#include <typegrad/typegrad.hpp>
#include <cstdio>
#include <iostream>
namespace tg = typegrad;

// [symbols]
constexpr auto x = tg::input<"x", double, tg::dim<"n">>;
constexpr auto scale = tg::variable<"scale", double>;
constexpr auto offset = tg::variable<"offset", double>;
constexpr auto count = tg::variable<"count", std::int64_t>;

constexpr auto line = scale * x + offset;
constexpr auto loss = tg::sum(tg::square(line));
// [symbols]

int main() {
    // [state]
    auto state = tg::state(tg::ones(scale), tg::filled(offset, -1), tg::zeros(count));
    state[scale] = 2; // a number for a scalar, an xt::xtensor for an array
    // [state]
    xt::xtensor<double, 1> data{1, 2, 3};
    {
        // [fetch]
        auto program = tg::compile(loss, line, tg::gradients(loss, scale));
        auto [l, values, by_scale] = program(state, x = data);
        // [fetch]
        std::printf("%g %g %g\n", l, values(2), by_scale);
    }
    {
        // [cut]
        auto program = tg::compile(loss);
        double l = program(line = data); // an intermediate: x, scale and offset are not needed, and neither is a state
        // [cut]
        std::printf("%g\n", l);
    }
    {
        // [update]
        auto step = tg::compile(loss, tg::assign_sub(offset, 0.1 * tg::gradients(loss, offset)), tg::assign_add(count, 1));
        double l = step(state, x = data);
        // [update]
        std::printf("%g %g %lld\n", l, state[offset], static_cast<long long>(state[count]));
    }
    {
        // [after]
        constexpr auto update = tg::assign_add(offset, 1.0);
        auto program = tg::compile(offset, tg::after(update, offset), update);
        auto [before, after] = program(state);
        // [after]
        std::printf("%g %g %g\n", before, after, state[offset]);
    }
    {
        // [rate]
        auto train = tg::compile(loss, tg::sgd(loss, {.learning_rate = 0.01}));
        train(state, x = data);
        train(state, x = data, tg::learning_rate = 0.001); // for this call
        // [rate]
        std::printf("%.4f\n", state[scale]);
        // [report]
        const std::string plan = train.report(state, x = data); // also tg::value_and_grad(f).report(array)
        // [report]
        if (plan.empty()) return 1;
    }
    {
        // [workspace]
        auto program = tg::compile(tg::sum(line));
        const auto& constant = state;          // a state that is only read may be const; then bring the memory to work in
        tg::workspace memory;
        double total = program(constant, memory, x = data);
        // [workspace]
        std::printf("%.4f\n", total);
    }
    // [look]
    std::cout << loss << '\n' << tg::shape_of(line) << '\n' << tg::gradients(loss, scale) << '\n';
    // [look]
}
