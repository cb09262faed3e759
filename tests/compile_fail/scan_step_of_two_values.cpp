// error: typegrad: scan: the step returns its new carry, made of as many values as the initial one, or a pair of that and a row
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/scan.hpp>
#include <typegrad/expr/symbol.hpp>

namespace tg = typegrad;

constexpr auto x = tg::input<"x", double, tg::dim<"steps">>;
auto wrong = tg::scan([](auto c, auto v) { return std::tuple{c + v, c - v, v}; }, 0.0, x);
