// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// The generator of random graphs runs in constant evaluation, and what it makes is legal there.
#include <support/random_graph.hpp>
#include <support/legal.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto random_source = [](auto x, auto w) {
    random_graphs::generator make(*x.graph, 7);
    make.add_leaf_value(x);
    make.add_leaf_value(w);
    return make.generate(12);
};
constexpr auto e = tg::graph(random_source)(tg::input<"x", double, 3, 2>, tg::variable<"w", double, 2>);
static_assert(legal(e));
static_assert(e.rank() == 0 && e.type() == tg::dtype::float64);
static_assert(operations(e) > 10);
