// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Every plain number is a parameter of its own, even where numbers are equal.
#include <support/legal.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", double, 3>;
constexpr auto e = 0.5 * x + 0.5 * x;

static_assert(decltype(e)::parameter_count == 2);
static_assert(operations(e) == 5); // two casts to double, two products, a sum
static_assert(std::same_as<decltype(0.5 * x), decltype(0.7 * x)>);
static_assert(std::same_as<decltype(2 * x), decltype(3 * x)>);
static_assert((0.25 * x + 0.75).parameters.bits[1] == __builtin_bit_cast(tg::word, 0.75));
static_assert((0.25 * x + 0.75).parameters.bits[0] == __builtin_bit_cast(tg::word, 0.25));
static_assert((2 * x).parameters.bits[0] == 2);
static_assert(sizeof(x + x) == 1 && sizeof(0.5 * x) == 8);
static_assert(legal(e));
