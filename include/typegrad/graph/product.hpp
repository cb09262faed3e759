// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/make.hpp>

/// Sums of products: `einsum`, of which matrix products of any rank are special cases.
namespace typegrad {

/// Which axes of the two operands of a product and of its result belong together. Each axis of an operand has a label: 0 … 7
/// is that axis of the result, over 8 … 14 is summed, and an axis of extent 1 may have none. An axis of the result that no
/// operand has has extent 1.
struct axis_labels {
    static constexpr int summed = 8, none = 15;
    word bits = ~word{0}; ///< four an axis, the second operand's in the upper half

    constexpr int operator()(int operand, int axis) const { return static_cast<int>(bits >> (32 * operand + 4 * axis) & 15); }
    constexpr void set(int operand, int axis, int label) {
        const int at = 32 * operand + 4 * axis;
        bits = (bits & ~(word{15} << at)) | static_cast<word>(label) << at;
    }
    /// The axis of an operand that has this label, or -1.
    constexpr int axis(int operand, int label) const {
        for (int k = 0; k < max_rank; ++k)
            if ((*this)(operand, k) == label) return k;
        return -1;
    }
    constexpr bool has(int label) const { return axis(0, label) >= 0 || axis(1, label) >= 0; }
    constexpr bool sums() const {
        for (int label = summed; label < none; ++label)
            if (has(label)) return true;
        return false;
    }
};

constexpr axis_labels labels_of(const word* words, node_id product) { return {words[product + 1]}; }

/// [m,k]·[k,n]: also of vectors (rank 1) and of arrays of matrices, whose leading axes broadcast.
constexpr axis_labels matmul_labels(int ra, int rb) {
    axis_labels l;
    const int batch = (ra > rb ? ra : rb) > 2 ? (ra > rb ? ra : rb) - 2 : 0;
    for (int k = 0; k + 2 < ra; ++k) l.set(0, k, batch - (ra - 2) + k);
    for (int k = 0; k + 2 < rb; ++k) l.set(1, k, batch - (rb - 2) + k);
    if (ra > 1) l.set(0, ra - 2, batch);
    l.set(0, ra - 1, axis_labels::summed);
    l.set(1, rb > 1 ? rb - 2 : 0, axis_labels::summed);
    if (rb > 1) l.set(1, rb - 1, batch + (ra > 1 ? 1 : 0));
    return l;
}
constexpr int matmul_rank(int ra, int rb) { return (ra > rb ? ra : rb) > 2 ? (ra > rb ? ra : rb) - (ra == 1 || rb == 1 ? 1 : 0) : ra + rb - 2; }

/// A product in the making: einsum of `x[0]` and `x[1]`, whose result has `rank` axes.
struct contraction {
    builder& g;
    node_id x[2];
    axis_labels labels;
    int rank;

    constexpr node_id extent(int operand, int axis) const { return g.extent_of(g.shape(x[operand]), axis); }
    /// The extent of what has this label: of two that agree a number, where one is 1 the other.
    constexpr node_id extent_of_label(int label) const {
        const int a = labels.axis(0, label), b = labels.axis(1, label);
        if (a < 0 || b < 0) return a >= 0 ? extent(0, a) : b >= 0 ? extent(1, b) : g.extent(1);
        const bool second = g.is_one(extent(0, a)) || (!g.is_static(extent(0, a)) && g.is_static(extent(1, b)) && !g.is_one(extent(1, b)));
        return second ? extent(1, b) : extent(0, a);
    }
    /// Axes of extent 1 take part in nothing.
    constexpr void drop_units() {
        for (int o = 0; o < 2; ++o)
            for (int k = 0; k < g.rank(x[o]); ++k)
                if (labels(o, k) != axis_labels::none && g.is_one(extent(o, k))) labels.set(o, k, axis_labels::none);
    }
    /// Axes of operand `o` that are summed over and the other one does not have, which lose their labels.
    constexpr unsigned take_lonely(int o) {
        unsigned mask = 0;
        for (int k = 0; k < g.rank(x[o]); ++k) {
            const int label = labels(o, k);
            if (label < axis_labels::summed || label == axis_labels::none || labels.axis(1 - o, label) >= 0) continue;
            mask |= 1u << k;
            labels.set(o, k, axis_labels::none);
        }
        return mask;
    }
    /// Summed axes are numbered as they follow one another in the first operand, so that equal products look alike.
    constexpr void renumber() {
        int next = axis_labels::summed;
        for (int k = 0; k < g.rank(x[0]); ++k) {
            const int label = labels(0, k);
            if (label < axis_labels::summed || label == axis_labels::none) continue;
            const int a = labels.axis(0, next), b = labels.axis(1, next), mine = labels.axis(1, label);
            if (a >= 0) labels.set(0, a, label);
            if (b >= 0) labels.set(1, b, label);
            labels.set(0, k, next);
            if (mine >= 0) labels.set(1, mine, next);
            ++next;
        }
    }
    constexpr node_id shape() const {
        node_id extents[max_rank]{};
        for (int k = 0; k < rank; ++k) extents[k] = extent_of_label(k);
        return g.make_shape(extents, rank);
    }
    /// Operand `o` as an array of the result's rank, where nothing is summed.
    constexpr word alignment(int o) const { // the permutation that puts its axes into the result's order
        word permutation = 0;
        int n = 0;
        for (int label = 0; label < rank; ++label)
            if (const int k = labels.axis(o, label); k >= 0) permutation |= static_cast<word>(k) << (4 * n++);
        for (int k = 0; k < g.rank(x[o]); ++k)
            if (labels(o, k) == axis_labels::none) permutation |= static_cast<word>(k) << (4 * n++);
        return permutation;
    }
    constexpr node_id aligned_shape(int o) const {
        node_id extents[max_rank]{};
        for (int k = 0; k < rank; ++k) {
            const int axis = labels.axis(o, k);
            extents[k] = axis >= 0 ? extent(o, axis) : g.extent(1);
        }
        return g.make_shape(extents, rank);
    }
    constexpr node_id node() {
        renumber();
        return g.intern(make_head(op::einsum, computed_type(g.type(x[0])), x[0], x[1], shape(), 1), &labels.bits);
    }
};

/// The einsum of two operands of one element type, whose extents agree. Axes that only one of them has are summed there. Of an adjoint in
/// `float` and a half it is a product of halves, where it is a product.
constexpr node_id make_einsum(builder& g, node_id a, node_id b, axis_labels labels, int rank) {
    contraction c{g, {a, b}, labels, rank};
    c.drop_units();
    bool summed = false; // a half, which is a float then
    for (int o = 0; o < 2; ++o)
        if (const unsigned mask = c.take_lonely(o); mask != 0) {
            summed = summed || is_half(g.type(c.x[o]));
            c.x[o] = make_reduction(g, op::sum, c.x[o], mask);
        }
    if (const dtype factor = is_half(g.type(c.x[0])) ? g.type(c.x[0]) : g.type(c.x[1]); g.type(c.x[0]) != g.type(c.x[1]))
        for (node_id& x : c.x) x = make_cast(g, x, c.labels.sums() && !summed ? factor : dtype::float32);
    if (c.labels.sums()) return c.node();
    for (int o = 0; o < 2; ++o) {
        const node_id shape = c.aligned_shape(o);
        c.x[o] = make_reshape(g, make_transpose(g, c.x[o], c.alignment(o)), shape);
    }
    return make_binary(g, op::multiply, c.x[0], c.x[1]);
}

/// Brings the factors of a product to one element type. Two of one half type stay as they are: their product is a `float`, and they
/// may go to units that multiply them.
constexpr bool unify_factors(builder& g, node_id& a, node_id& b, op because) {
    if (g.type(a) == g.type(b)) return true;
    compute(g, a, b);
    return unify(g, a, b, because);
}

/// Types and extents of a product's operands: false, and an error, where they do not fit.
constexpr bool check_matmul(builder& g, node_id& a, node_id& b) {
    const int ra = g.rank(a), rb = g.rank(b);
    message m = g.about("matmul", a, " * ", b);
    if (ra < 1 || rb < 1) {
        g.fail(m << "a scalar is no matrix (multiply with *)");
        return false;
    }
    if (!unify_factors(g, a, b, op::matmul)) return false;
    if (g.type(a) == dtype::boolean) {
        g.fail(m << "needs numbers, not bool (tg::cast converts)");
        return false;
    }
    const node_id ka = g.extent_of(g.shape(a), ra - 1), kb = g.extent_of(g.shape(b), rb > 1 ? rb - 2 : 0);
    if (ka != kb) {
        if (g.is_static(ka) && g.is_static(kb)) {
            g.fail(m << "inner dimensions " << g.extent_value(ka) << " and " << g.extent_value(kb) << " differ");
            return false;
        }
        g.agree(ka, kb, op::matmul);
    }
    for (int k = 3; k <= ra && k <= rb; ++k) { // arrays of matrices broadcast
        const node_id ea = g.extent_of(g.shape(a), ra - k), eb = g.extent_of(g.shape(b), rb - k);
        if (ea == eb || g.is_one(ea) || g.is_one(eb)) continue;
        if (g.is_static(ea) && g.is_static(eb)) {
            g.fail(m << "axis " << (ra > rb ? ra : rb) - k << " is " << g.extent_value(ea) << " and " << g.extent_value(eb));
            return false;
        }
        g.agree(ea, eb, op::matmul);
    }
    return true;
}

/// [m,k]·[k,n] = [m,n], [m,k]·[k] = [m], [k]·[k,n] = [n], [k]·[k] = scalar; leading axes are those of arrays of matrices.
constexpr node_id make_matmul(builder& g, node_id a, node_id b) {
    if (!check_matmul(g, a, b)) return 0;
    const int ra = g.rank(a), rb = g.rank(b);
    const contraction c{g, {a, b}, matmul_labels(ra, rb), matmul_rank(ra, rb)};
    if (ra > 2 || rb > 2) return make_einsum(g, a, b, c.labels, c.rank);
    return g.intern(make_head(op::matmul, computed_type(g.type(a)), a, b, c.shape()));
}

} // namespace typegrad
