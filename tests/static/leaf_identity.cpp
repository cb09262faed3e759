// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// A leaf is its name: the same symbol spelled twice is one leaf.
#include <support/legal.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", float, tg::dim<"n">, 4>;
constexpr auto same = tg::input<"x", float, tg::dim<"n">, 4>;
constexpr auto other = tg::input<"y", float, tg::dim<"n">, 4>;

static_assert(std::same_as<decltype(x), decltype(same)>);
static_assert(size_of_graph(x + same) == size_of_graph(x) + 1);
static_assert(size_of_graph(x + other) > size_of_graph(x + same));
static_assert(legal(x * same + other));

constexpr auto longest = tg::input<"a name of fifty-six characters, and that is the most now", float>;
static_assert(legal(longest));
