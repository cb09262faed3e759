// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Equal nodes are one node.
#include <support/legal.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", float, 3>;
constexpr auto y = tg::input<"y", float, 3>;

static_assert(operations(tg::exp(x) + tg::exp(x)) == 2);
static_assert(operations((x + y) * (x + y)) == 2);
static_assert(operations((x * y + x) - (x * y + x)) == 3);
static_assert(std::same_as<decltype(x + y), decltype(x + y)>);
static_assert(legal((x + y) * (x + y) + tg::exp(x) * (y + x)));
