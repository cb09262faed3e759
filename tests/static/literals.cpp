// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Literals are read to the last bit and fold.
#include <support/legal.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

static_assert(decltype(0.1_c)::value == 0.1);
static_assert(decltype(1e-3_c)::value == 1e-3);
static_assert(decltype(3.141592653589793_c)::value == 3.141592653589793);
static_assert(decltype(6.02214076e23_c)::value == 6.02214076e23);
static_assert(decltype(1.7976931348623157e308_c)::value == 1.7976931348623157e308);
static_assert(decltype(2.2250738585072014e-308_c)::value == 2.2250738585072014e-308);
static_assert(decltype(123'456.75_c)::value == 123456.75);
static_assert(decltype(42_c)::integral && !decltype(42.0_c)::integral);

static_assert(std::same_as<decltype(0.5_c * 2_c), decltype(1.0_c)> && std::same_as<decltype(2_c + 3_c), decltype(5_c)>);
static_assert(decltype(1_c / 3_c)::value == 1.0 / 3.0 && decltype(1_c - 3_c)::value == -2);

constexpr auto x = tg::input<"x", double, 3>;
static_assert(decltype(2_c * x)::parameter_count == 0);
static_assert(std::same_as<decltype(2_c * x), decltype(2.0_c * x)>);
static_assert(!std::same_as<decltype(2_c * x), decltype(3_c * x)>);
static_assert(std::same_as<decltype(1_c * x), std::remove_const_t<decltype(x)>>);
static_assert(operations(x + 0_c) == 0 && operations(x / 1_c) == 0);
