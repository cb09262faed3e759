// error: typegrad: one operand is a symbol, another is no symbol, number or _c literal
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

constexpr auto x = tg::input<"x", double, 3>;
auto f(const std::vector<double>& v) { return tg::maximum(x, v); }
