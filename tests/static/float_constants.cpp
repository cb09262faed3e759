// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// A constant beyond the range of float is infinite in a float expression, not a compile error.
#include <support/legal.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", float, 3>;
static_assert(legal(x * 1e300_c));
static_assert(tg::rounded(1e300, tg::dtype::float32) == __builtin_inf());
static_assert(tg::rounded(-1e300, tg::dtype::float32) == -__builtin_inf());
static_assert(tg::rounded(3.4028235677973362e38, tg::dtype::float32) == 3.4028234663852886e38);
static_assert(tg::rounded(0.1, tg::dtype::float32) == static_cast<double>(0.1f));
static_assert(tg::rounded(1e300, tg::dtype::float64) == 1e300);
