// error: typegrad: assign: the new value is made of symbols and numbers
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

constexpr auto w = tg::variable<"w", double, 3>;
auto f(const std::vector<double>& v) { return tg::compile(tg::assign(w, v)); }
