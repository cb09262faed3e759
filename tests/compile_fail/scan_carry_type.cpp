// error: scan: carry 0 is double [] before the step and bool [] after
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/scan.hpp>
#include <typegrad/expr/symbol.hpp>

namespace tg = typegrad;

constexpr auto c = tg::input<"c", double>;
constexpr auto x = tg::input<"x", double, tg::dim<"steps">>;
auto wrong = tg::scan([](auto largest, auto v) { return v > largest; }, c, x);
