// error: einsum<ij,jk->ik>: operand 1, y[4], has 1 axes, not 2
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>
#include <typegrad/ops/table.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", double, 3, 4>;
constexpr auto y = tg::input<"y", double, 4>;
auto wrong = tg::einsum<"ij,jk->ik">(x, y);
