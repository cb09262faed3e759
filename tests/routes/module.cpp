// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// A model and functions by `import typegrad;`.
// [import]
#include <array>
#include <cstdio>
#include <tuple>
#include <vector>
import typegrad;
namespace tg = typegrad;
using namespace tg::literals;
// [import]
constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 2>;
constexpr auto y = tg::input<"y", int, tg::dim<"batch">>;
constexpr auto W = tg::variable<"W", float, 2, 3>;
constexpr auto b = tg::variable<"b", float, 3>;
constexpr auto logits = tg::matmul(x, W) + 2_c * b;
constexpr auto loss = tg::mean(tg::softmax_cross_entropy(logits, y));
int main() {
    const std::vector<std::array<float, 2>> points{{1, 0}, {0, 1}, {-1, -1}, {1, 0.1f}};
    const std::vector<int> classes{0, 1, 2, 0};
    auto train = tg::compile(loss, tg::sgd(loss, {.learning_rate = 0.5}));
    auto state = tg::state(tg::glorot(W, 1), tg::zeros(b));
    const float first = train(state, x = points, y = classes);
    float last = 0;
    for (int step = 0; step < 100; ++step) last = train(state, x = points, y = classes);
    bool good = first > 0.5f && last < 0.05f;

    const auto [r, J] = tg::value_and_jacobian([](auto p) { return tg::stack(p[0] * p[1], tg::sin(p[0])); })(std::array{0.5, 2.0});
    good = good && r[0] == 1 && J[0][0] == 2 && J[0][1] == 0.5;
    const auto g = tg::vmap(tg::grad([](auto q) { return tg::sum(q * q); }))(points);
    good = good && g[2][1] == -2;
    try {
        train(state, x = points, y = std::vector<int>{1});
        good = false;
    } catch (const tg::shape_error&) {}
    std::puts(good ? "good" : "wrong");
    return good ? 0 : 1;
}
