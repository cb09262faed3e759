// error: assign: W[4,3] is float, its new value double
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
auto wrong = tg::assign(W, tg::cast<double>(W));
