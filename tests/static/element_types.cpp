// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Element types: literals adopt, comparisons give bool, casts convert.
#include <support/legal.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto f = tg::input<"f", float, 3>;
constexpr auto d = tg::input<"d", double, 3>;
constexpr auto i = tg::input<"i", std::int32_t, 3>;
constexpr auto l = tg::input<"l", std::int64_t, 3>;
constexpr auto b = tg::input<"b", bool, 3>;

static_assert((f * 2).type() == tg::dtype::float32);
static_assert((f * 0.5).type() == tg::dtype::float32);
static_assert((0.5_c * d).type() == tg::dtype::float64);
static_assert((i + 1).type() == tg::dtype::int32);
static_assert((l * 2_c).type() == tg::dtype::int64);
static_assert((f < 0).type() == tg::dtype::boolean);
static_assert((i == i + 1).type() == tg::dtype::boolean);
static_assert((b && !b).type() == tg::dtype::boolean);
static_assert(tg::cast<double>(f).type() == tg::dtype::float64);
static_assert((tg::cast<double>(f) + d).type() == tg::dtype::float64);
static_assert(tg::cast<float>(b).type() == tg::dtype::float32);
static_assert(tg::sum(i).type() == tg::dtype::int32);
static_assert(tg::argmax(f, tg::axis<0>).type() == tg::dtype::int64);
static_assert(tg::one_hot<4>(i).type() == tg::dtype::float32);
static_assert(tg::select(b, f, 0).type() == tg::dtype::float32);
static_assert(legal(tg::select(b, f, 0.5) * 2 + tg::cast<float>(i)));
