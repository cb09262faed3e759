// error: typegrad: an expression is not called: compile it first
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

constexpr auto x = tg::input<"x", double, 3>;
auto f(const std::array<double, 3>& a) { return tg::sum(x)(x = a); }
