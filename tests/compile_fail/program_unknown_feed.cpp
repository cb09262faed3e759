// error: feed: z[3] is not part of this program
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 4>;
constexpr auto y = tg::input<"y", int, tg::dim<"batch">>;
constexpr auto W = tg::variable<"W", float, 4, 3>;
constexpr auto loss = tg::mean(tg::softmax_cross_entropy(tg::matmul(x, W), y));
xt::xtensor<float, 2> images;
xt::xtensor<int, 1> labels;
constexpr auto z = tg::input<"z", float, 3>;
void f() { auto s = tg::state(tg::zeros(W)); tg::compile(loss)(s, x = images, y = labels, z = std::array<float, 3>{}); }
