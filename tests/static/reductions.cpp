// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Shapes of reductions: all axes, some, negative ones, kept ones.
#include <support/legal.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", float, 2, 3, 4>;

constexpr bool has_shape(auto e, std::initializer_list<int> extents) {
    using E = decltype(e);
    if (E::rank() != static_cast<int>(extents.size())) return false;
    int k = 0;
    for (const int n : extents)
        if (tg::static_extent_of(E::stream()[tg::operand_of(E::stream(), tg::shape_of(E::stream()[E::root()]), k++)]) != n) return false;
    return legal(e);
}
static_assert(has_shape(tg::sum(x), {}));
static_assert(has_shape(tg::sum(x, tg::axis<1>), {2, 4}));
static_assert(has_shape(tg::sum(x, tg::axis<-1>), {2, 3}));
static_assert(has_shape(tg::max(x, tg::axis<0, 2>), {3}));
static_assert(has_shape(tg::min(x, tg::axis<0, 2>, tg::keepdims), {1, 3, 1}));
static_assert(has_shape(tg::prod(x, tg::keepdims), {1, 1, 1}));
static_assert(has_shape(tg::mean(x, tg::axis<2>), {2, 3}));
static_assert(has_shape(tg::logsumexp(x, tg::axis<1>, tg::keepdims), {2, 1, 4}));
static_assert(has_shape(tg::softmax(x), {2, 3, 4}) && has_shape(tg::log_softmax(x, tg::axis<0>), {2, 3, 4}));
static_assert(has_shape(tg::argmax(x, tg::axis<1>), {2, 4}));
static_assert(has_shape(tg::argmin(x, tg::axis<0>, tg::keepdims), {1, 3, 4}));
static_assert(std::same_as<decltype(tg::sum(x, tg::axis<-1>)), decltype(tg::sum(x, tg::axis<2>))>);

// views and products
static_assert(has_shape(tg::transpose(x), {4, 3, 2}) && has_shape(tg::transpose(x, tg::axis<1, 0, 2>), {3, 2, 4}));
static_assert(has_shape(tg::reshape<6, 4>(x), {6, 4}) && has_shape(tg::reshape<24>(x), {24}));
static_assert(has_shape(tg::element<1>(x), {3, 4}));
static_assert(has_shape(tg::stack(x, x, x), {3, 2, 3, 4}));
static_assert(has_shape(tg::broadcast_to<5, 2, 3, 4>(x), {5, 2, 3, 4}));
static_assert(has_shape(tg::matmul(tg::element<0>(x), tg::input<"W", float, 4, 5>), {3, 5}));
static_assert(has_shape(tg::matmul(tg::element<0>(x), tg::input<"v", float, 4>), {3}));
static_assert(has_shape(tg::matmul(tg::input<"u", float, 3>, tg::element<0>(x)), {4}));
static_assert(has_shape(tg::dot(tg::input<"u", float, 3>, tg::input<"w", float, 3>), {}));
static_assert(has_shape(tg::softmax_cross_entropy(x, tg::input<"labels", std::int32_t, 2, 3>), {2, 3}));
static_assert(has_shape(tg::softmax_cross_entropy(x, tg::softmax(x)), {2, 3}));
static_assert(has_shape(tg::one_hot<10>(tg::input<"labels", std::int64_t, 7>), {7, 10}));
