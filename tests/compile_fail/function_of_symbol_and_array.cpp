// error: typegrad: symbols and arrays in one call
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

constexpr auto x = tg::input<"x", double, 3>;
auto f(const std::vector<double>& v) { return tg::grad([](auto a, auto b) { return tg::sum(a * b); })(x, v); }
