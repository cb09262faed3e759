// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/ops/rule.hpp>

/// Ops that move numbers without changing them, and casts.
namespace typegrad {

/// y = x as another type; x̄ += ȳ as x's type (of a half as `float`), between floating types only.
template <> struct rule<op::cast> {
    static constexpr void pullback(pullback_context& c) {
        if (is_floating(c.y.type()) && is_floating(c.x[0].type()))
            c.add_linear(0, {&c.graph, make_cast(c.graph, c.dy.id, computed_type(c.x[0].type()))});
    }
};

/// y = x repeated along axes of extent 1; x̄ += ȳ summed over them.
template <> struct rule<op::broadcast_to> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return x; }
    static constexpr void pullback(pullback_context& c) { c.add_linear(0, c.dy); }
};

/// y = x's elements in row-major order under another shape; x̄ += ȳ reshaped.
template <> struct rule<op::reshape> {
    static constexpr void pullback(pullback_context& c) {
        if (c.dy.shape() == 0) c.add_exact(0, c.dy);
        else c.add_exact(0, {&c.graph, make_reshape(c.graph, c.full_dy().id, c.x[0].shape())});
    }
};

/// y = x with its axes permuted; x̄ += ȳ permuted back.
template <> struct rule<op::transpose> {
    static constexpr void pullback(pullback_context& c) {
        const word forward = c.graph.words[c.y.id + 1];
        word back = 0;
        for (int k = 0; k < c.y.rank(); ++k) back |= static_cast<word>(k) << ((forward >> (4 * k) & 15) * 4);
        if (c.dy.shape() == 0) c.add_exact(0, c.dy);
        else c.add_exact(0, {&c.graph, make_transpose(c.graph, c.full_dy().id, back)});
    }
};

/// The index along the first axis of `shape`, shaped to broadcast against it.
constexpr node_ref index_of_first_axis(builder& g, node_id shape) {
    const node_id first = g.extent_of(shape, 0);
    const node_ref index{&g, g.intern(make_head(op::iota, dtype::int64, 0, 0, g.make_shape(&first, 1)))};
    node_id extents[max_rank]{first};
    for (int k = 1; k < g.rank_of_shape(shape); ++k) extents[k] = g.extent(1);
    return {&g, make_reshape(g, index.id, g.make_shape(extents, g.rank_of_shape(shape)))};
}

/// y = x[i]; x̄[i] += ȳ
template <> struct rule<op::element> {
    static constexpr void pullback(pullback_context& c) {
        const node_ref here = index_of_first_axis(c.graph, c.x[0].shape()) == c.attribute();
        c.add_exact(0, select(here, c.dy, 0));
    }
};

/// y[k] = xₖ; x̄ₖ += ȳ[k]
template <> struct rule<op::stack> {
    static constexpr void pullback(pullback_context& c) {
        const node_ref dy = c.full_dy();
        for (int k = 0; k < arity_of(c.y.head()); ++k) {
            c.x[0] = c.y.operand(k);
            if (c.wants(0)) c.add_exact(0, dy[k]);
        }
    }
};

} // namespace typegrad
