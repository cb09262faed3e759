// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Inside a trace, loops, reassignment and helper functions leave nothing but operations.
#include <support/legal.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", double, 3>;

constexpr auto horner = tg::graph([](auto v) {
    auto y = v * 0 + 1;
    for (int k = 5; k > 0; --k) y = y * v / k + 1;
    return y;
})(x);
static_assert(legal(horner));
static_assert(horner.parameter_count == 0);

constexpr auto deep = tg::graph([](auto v) {
    for (int k = 0; k < 300; ++k) v = v * v + v;
    return v;
})(x);
static_assert(operations(deep) == 600);

constexpr auto accumulated = tg::graph([](auto v, auto w) {
    v += w;
    v *= 2;
    v -= w;
    v /= 4;
    return v;
})(x, tg::input<"w", double>);
static_assert(operations(accumulated) == 4);

// what is computed and not returned is not there
constexpr auto dead = tg::graph([](auto v) {
    [[maybe_unused]] auto unused = tg::exp(tg::log(v));
    return v + 1;
})(x);
static_assert(operations(dead) == 1);
