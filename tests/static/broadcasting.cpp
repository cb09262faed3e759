// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// The seven questions about broadcasting that divide array libraries: (5,3,2) with …
#include <string_view>
#include <typegrad/graph/arrays.hpp>

namespace tg = typegrad;

struct answer {
    bool failed = false;
    tg::message text{};
    int rank = 0;
    std::int64_t extents[tg::max_rank]{};
};

/// x[5,3,2] + y[extents…]
template <class... I>
constexpr answer add_to_5_3_2(I... extents) {
    tg::graph_storage<128> s;
    tg::builder& g = s.graph;
    const auto leaf = [&](tg::word name, auto... n) {
        const tg::node_id e[]{0, g.extent(n)...};
        const tg::node_id shape = g.make_shape(e + 1, static_cast<int>(sizeof...(n)));
        return tg::node_ref{&g, g.intern(tg::make_head(tg::op::input, tg::dtype::float32, 0, 0, shape, 1), &name)};
    };
    const tg::node_ref y = leaf('x', 5, 3, 2) + leaf('y', extents...);
    answer out{g.failed, g.error};
    if (g.failed) return out;
    out.rank = y.rank();
    for (int k = 0; k < out.rank; ++k) out.extents[k] = g.extent_value(g.extent_of(y.shape(), k));
    return out;
}
constexpr bool stays_5_3_2(const answer& a) {
    return !a.failed && a.rank == 3 && a.extents[0] == 5 && a.extents[1] == 3 && a.extents[2] == 2;
}
template <class... I>
constexpr bool fails(const char* text, I... extents) {
    const answer a = add_to_5_3_2(extents...);
    return a.failed && std::string_view(a.text.text) == text;
}

static_assert(stays_5_3_2(add_to_5_3_2(3, 2)));
static_assert(fails("add: x[5,3,2] + y[5,2]: axis 1 is 3 and 5", 5, 2));
static_assert(fails("add: x[5,3,2] + y[5,3]: axis 1 is 3 and 5", 5, 3));
static_assert(stays_5_3_2(add_to_5_3_2(5, 1, 2)));
static_assert(stays_5_3_2(add_to_5_3_2(1, 3, 2)));
static_assert(stays_5_3_2(add_to_5_3_2(5, 3, 1)));
static_assert(stays_5_3_2(add_to_5_3_2()));

// and both operands may stretch
static_assert(add_to_5_3_2(4, 1, 1, 1).rank == 4 && add_to_5_3_2(4, 1, 1, 1).extents[0] == 4);
