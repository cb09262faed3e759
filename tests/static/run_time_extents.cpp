// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Extents known at the call only: equal names agree, others are recorded as constraints.
#include <support/legal.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr int constraints(auto e) {
    using E = decltype(e);
    int n = 0;
    for (std::size_t at = 0; at < E::size; at += 1 + static_cast<std::size_t>(tg::payload_of(E::stream()[at])))
        if (tg::op_of(E::stream()[at]) == tg::op::require_equal) ++n;
    return n;
}
constexpr auto x = tg::input<"x", float, tg::dim<"n">, 4>;
constexpr auto y = tg::input<"y", float, tg::dim<"n">, 4>;
constexpr auto z = tg::input<"z", float, tg::dim<"m">, 4>;
constexpr auto a = tg::input<"a", float, tg::dynamic, 4>;
constexpr auto fixed = tg::input<"fixed", float, 7, 4>;
constexpr auto one = tg::input<"one", float, 1, 4>;

static_assert(constraints(x + y) == 0);
static_assert(constraints(x + z) == 1);
static_assert(constraints(x + a) == 1);
static_assert(constraints(x + fixed) == 1);
static_assert(constraints(x + one) == 0);
static_assert(constraints((x + z) * (z + x)) >= 1);
static_assert(constraints(tg::sum(x + z)) == 1); // reductions keep them
static_assert(legal(tg::mean(x + z) + tg::sum(a * fixed)));
static_assert(legal(tg::matmul(x, tg::transpose(z))));

// dead values are dropped, their constraints are not
constexpr auto kept = tg::graph([](auto p, auto q) {
    [[maybe_unused]] auto unused = p + q;
    return tg::sum(p);
})(x, z);
static_assert(constraints(kept) == 1);
