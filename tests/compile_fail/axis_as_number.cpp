// error: typegrad: a reduction takes axes as tg::axis<1>
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

constexpr auto x = tg::input<"x", double, 3>;
auto wrong = tg::sum(x, 0);
