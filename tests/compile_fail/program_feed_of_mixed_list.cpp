// error: typegrad: feed: numbers in braces are of one type, 1.0 and not 1 for double, in rows of one length, at most two deep, and not none
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

constexpr auto x = tg::input<"x", double, 3>;
auto f() { return tg::compile(tg::sum(x))(x = {1.0, 2, 3}); }
