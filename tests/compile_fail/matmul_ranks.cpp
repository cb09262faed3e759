// error: matmul: x[2,3] * s[]: a scalar is no matrix (multiply with *)
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", float, 2, 3>;
auto wrong = tg::matmul(x, tg::variable<"s", float>);
