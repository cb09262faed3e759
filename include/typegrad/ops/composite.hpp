// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <limits>
#include <typegrad/ops/exponential.hpp>

/// Composite ops: people see them whole, programs see what `lower` makes of them.
namespace typegrad {

/// The largest element over the reduced axes, or 0 where that is infinite: what may be subtracted before exp. (A NaN is
/// still there after exp.)
constexpr node_ref finite_shift(node_ref x, unsigned mask) {
    const node_ref m{x.graph, make_reduction(*x.graph, op::max_number, x.id, mask)};
    return select(abs(m) <= (x.type() == dtype::float32 ? 3.4028234663852886e38 : 1.7976931348623157e308), m, 0);
}
constexpr node_ref sum_over(node_ref x, unsigned mask) { return {x.graph, make_reduction(*x.graph, op::sum, x.id, mask)}; }

/// y = Σx/n; x̄ += ȳ/n. Of nothing: NaN.
template <> struct rule<op::mean> {
    static constexpr node_ref scale(node_ref x, unsigned mask) {
        builder& g = *x.graph;
        return 1 / element_count(g, masked_shape(g, x.shape(), mask), x.type());
    }
    static constexpr void pullback(pullback_context& c) { c.add_exact(0, c.dy * scale(c.x[0], static_cast<unsigned>(c.attribute()))); }
    static constexpr node_ref lower(node_ref x, unsigned mask) { return sum_over(x, mask) * scale(x, mask); }
};

/// y = log Σ eˣ; x̄ += ȳ·e^(x-y). -inf for all -inf, +inf for any +inf.
template <> struct rule<op::logsumexp> {
    static constexpr void pullback(pullback_context& c) {
        node_ref p{&c.graph, c.graph.intern(make_head(op::softmax, c.x[0].type(), c.x[0].id, static_cast<node_id>(c.attribute()), c.x[0].shape()))};
        c.add_masked(0, c.dy * p, c.dy);
    }
    static constexpr node_ref lower(node_ref x, unsigned mask) {
        const node_ref m = finite_shift(x, mask);
        return log(sum_over(exp(x - m), mask)) + m;
    }
};

/// y = eˣ/Σeˣ; x̄ += y·(ȳ - Σ ȳ·y)
template <> struct rule<op::softmax> {
    static constexpr void pullback(pullback_context& c) {
        const unsigned mask = static_cast<unsigned>(c.attribute());
        const node_ref t = sum_over(c.masked[c.y.id] ? c.guarded(c.dy * c.y) : c.dy * c.y, mask), dx = c.y * (c.dy - t);
        c.add_exact(0, c.masked[c.y.id] ? select(c.dy == 0 && t == 0, 0, dx) : dx);
    }
    static constexpr node_ref lower(node_ref x, unsigned mask) {
        const node_ref e = exp(x - finite_shift(x, mask));
        return e * (1 / sum_over(e, mask));
    }
};

/// y = x - log Σeˣ; x̄ += ȳ - e^y·Σȳ
template <> struct rule<op::log_softmax> {
    static constexpr void pullback(pullback_context& c) {
        const unsigned mask = static_cast<unsigned>(c.attribute());
        builder& g = c.graph;
        node_ref p{&g, g.intern(make_head(op::softmax, c.y.type(), c.x[0].id, static_cast<node_id>(mask), c.y.shape()))};
        const node_ref total = sum_to_shape(c.dy, c.y.shape(), reduced_shape(g, c.y.shape(), mask));
        c.add_exact(0, c.dy - (c.masked[c.y.id] ? select(total == 0, 0, p * total) : p * total));
    }
    static constexpr node_ref lower(node_ref x, unsigned mask) {
        const node_ref s = x - finite_shift(x, mask);
        return s - log(sum_over(exp(s), mask));
    }
};

/// The value with a new last axis of extent 1.
constexpr node_ref expand_last(node_ref x) {
    builder& g = *x.graph;
    node_id extents[max_rank]{};
    for (int k = 0; k < x.rank(); ++k) extents[k] = g.extent_of(x.shape(), k);
    extents[x.rank()] = g.extent(1);
    return {&g, make_reshape(g, x.id, g.make_shape(extents, x.rank() + 1))};
}

/// labels == 0, 1, 2 … along a new last axis of the classes' extent. The index has the size of the floating type it will
/// choose among, so that masks need no conversion.
constexpr node_ref label_mask(node_ref labels, node_id classes, dtype floating) {
    builder& g = *labels.graph;
    const dtype t = floating == dtype::float32 ? dtype::int32 : dtype::int64;
    const node_ref index{&g, g.intern(make_head(op::iota, t, 0, 0, g.make_shape(&classes, 1)))};
    if (t == dtype::int32 && labels.type() == dtype::int64) // numbers that a cast would wrap are no classes
        labels = select(labels >= 0 && labels < element_count(g, g.make_shape(&classes, 1), dtype::int64), labels, -1);
    return expand_last({&g, make_cast(g, labels.id, t)}) == index;
}

/// One value a row: log Σ e^z - z[label], or Σ t·(log Σ e^z - z) for probabilities t.
template <> struct rule<op::softmax_cross_entropy> {
    static constexpr unsigned last_axis(node_ref z) { return 1u << (z.rank() - 1); }
    /// `value` for rows whose label is a class, NaN for others.
    static constexpr node_ref where_valid(node_ref value, node_ref z, node_ref labels) {
        builder& g = *z.graph;
        const node_id classes = g.extent_of(z.shape(), z.rank() - 1);
        const node_ref n = element_count(g, g.make_shape(&classes, 1), labels.type());
        return select(labels >= 0 && labels < n, value, node_ref{&g, g.constant(std::numeric_limits<double>::quiet_NaN(), z.type())});
    }
    static constexpr void pullback(pullback_context& c) {
        builder& g = c.graph;
        const node_ref z = c.x[0], t = c.x[1];
        const node_ref dy = c.dy.shape() == 0 ? c.dy : expand_last(c.full_dy());
        const node_ref p{&g, g.intern(make_head(op::softmax, z.type(), z.id, static_cast<node_id>(last_axis(z)), z.shape()))};
        if (is_integer(t.type())) {
            const node_ref hot = label_mask(t, g.extent_of(z.shape(), z.rank() - 1), z.type());
            c.add_masked(0, (p - select(hot, 1, node_ref{&g, g.constant(0, z.type())})) * where_valid(dy, z, expand_last(t)), dy);
            return;
        }
        c.add_masked(0, (p * sum_over(t, last_axis(z)) - t) * dy, dy);
        const node_ref q{&g, g.intern(make_head(op::log_softmax, z.type(), z.id, static_cast<node_id>(last_axis(z)), z.shape()))};
        c.add_masked(1, -(q * dy), dy);
    }
    static constexpr node_ref lower(node_ref z, node_ref t) {
        builder& g = *z.graph;
        const unsigned mask = last_axis(z);
        const node_ref s = z - finite_shift(z, mask), total = log(sum_over(exp(s), mask));
        if (is_integer(t.type())) {
            const node_ref hot = label_mask(t, g.extent_of(z.shape(), z.rank() - 1), z.type());
            const node_ref row = where_valid(total - sum_over(select(hot, s, 0), mask), z, expand_last(t));
            return {&g, squeeze(g, row.id, mask)};
        }
        const node_ref row = sum_over(select(t == 0, 0, t * (total - s)), mask);
        return {&g, squeeze(g, row.id, mask)};
    }
};

/// Index of the first element equal to the extremum (or NaN).
template <op Extremum>
constexpr node_ref lower_index(node_ref x, unsigned mask) {
    builder& g = *x.graph;
    int axis = 0;
    while ((mask >> axis & 1u) == 0) ++axis;
    const dtype t = size_of(x.type()) == 4 ? dtype::int32 : dtype::int64;
    const node_id n = g.extent_of(x.shape(), axis);
    node_ref index{&g, g.intern(make_head(op::iota, t, 0, 0, g.make_shape(&n, 1)))};
    node_id extents[max_rank]{n};
    const int after = x.rank() - 1 - axis;
    for (int k = 1; k <= after; ++k) extents[k] = g.extent(1);
    index = {&g, make_reshape(g, index.id, g.make_shape(extents, after + 1))};
    const node_ref best{&g, make_reduction(g, Extremum, x.id, mask)};
    node_ref hit = x == best;
    if (is_floating(x.type())) hit = hit || x != x;
    const node_ref first = select(hit, index, t == dtype::int32 ? 2147483647 : std::int64_t{9223372036854775807});
    return {&g, make_cast(g, make_reduction(g, op::min, first.id, mask), dtype::int64)};
}

/// y = index of the first largest element; no gradient
template <> struct rule<op::argmax> {
    static constexpr void pullback(pullback_context&) {}
    static constexpr node_ref lower(node_ref x, unsigned mask) { return lower_index<op::max>(x, mask); }
};
/// y = index of the first smallest element; no gradient
template <> struct rule<op::argmin> {
    static constexpr void pullback(pullback_context&) {}
    static constexpr node_ref lower(node_ref x, unsigned mask) { return lower_index<op::min>(x, mask); }
};
/// y = 1 where the last axis' index is the label, else 0; no gradient
template <> struct rule<op::one_hot> {
    static constexpr void pullback(pullback_context&) {}
    static constexpr node_ref lower(node_ref labels, node_id shape, dtype type) {
        builder& g = *labels.graph;
        const node_ref hot = label_mask(labels, g.extent_of(shape, g.rank_of_shape(shape) - 1), type);
        return select(hot, node_ref{&g, g.constant(1, type)}, 0);
    }
};

} // namespace typegrad
