// error: typegrad: an expression with run-time numbers cannot be captured in a trace
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto scaled = 0.5 * tg::input<"x", double, 3>;
auto wrong = tg::graph([](auto v) { return v + scaled; })(tg::input<"v", double, 3>);
