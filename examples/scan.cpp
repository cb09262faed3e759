// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// A loop over time whose length the call knows: a pendulum fitted to what was seen of it.
#include <typegrad/typegrad.hpp>
#include <cmath>
#include <cstdio>
namespace tg = typegrad;
using namespace tg::literals;

// [scan]
constexpr auto seen = tg::input<"seen", double, tg::dim<"steps">>; // angles, 20 ms apart
constexpr auto stiffness = tg::variable<"stiffness", double>;
constexpr auto friction = tg::variable<"friction", double>;

constexpr auto step = [](auto state, auto angle_seen) {
    auto [angle, speed] = state;
    auto error = angle - angle_seen;
    auto next_speed = speed - 0.02 * (stiffness * tg::sin(angle) + friction * speed);
    return std::pair{std::tuple{angle + 0.02 * next_speed, next_speed}, error};
};
constexpr auto swing = tg::scan(step, std::tuple{1_c, 0_c}, seen); // last state, and what each step gives
constexpr auto loss = tg::mean(tg::square(std::get<1>(swing)));
// [scan]

int main() {
    std::vector<double> observed;
    for (double angle = 1, speed = 0; observed.size() < 400; angle += 0.02 * speed) {
        observed.push_back(angle);
        speed -= 0.02 * (9.81 * std::sin(angle) + 0.3 * speed);
    }
    // [fit]
    auto train = tg::compile(loss, tg::sgd(loss, {.learning_rate = 0.5}));
    auto state = tg::state(tg::zeros(stiffness), tg::zeros(friction));
    state[stiffness] = 9;
    for (int k = 0; k < 2000; ++k) train(state, seen = observed); // 400 steps forwards and 400 back, each time
    // [fit]
    std::printf("stiffness %.3f, friction %.3f\n", state[stiffness], state[friction]);

    // [function]
    auto discounted = [](auto rewards, auto rate) { // in a traced function: the same words
        return tg::scan([](auto sum, auto reward, auto r) { return sum * r + reward; }, 0.0, rewards, rate);
    };
    auto [value, by_rate] = tg::value_and_grad<1>(discounted)(std::vector{1.0, 2.0, 3.0}, 0.5);
    // [function]
    std::printf("%g %g\n", value, by_rate);
}
