// error: typegrad: include <typegrad/expr/print.hpp>, which prints expressions
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <iostream>
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

constexpr auto x = tg::input<"x", double, 3>;
void f() { std::cout << x; }
