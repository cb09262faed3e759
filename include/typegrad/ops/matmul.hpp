// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/einsum.hpp>
#include <typegrad/ops/rule.hpp>

namespace typegrad {

/// The adjoint of operand `k` of a product whose axes are labelled: the product of ȳ and the other operand. Axes along which ȳ
/// stays the same are summed in the other operand before anything is multiplied.
constexpr node_ref product_adjoint(const pullback_context& c, axis_labels labels, int k) {
    const node_ref dy = c.dy, x = c.x[k], other = c.x[1 - k];
    const int lead = c.y.rank() - dy.rank();
    axis_labels out;
    int next = axis_labels::summed;
    int place[axis_labels::none + 1]{}; // of each label of the product, plus one
    for (int j = 0; j < x.rank(); ++j)
        if (labels(k, j) != axis_labels::none) place[labels(k, j)] = j + 1;
    const auto label = [&](int l) { // (only what the result does not have is new)
        if (place[l] == 0) place[l] = ++next;
        return place[l] - 1;
    };
    for (int j = 0; j < dy.rank(); ++j)
        if (labels.has(j + lead)) out.set(0, j, label(j + lead));
    for (int j = 0; j < other.rank(); ++j)
        if (labels(1 - k, j) != axis_labels::none) out.set(1, j, label(labels(1 - k, j)));
    return {c.y.graph, make_einsum(*c.y.graph, dy.id, other.id, out, x.rank())};
}

/// y = Σ a·b over what the result does not have.
template <> struct rule<op::einsum> {
    static constexpr void pullback(pullback_context& c) {
        const axis_labels labels = labels_of(c.graph.words, c.y.id);
        for (int k = 0; k < 2; ++k)
            if (c.wants(k)) c.add_exact(k, product_adjoint(c, labels, k));
    }
};

/// y = a·b; ā += ȳ·bᵀ, b̄ += aᵀ·ȳ (outer products where an operand is a vector).
template <> struct rule<op::matmul> {
    static constexpr node_ref column(node_ref v) { // [k] as [k,1]
        const node_id extents[]{v.graph->extent_of(v.shape(), 0), v.graph->extent(1)};
        return {v.graph, make_reshape(*v.graph, v.id, v.graph->make_shape(extents, 2))};
    }
    static constexpr void pullback(pullback_context& c) {
        const node_ref a = c.x[0], b = c.x[1], dy = c.dy;
        const bool vector_a = a.rank() == 1, vector_b = b.rank() == 1;
        if (vector_a && vector_b) {
            if (c.wants(0)) c.add_exact(0, dy * b);
            if (c.wants(1)) c.add_exact(1, dy * a);
            return;
        }
        if (dy.shape() != c.y.shape() || is_half(a.type())) {
            for (int k = 0; k < 2; ++k)
                if (c.wants(k)) c.add_exact(k, product_adjoint(c, matmul_labels(a.rank(), b.rank()), k));
            return;
        }
        if (c.wants(0)) c.add_exact(0, vector_b ? column(dy) * b : vector_a ? matmul(b, dy) : matmul(dy, transpose(b)));
        if (c.wants(1)) c.add_exact(1, vector_a ? column(a) * dy : matmul(transpose(a), dy));
    }
};

} // namespace typegrad
