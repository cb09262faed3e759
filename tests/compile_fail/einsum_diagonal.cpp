// error: einsum<ii->i>: a letter stands twice in one term (diagonals are not taken)
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>
#include <typegrad/ops/table.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", double, 3, 3>;
auto wrong = tg::einsum<"ii->i">(x);
