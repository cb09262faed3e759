// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/arrays.hpp>
#include <typegrad/math/functions.hpp>

namespace typegrad {

/// Everything the library knows about one op: `forward` on numbers or SIMD batches, `pullback` on value handles,
/// `lower` for composites, and its edge policy in words. Specialised once per op. `samples` are what it is tested with, everywhere that ops run
/// (tests/ops); `random_in`, where it has one, is where random graphs ask for it.
template <op Code>
struct rule;

inline constexpr double infinity = __builtin_inf();
/// y and dy/dx at x, rounded to double. The numbers are mpmath's.
struct sample { double x, y, slope; };
struct sample_of_two { double a, b, y, slope_a, slope_b; };
struct interval { double low, high; };

/// Elements of `from` that one element of `to` stands for, over the axes where `to` has extent 1 (or none) and `value`
/// does not follow `from` either: the factor a sum over a broadcast value needs.
constexpr node_ref sum_to_shape(node_ref value, node_id from, node_id to) {
    builder& g = *value.graph;
    if (from == to) return value;
    const int rf = g.rank_of_shape(from), rt = g.rank_of_shape(to), rv = value.rank();
    unsigned sum_mask = 0, count_mask = 0, drop = 0;
    for (int k = 0; k < rf; ++k) {
        const int kt = k - (rf - rt), kv = k - (rf - rv);
        const bool one_in_from = g.is_one(g.extent_of(from, k));
        const bool one_in_to = kt < 0 || g.is_one(g.extent_of(to, kt));
        const bool one_in_value = kv < 0 || g.is_one(g.extent_of(value.shape(), kv));
        if (kt < 0 && kv >= 0) drop |= 1u << kv;
        if (one_in_from || !one_in_to) continue;
        if (one_in_value) count_mask |= 1u << k;
        else sum_mask |= 1u << kv;
    }
    if (sum_mask != 0) value = {&g, make_reduction(g, op::sum, value.id, sum_mask)};
    if (drop != 0) value = {&g, squeeze(g, value.id, drop)};
    if (count_mask != 0) value = value * element_count(g, masked_shape(g, from, count_mask), value.type());
    return value;
}

/// Adds a contribution to a node's adjoint, which is kept plus one, or 0.
constexpr void accumulate(node_id& slot, node_ref value) {
    slot = static_cast<node_id>((slot == 0 ? value : node_ref{value.graph, static_cast<node_id>(slot - 1)} + value).id + 1);
}

/// What a pullback sees: the node y = op(x[0], x[1], …) and the adjoint of y, whose shape may be smaller than y's as
/// long as it broadcasts to it. `add` sends a contribution to an operand.
struct pullback_context {
    builder& graph;
    node_ref y, dy;
    node_ref x[3];
    node_id* adjoint;       ///< per node: its adjoint plus one, or 0
    const bool* needed;     ///< per node: does a wanted gradient pass through it?
    bool* masked;           ///< per node: may its adjoint be zero because a select did not take it?

    constexpr bool wants(int k) const { return needed[x[k].id]; }
    constexpr int attribute() const { return b_of(y.head()); }

    /// Contribution of an elementwise op: sums over the axes that were broadcast. Where the adjoint may have been masked
    /// to zero, the product with an infinite or NaN derivative is masked too.
    constexpr void add(int k, node_ref value) {
        if (wants(k)) add_exact(k, sum_to_shape(masked[y.id] ? guarded(value) : value, y.shape(), x[k].shape()));
    }
    /// The same where the derivative is infinite at a point that programs do meet: an adjoint of 0 stays 0 there.
    constexpr void add_steep(int k, node_ref value) {
        if (!graph.is_value(dy.id, 0)) add_linear(k, graph.is_constant(dy.id) ? value : guarded(value));
    }
    /// The same where the adjoint is multiplied by nothing that can be infinite or NaN, even at NaN.
    constexpr void add_linear(int k, node_ref value) {
        if (wants(k)) add_exact(k, sum_to_shape(value, y.shape(), x[k].shape()));
    }
    /// A contribution that broadcasts to the operand's shape already.
    constexpr void add_exact(int k, node_ref value) {
        if (!wants(k)) return;
        accumulate(adjoint[x[k].id], value);
        masked[x[k].id] = masked[x[k].id] || masked[y.id];
    }
    /// The same for a contribution whose factor may be infinite or NaN; `dy` is the adjoint as it broadcasts to it.
    constexpr void add_masked(int k, node_ref value, node_ref dy_there) {
        if (wants(k)) add_exact(k, masked[y.id] ? select(dy_there == 0, 0, value) : value);
    }
    constexpr void mask(int k) { masked[x[k].id] = true; }
    constexpr node_ref guarded(node_ref value) const { return select(dy == 0, 0, value); }
    /// The adjoint in y's full shape.
    constexpr node_ref full_dy() const { return {&graph, make_broadcast(graph, dy.id, y.shape())}; }
};

} // namespace typegrad
