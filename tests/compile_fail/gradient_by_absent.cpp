// error: gradients: w[3] does not appear in the loss
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/gradients.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", double, 3>;
auto wrong = tg::gradients(tg::sum(x), tg::variable<"w", double, 3>);
