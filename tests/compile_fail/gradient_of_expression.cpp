// error: typegrad: grad: takes a function; of an expression the gradients are tg::gradients(loss, x)
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

constexpr auto x = tg::input<"x", double, 3>;
auto wrong = tg::grad(tg::sum(x));
