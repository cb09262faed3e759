// error: einsum: x[3,4], y[5,6]: axis j is 4 and 5
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>
#include <typegrad/ops/table.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", double, 3, 4>;
constexpr auto y = tg::input<"y", double, 5, 6>;
auto wrong = tg::einsum<"ij,jk->ik">(x, y);
