// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// error: feed: not an array the library can bind: numbers, std::array, std::vector, std::span, std::mdspan and tg::tensor of bool
#define TYPEGRAD_STANDARD_ONLY 1
#include <string>
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

constexpr auto x = tg::input<"x", double, 3>;
auto wrong = tg::compile(tg::sum(x))(x = std::string("abc"));
