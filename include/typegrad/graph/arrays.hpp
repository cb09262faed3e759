// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/elementwise.hpp>
#include <typegrad/graph/product.hpp>

/// Functions that change shapes: reductions, views, products; for handles and expressions alike. Reductions are called f(x),
/// f(x, axis<1>), f(x, axis<0, 1>), each also with `keepdims` behind; without axes they take all. Errors: an axis that the
/// array does not have or that is named twice; element types that the operation does not take.
namespace typegrad {

template <int... Axes> struct axis_list {};
/// Axes of an array, counted from 0, or from the end when negative: `tg::sum(x, tg::axis<0, -1>)`.
template <int... Axes> inline constexpr axis_list<Axes...> axis{};

struct keepdims_tag {};
/// Keeps reduced axes, with extent 1.
inline constexpr keepdims_tag keepdims{};

/// The bit mask of `axes` for an array of `rank` axes; an error where one is out of range or named twice.
template <int... Axes>
constexpr unsigned axis_mask(builder& g, op because, node_id a) {
    const int rank = g.rank(a);
    if constexpr (sizeof...(Axes) == 0) return (1u << rank) - 1;
    else {
        unsigned mask = 0;
        for (const int axis : {Axes...}) {
            const int k = axis < 0 ? axis + rank : axis;
            message m = g.about(info(because).name, a);
            if (k < 0 || k >= rank) g.fail(m << "axis " << axis << " is out of range for " << rank << " axes");
            else if ((mask >> k & 1u) != 0) g.fail(m << "axis " << axis << " is named twice");
            else mask |= 1u << k;
        }
        return mask;
    }
}

constexpr node_id squeeze(builder& g, node_id a, unsigned mask) {
    return make_reshape(g, a, squeezed_shape(g, g.shape(a), mask));
}

/// Composite reductions (mean, logsumexp, argmax …) keep the rank as the primitive ones do.
constexpr node_id make_composite_reduction(builder& g, op code, node_id a, unsigned mask) {
    const bool index = code == op::argmax || code == op::argmin;
    a = computed(g, a);
    if (!is_floating(g.type(a)) && !(index && is_integer(g.type(a)))) {
        message m = g.about(info(code).name, a);
        m << "needs floating numbers, not " << name_of(g.type(a)) << " (tg::cast<double> converts)";
        return g.fail(m);
    }
    if (code == op::mean || code == op::logsumexp)
        for (int k = 0; k < g.rank(a); ++k)
            if (g.is_one(g.extent_of(g.shape(a), k))) mask &= ~(1u << k);
    if (mask == 0) return a;
    if (code != op::mean && reduces_nothing(g, code, a, mask)) return 0;
    const bool keeps = code == op::softmax || code == op::log_softmax;
    const node_id shape = keeps ? g.shape(a) : reduced_shape(g, g.shape(a), mask);
    return g.intern(make_head(code, index ? dtype::int64 : g.type(a), a, static_cast<node_id>(mask), shape));
}

template <op Code, bool Keep, int... Axes>
struct reduction_function {
    constexpr node_ref operator()(node_ref x) const {
        builder& g = *x.graph;
        const unsigned mask = axis_mask<Axes...>(g, Code, x.id);
        if (g.failed) return {&g, 0};
        const node_id y = info(Code).kind == kind::reduction ? make_reduction(g, Code, x.id, mask) : make_composite_reduction(g, Code, x.id, mask);
        return {&g, Keep || g.failed ? y : squeeze(g, y, mask)};
    }
};

template <op Code, class A>
constexpr auto reduce(const A& x) { return apply<reduction_function<Code, false>>(x); }
template <op Code, class A, int... Axes>
constexpr auto reduce(const A& x, axis_list<Axes...>) { return apply<reduction_function<Code, false, Axes...>>(x); }
template <op Code, class A, int... Axes>
constexpr auto reduce(const A& x, axis_list<Axes...>, keepdims_tag) { return apply<reduction_function<Code, true, Axes...>>(x); }
template <op Code, class A>
constexpr auto reduce(const A& x, keepdims_tag) { return apply<reduction_function<Code, true>>(x); }
template <op Code, class A, class... How>
constexpr mistake reduce(const A&, How...) {
    constexpr bool axes = sizeof(A) == 0;
    static_assert(axes, "typegrad: a reduction takes axes as tg::axis<1> or tg::axis<0, 2>, and tg::keepdims behind them");
    return {};
}

// y = f(x), f(x, axis<1>), f(x, axis<0, 1>, keepdims) …
/// Sum; of nothing 0. Adjoint: x̄ += ȳ, broadcast.
template <symbolic A, class... How> constexpr auto sum(const A& x, How... how) { return reduce<op::sum>(x, how...); }
/// Product; of nothing 1. Adjoint: x̄ += ȳ · (product of the others), right also at zeros.
template <symbolic A, class... How> constexpr auto prod(const A& x, How... how) { return reduce<op::prod>(x, how...); }
/// Largest element, NaN if there is one. Adjoint: ȳ, shared evenly among ties.
template <symbolic A, class... How> constexpr auto max(const A& x, How... how) { return reduce<op::max>(x, how...); }
/// Smallest element, NaN if there is one. Adjoint: ȳ, shared evenly among ties.
template <symbolic A, class... How> constexpr auto min(const A& x, How... how) { return reduce<op::min>(x, how...); }
/// Sum over count; of nothing NaN. Integers must be cast first. Adjoint: ȳ/count, broadcast.
template <symbolic A, class... How> constexpr auto mean(const A& x, How... how) { return reduce<op::mean>(x, how...); }
/// log Σ eˣ without overflow; of nothing but -inf -inf. Adjoint: x̄ += ȳ·softmax(x).
template <symbolic A, class... How> constexpr auto logsumexp(const A& x, How... how) { return reduce<op::logsumexp>(x, how...); }

template <op Code, int Axis>
struct normalise_function {
    constexpr node_ref operator()(node_ref x) const {
        const unsigned mask = axis_mask<Axis>(*x.graph, Code, x.id);
        return {x.graph, x.graph->failed ? node_id{0} : make_composite_reduction(*x.graph, Code, x.id, mask)};
    }
};
/// eˣ / Σ eˣ along an axis (the last unless named), without overflow. The shape stays. Adjoint: x̄ += y·(ȳ - Σ ȳ·y).
template <symbolic A, int Axis = -1> constexpr auto softmax(const A& x, axis_list<Axis> = {}) { return apply<normalise_function<op::softmax, Axis>>(x); }
/// log of softmax, without overflow or cancellation. The shape stays. Adjoint: x̄ += ȳ - softmax(x)·Σ ȳ.
template <symbolic A, int Axis = -1> constexpr auto log_softmax(const A& x, axis_list<Axis> = {}) { return apply<normalise_function<op::log_softmax, Axis>>(x); }
/// Index (int64) of the first largest element along one axis; the first NaN counts as largest.
template <symbolic A, int Axis> constexpr auto argmax(const A& x, axis_list<Axis> a) { return reduce<op::argmax>(x, a); }
template <symbolic A, int Axis> constexpr auto argmax(const A& x, axis_list<Axis> a, keepdims_tag k) { return reduce<op::argmax>(x, a, k); }
/// Index (int64) of the first smallest element along one axis; the first NaN counts as smallest.
template <symbolic A, int Axis> constexpr auto argmin(const A& x, axis_list<Axis> a) { return reduce<op::argmin>(x, a); }
template <symbolic A, int Axis> constexpr auto argmin(const A& x, axis_list<Axis> a, keepdims_tag k) { return reduce<op::argmin>(x, a, k); }

struct cross_entropy_function {
    constexpr node_ref operator()(node_ref logits, node_ref labels) const {
        builder& g = *logits.graph;
        logits.id = computed(g, logits.id);
        labels.id = computed(g, labels.id);
        const int rank = logits.rank();
        message m = g.about("softmax_cross_entropy", logits.id, ", ", labels.id);
        if (!is_floating(logits.type()) || rank < 1) return {&g, g.fail(m << "logits are a floating array of one axis or more")};
        const node_id shape = labels.shape();
        if (is_integer(labels.type())) {
            if (labels.rank() != rank - 1) return {&g, g.fail(m << "integer labels have the logits' axes but the last")};
        } else {
            if (labels.rank() != rank || labels.type() != logits.type())
                return {&g, g.fail(m << "labels are integers, or probabilities of the logits' shape and type")};
        }
        for (int k = 0; k < labels.rank(); ++k) {
            const node_id a = g.extent_of(logits.shape(), k), b = g.extent_of(shape, k);
            if (a == b) continue;
            if (g.is_static(a) && g.is_static(b)) return {&g, g.fail(m << "axis " << k << " is " << g.extent_value(a) << " and " << g.extent_value(b))};
            g.agree(a, b, op::softmax_cross_entropy);
        }
        const node_id rows = squeezed_shape(g, logits.shape(), 1u << (rank - 1));
        return {&g, g.intern(make_head(op::softmax_cross_entropy, logits.type(), logits.id, labels.id, rows))};
    }
};
/// Cross-entropy of softmax(logits) along the last axis, one value a row; stable at logits of ±1e4.
/// Labels are class numbers (shape of the logits without the last axis) or probabilities (shape of the logits).
/// A class number outside 0 … classes-1 makes that row's value and gradient NaN. Adjoint, for class numbers: ȳ·(softmax(logits) - one_hot(labels)).
template <class A, class B> requires any_symbolic<A, B>
constexpr auto softmax_cross_entropy(const A& logits, const B& labels) { return apply<cross_entropy_function>(logits, labels); }

template <int Depth, dtype Type>
struct one_hot_function {
    constexpr node_ref operator()(node_ref labels) const {
        builder& g = *labels.graph;
        if (!is_integer(labels.type()) || labels.rank() >= max_rank) return {&g, g.fail(g.about("one_hot", labels.id) << "labels are integers of at most 7 axes")};
        node_id extents[max_rank]{};
        for (int k = 0; k < labels.rank(); ++k) extents[k] = g.extent_of(labels.shape(), k);
        extents[labels.rank()] = g.extent(Depth);
        return {&g, g.intern(make_head(op::one_hot, Type, labels.id, 0, g.make_shape(extents, labels.rank() + 1)))};
    }
};
/// 1 where the new last axis' index is the label, else 0 (a label out of range gives a row of zeros); no gradient. Errors: labels are
/// not integers.
template <int Depth, class T = float, symbolic A>
constexpr auto one_hot(const A& labels) {
    static_assert(Depth > 0 && (dtype_for<T> == dtype::float32 || dtype_for<T> == dtype::float64), "typegrad: one_hot: a positive depth, float or double");
    return apply<one_hot_function<Depth, dtype_for<T>>>(labels);
}

struct matmul_function {
    constexpr node_ref operator()(node_ref a, node_ref b) const { return {a.graph, make_matmul(*a.graph, a.id, b.id)}; }
};
/// Matrix product: [m,k]·[k,n], [m,k]·[k], [k]·[k,n] or [k]·[k]; with more axes, of all the matrices along the leading ones,
/// which broadcast. Adjoint: ā += ȳ·bᵀ, b̄ += aᵀ·ȳ. Errors: inner dimensions that differ; a scalar; bool.
template <class A, class B> requires any_symbolic<A, B>
constexpr auto matmul(const A& a, const B& b) { return apply<matmul_function>(a, b); }
/// The same as `matmul`.
template <class A, class B> requires any_symbolic<A, B>
constexpr auto dot(const A& a, const B& b) { return apply<matmul_function>(a, b); }

template <int... Axes>
struct transpose_function {
    constexpr node_ref operator()(node_ref x) const {
        builder& g = *x.graph;
        const int rank = x.rank();
        word permutation = 0;
        if constexpr (sizeof...(Axes) == 0) {
            for (int k = 0; k < rank; ++k) permutation |= static_cast<word>(rank - 1 - k) << (4 * k);
        } else {
            if (sizeof...(Axes) != static_cast<std::size_t>(rank)) return {&g, g.fail(g.about("transpose", x.id) << "name all " << rank << " axes, once each")};
            axis_mask<Axes...>(g, op::transpose, x.id);
            if (g.failed) return {&g, 0};
            int k = 0;
            for (const int axis : {Axes...}) permutation |= static_cast<word>(axis < 0 ? axis + rank : axis) << (4 * k++);
        }
        return {&g, make_transpose(g, x.id, permutation)};
    }
};
/// Axes in another order, `transpose(x, axis<1, 0>)`; reversed when none are named. Adjoint: ȳ with its axes back.
/// Errors: not every axis is named once.
template <symbolic A, int... Axes> constexpr auto transpose(const A& x, axis_list<Axes...> = {}) { return apply<transpose_function<Axes...>>(x); }

/// The numbers of the rows, or of the columns, of matrices with `shape`'s last two axes, as an array of two axes.
constexpr node_ref matrix_index(builder& g, node_id shape, bool rows) {
    const node_id n = g.extent_of(shape, g.rank_of_shape(shape) - (rows ? 2 : 1)), one = g.extent(1);
    const node_id extents[]{rows ? n : one, rows ? one : n};
    return {&g, make_reshape(g, g.intern(make_head(op::iota, dtype::int64, 0, 0, g.make_shape(&n, 1))), g.make_shape(extents, 2))};
}

template <bool Lower, int Diagonal>
struct triangle_function {
    constexpr node_ref operator()(node_ref x) const {
        builder& g = *x.graph;
        if (x.rank() < 2) return {&g, g.fail(g.about(Lower ? "tril" : "triu", x.id) << "a matrix has two axes")};
        const node_ref row = matrix_index(g, x.shape(), true) + Diagonal, column = matrix_index(g, x.shape(), false);
        return select(Lower ? column <= row : row <= column, x, 0);
    }
};
struct diag_function {
    constexpr node_ref operator()(node_ref x) const {
        builder& g = *x.graph;
        const int rank = x.rank();
        if (rank < 1 || rank == max_rank) return {&g, g.fail(g.about("diag", x.id) << "a diagonal has 1 to 7 axes")};
        node_id extents[max_rank]{};
        for (int k = 0; k < rank; ++k) extents[k] = g.extent_of(x.shape(), k);
        extents[rank] = extents[rank - 1];
        const node_id square = g.make_shape(extents, rank + 1);
        extents[rank] = g.extent(1);
        const node_ref column{&g, make_reshape(g, x.id, g.make_shape(extents, rank + 1))};
        return select(matrix_index(g, square, true) == matrix_index(g, square, false), column, 0);
    }
};
/// Matrices with the elements of the last axis on their diagonals, and 0 elsewhere. Adjoint: the diagonals of ȳ.
template <symbolic A> constexpr auto diag(const A& x) { return apply<diag_function>(x); }
/// The lower triangle of each matrix (the last two axes), 0 above: its diagonals up to number `Diagonal`, where 0 is the main one
/// and 1 the one above it. Adjoint: the lower triangle of ȳ.
template <int Diagonal = 0, symbolic A> constexpr auto tril(const A& x) { return apply<triangle_function<true, Diagonal>>(x); }
/// The upper triangle of each matrix, 0 below: its diagonals from number `Diagonal` on. Adjoint: the upper triangle of ȳ.
template <int Diagonal = 0, symbolic A> constexpr auto triu(const A& x) { return apply<triangle_function<false, Diagonal>>(x); }

template <class... A>
concept stackable = sizeof...(A) >= 1 && any_symbolic<A...>;
struct stack_function {
    template <class... R>
    constexpr node_ref operator()(node_ref first, R... rest) const {
        const node_id operands[]{first.id, rest.id...};
        return {first.graph, make_stack(*first.graph, operands, 1 + static_cast<int>(sizeof...(R)))};
    }
};
/// Values of one shape and element type as the rows of a new first axis. Adjoint: each row its part of ȳ. Errors: shapes differ.
template <class... A> requires stackable<A...>
constexpr auto stack(const A&... rows) { return apply<stack_function>(rows...); }

template <int Index>
struct element_function {
    constexpr node_ref operator()(node_ref x) const { return x[Index]; }
};
/// x[Index] along the first axis, which goes away. Adjoint: ȳ at that place, 0 elsewhere. Errors: no such element; the extent is
/// not known when compiling.
template <int Index, symbolic A> constexpr auto element(const A& x) { return apply<element_function<Index>>(x); }

} // namespace typegrad
