// error: einsum<ij,jk->il>: a letter of the result is in no operand
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>
#include <typegrad/ops/table.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", double, 3, 4>;
auto wrong = tg::einsum<"ij,jk->il">(x, tg::transpose(x));
