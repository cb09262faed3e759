// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// A value that is used again and again does not double the graph.
#include <support/legal.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto twice(auto h) { return h * h + h; }
template <int N>
constexpr auto repeated(auto h) {
    if constexpr (N == 0) return h;
    else return repeated<N - 1>(twice(h));
}
constexpr auto x = tg::input<"x", float, 3>;
constexpr auto deep = repeated<20>(x);

static_assert(operations(deep) == 40);
static_assert(size_of_graph(deep) == size_of_graph(x) + 40);
static_assert(legal(deep));
