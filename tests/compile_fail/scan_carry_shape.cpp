// error: scan: carry 0 is [14] before the step and [15] after
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/scan.hpp>
#include <typegrad/expr/symbol.hpp>

namespace tg = typegrad;

constexpr auto h = tg::input<"h", double, 14>;
constexpr auto x = tg::input<"x", double, tg::dim<"steps">, 15>;
auto wrong = tg::scan([](auto, auto v) { return tg::tanh(v); }, h, x);
