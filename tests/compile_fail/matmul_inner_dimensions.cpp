// error: matmul: x[batch,784] * W[800,10]: inner dimensions 784 and 800 differ
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 784>;
constexpr auto W = tg::variable<"W", float, 800, 10>;
auto wrong = tg::matmul(x, W);
