// error: add: x[batch,784] + b[10]: axis 1 is 784 and 10
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 784>;
constexpr auto b = tg::variable<"b", float, 10>;
auto wrong = tg::graph([](auto v, auto w) { return tg::sum(tg::exp(v) * 2 + (v + w)); })(x, b);
