// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// x*y + b and b + y*x are one type after tg::canonical.
#include <typegrad/transforms/canonical_order.hpp>
#include <support/legal.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", float, tg::dim<"n">, 3>;
constexpr auto y = tg::input<"y", float, 3>;
constexpr auto b = tg::variable<"b", float, 3>;

template <class A, class B>
constexpr bool same_type(A, B) { return std::same_as<A, B>; }

static_assert(!same_type(x * y + b, b + y * x));
static_assert(same_type(tg::canonical(x * y + b), tg::canonical(b + y * x)));
static_assert(same_type(tg::canonical(tg::exp(x) + tg::exp(y)), tg::canonical(tg::exp(y) + tg::exp(x))));
static_assert(same_type(tg::canonical((x + y) * (y + b)), tg::canonical((b + y) * (y + x))));
static_assert(same_type(tg::canonical(tg::canonical(x * y + b)), tg::canonical(x * y + b)));
static_assert(!same_type(tg::canonical(x - y), tg::canonical(y - x)));
static_assert(!same_type(tg::canonical(tg::sum(x, tg::axis<0>)), tg::canonical(tg::sum(x, tg::axis<1>))));
static_assert(legal(tg::canonical(tg::mean(tg::softmax(x * y + b)))));

// y*x and x*y, two nodes before, are one after
static_assert(operations(x * y + y * x) == 3 && operations(tg::canonical(x * y + y * x)) == 2);

// run-time numbers follow their place
constexpr auto e = tg::canonical(b * 0.25f + y * 0.5f), f = tg::canonical(0.5f * y + 0.25f * b);
static_assert(same_type(e, f));
static_assert(e.parameters.bits[0] == f.parameters.bits[0] && e.parameters.bits[1] == f.parameters.bits[1]);
