// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Construction folds constants and drops x*1, x+0 and --x; nothing else.
#include <support/legal.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", double, 3>;

constexpr auto folded = tg::graph([](auto v) {
    auto two = v.graph == nullptr ? v : tg::lift(*v.graph, 2.0);
    return v + tg::exp(two * 0.0) + tg::sqrt(two + 2) - 3;
})(x);
static_assert(operations(folded) == 3); // + 1, + 2, - 3: sums are not reordered

static_assert(operations(-(-x)) == 0);
static_assert(operations(x * -1_c) == operations(-x));
static_assert(operations(tg::pow(x, 1_c)) == 0);
static_assert(std::same_as<decltype(tg::pow(x, 2_c)), decltype(tg::square(x))>);
static_assert(std::same_as<decltype(tg::pow(x, 0.5_c)), decltype(tg::sqrt(x))>);
static_assert(operations(0_c * x) == 1);  // x may be NaN
static_assert(operations(x - x) == 1);    // so it may here
static_assert(operations(tg::transpose(tg::transpose(tg::stack(x, x)))) == operations(tg::stack(x, x)));

// NaN never folds
constexpr auto undefined = tg::graph([](auto v) { return v * tg::log(tg::lift(*v.graph, -1.0)); })(x);
static_assert(operations(undefined) >= 2);
