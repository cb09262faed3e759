// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/transforms/canonical.hpp>

/// Products in canonical form.
namespace typegrad {

/// Takes a transpose or repetition of operand `o` into the labels: true where there was one.
constexpr bool absorb_view(contraction& c, int o) {
    builder& g = c.g;
    const node_id x = c.x[o], inner = a_of(g.head(x));
    const int rank = g.rank(x);
    axis_labels labels = c.labels;
    for (int k = 0; k < max_rank; ++k) labels.set(o, k, axis_labels::none);
    if (op_of(g.head(x)) == op::transpose) {
        for (int k = 0; k < rank; ++k) labels.set(o, static_cast<int>(g.words[x + 1] >> (4 * k) & 15), c.labels(o, k));
    } else if (op_of(g.head(x)) == op::broadcast_to && b_of(g.head(x)) == 0 && !g.is_constant(inner)) {
        const int lead = rank - g.rank(inner);
        for (int k = 0; k < rank; ++k) {
            const bool kept = k >= lead && g.extent_of(g.shape(inner), k - lead) == g.extent_of(g.shape(x), k);
            if (kept) labels.set(o, k - lead, c.labels(o, k));
            else if (const int l = c.labels(o, k); l >= axis_labels::summed && l != axis_labels::none && c.labels.axis(1 - o, l) < 0) return false; // counted
        }
    } else return false;
    c.labels = labels;
    c.x[o] = inner;
    return true;
}

/// Have both operands the same axes in the same order, and is one row of each a sum? Then no axis is there to be shared by rows.
constexpr bool lies_alike(const contraction& c) {
    if (c.g.shape(c.x[0]) != c.g.shape(c.x[1])) return false;
    int last = -1;
    for (int k = 0; k < c.g.rank(c.x[0]); ++k) {
        const int label = c.labels(0, k);
        if (label != c.labels(1, k)) return false;
        if (label == axis_labels::none || label >= axis_labels::summed) continue;
        if (label < last) return false;
        last = label;
    }
    return true;
}

/// Do a product's factors stay halves? Where they are multiplied as they are, and nothing else happens to them.
constexpr bool stays_half(contraction c) {
    return c.g.half_products && c.labels.sums() && !lies_alike(c) && c.take_lonely(0) == 0 && c.take_lonely(1) == 0;
}

/// Products read their operands wherever these lie: transposes and repetitions become labels. What sums nothing is elementwise,
/// and a sum of products of elements that lie side by side is a fused sum.
constexpr node_id canonical_product(builder& g, node_id a, node_id b, axis_labels labels, int rank, node_id shape) {
    contraction c{g, {a, b}, labels, rank};
    for (int o = 0; o < 2; ++o)
        while (absorb_view(c, o)) {}
    c.drop_units();
    if (is_half(g.type(c.x[0])) && !stays_half(c))
        for (node_id& x : c.x) x = canonical_elementwise(g, op::cast, dtype::float32, 0, g.shape(x), &x, 1);
    for (int o = 0; o < 2; ++o)
        if (const unsigned mask = c.take_lonely(o); mask != 0) c.x[o] = canonical_reduction(g, op::sum, c.x[o], mask);
    node_id y = 0;
    const node_id made = c.shape();
    if (!c.labels.sums()) {
        for (int o = 0; o < 2; ++o) {
            const node_id aligned = c.aligned_shape(o);
            c.x[o] = canonical_reshape(g, make_transpose(g, c.x[o], c.alignment(o)), aligned);
        }
        y = canonical_elementwise(g, op::multiply, g.type(c.x[0]), 0, made, c.x, 2);
    } else if (lies_alike(c)) {
        unsigned mask = 0;
        for (int k = 0; k < g.rank(c.x[0]); ++k)
            if (c.labels(0, k) >= axis_labels::summed) mask |= 1u << k;
        y = canonical_elementwise(g, op::multiply, g.type(c.x[0]), 0, g.shape(c.x[0]), c.x, 2);
        y = canonical_reshape(g, canonical_reduction(g, op::sum, y, mask), made);
    } else y = c.node();
    return g.shape(y) == shape ? y : make_broadcast(g, y, shape);
}

/// The sum of a product over axes of its result sums over more axes at once, and over those of one operand alone first: the
/// sum of all elements of A·B is that of (the sums of A's columns) · (the sums of B's rows).
constexpr node_id sum_of_product(builder& g, node_id product, unsigned mask) {
    const int rank = g.rank(product);
    axis_labels labels = labels_of(g.words, product);
    int next = axis_labels::summed;
    while (labels.has(next)) ++next;
    for (int k = 0; k < rank; ++k) {
        if ((mask >> k & 1u) == 0 || !labels.has(k)) continue;
        if (next == axis_labels::none) return 0;
        for (int o = 0; o < 2; ++o)
            if (const int axis = labels.axis(o, k); axis >= 0) labels.set(o, axis, next);
        ++next;
    }
    return canonical_product(g, a_of(g.head(product)), b_of(g.head(product)), labels, rank, reduced_shape(g, g.shape(product), mask));
}

} // namespace typegrad
