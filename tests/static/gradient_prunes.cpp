// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// The gradient holds nothing that the wanted leaves do not need.
#include <typegrad/transforms/gradient.hpp>
#include <support/legal.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

template <class... E>
constexpr int added_operations(E... loss_and_leaves) {
    // words of the gradient graph by the first leaf, beyond the loss' own
    auto storage = tg::graph_storage<1024>(&tg::fold);
    tg::builder& g = storage.graph;
    tg::node_id ids[sizeof...(E)]{};
    std::size_t n = 0;
    ((ids[n++] = tg::lift(g, loss_and_leaves).id), ...);
    tg::node_id out = 0;
    tg::add_gradient<1024>(g, ids[0], tg::one_like(g, ids[0]), ids + 1, 1, &out);
    tg::graph_data<1024, 1> data;
    tg::extract(data, g, &out);
    int count = 0;
    for (std::uint32_t at = 0; at < data.size; at += 1 + static_cast<std::uint32_t>(tg::payload_of(data.words[at])))
        if (tg::info(tg::op_of(data.words[at])).kind > tg::kind::leaf) ++count;
    return count;
}
constexpr auto x = tg::input<"x", double, 3>;
constexpr auto w = tg::variable<"w", double, 3>;
constexpr auto b = tg::variable<"b", double>;

static_assert(added_operations(tg::sum(x + w), w) == 1);       // ones: a constant, broadcast
static_assert(added_operations(tg::sum(x * w), w) == 0);       // x itself
static_assert(added_operations(tg::sum(tg::exp(x) + w), w) == 1);
static_assert(added_operations(tg::sum(tg::exp(w)), w) == 1);  // the forward value is the derivative
static_assert(added_operations(tg::sum(x * x), w) == 1);       // zero, broadcast
static_assert(added_operations(tg::sum(x) + b, b) == 0);
static_assert(added_operations(tg::sum(x * 0_c + b), b) == 0); // three ones, folded
static_assert(added_operations(tg::sum(tg::floor(w) * x), w) == 1);
static_assert(added_operations(tg::sum(tg::sigmoid(w)), w) == 3);
