// error: typegrad: state: the program has a variable of this name with another element type or shape
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

constexpr auto w = tg::variable<"w", double, 1000>;
void f() { auto s = tg::state(tg::zeros(tg::variable<"w", double, 500>)); tg::compile(tg::sum(w))(s); }
