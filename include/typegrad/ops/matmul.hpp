// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/ops/rule.hpp>

namespace typegrad {

/// y = a·b; ā += ȳ·bᵀ, b̄ += aᵀ·ȳ (outer products where an operand is a vector).
template <> struct rule<op::matmul> {
    static constexpr node_ref column(node_ref v) { // [k] as [k,1]
        const node_id extents[]{v.graph->extent_of(v.shape(), 0), v.graph->extent(1)};
        return {v.graph, make_reshape(*v.graph, v.id, v.graph->make_shape(extents, 2))};
    }
    static constexpr void pullback(pullback_context& c) {
        const node_ref a = c.x[0], b = c.x[1], dy = c.full_dy();
        const bool vector_a = a.rank() == 1, vector_b = b.rank() == 1;
        if (vector_a && vector_b) {
            if (c.wants(0)) c.add_exact(0, dy * b);
            if (c.wants(1)) c.add_exact(1, dy * a);
            return;
        }
        if (c.wants(0)) c.add_exact(0, vector_b ? column(dy) * b : vector_a ? matmul(b, dy) : matmul(dy, transpose(b)));
        if (c.wants(1)) c.add_exact(1, vector_a ? column(a) * dy : matmul(transpose(a), dy));
    }
};

} // namespace typegrad
