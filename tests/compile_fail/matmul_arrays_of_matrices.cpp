// error: matmul: x[3,2,4] * W[2,4,5]: axis 0 is 3 and 2
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>
#include <typegrad/ops/table.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", float, 3, 2, 4>;
constexpr auto W = tg::variable<"W", float, 2, 4, 5>;
auto wrong = tg::matmul(x, W);
