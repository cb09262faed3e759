// error: feed: no array has the dimension m
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

constexpr auto x = tg::input<"x", double, 3>;
double f() { return tg::compile(tg::sum(tg::broadcast_to<tg::dim<"m">, 3>(x)))(x = std::array<double, 3>{}); }
