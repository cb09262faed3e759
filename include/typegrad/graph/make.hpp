// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/infer.hpp>

/// Constructors of nodes, one per kind of op: they infer, apply the local identities (constant folding, x*1, x+0) and
/// intern. Everything that builds graphs goes through them.
namespace typegrad {

constexpr bool is_comparison(op code) { return code >= op::less && code <= op::not_equal; }
constexpr bool is_logical(op code) { return code == op::logical_and || code == op::logical_or; }

/// A folded constant, or false where the result must stay in the graph (NaN never folds).
constexpr bool fold_constants(builder& g, op code, const node_id* operands, int n, int attribute, dtype type, node_id& out) {
    if (type == dtype::none || (type == dtype::boolean && !is_comparison(code))) return false;
    double values[3]{};
    for (int k = 0; k < n; ++k) {
        if (!g.is_constant(operands[k]) || g.type(operands[k]) == dtype::boolean) return false;
        values[k] = g.constant_value(operands[k]);
        if (!is_floating(g.type(operands[k])) && (values[k] > 9e15 || values[k] < -9e15)) return false; // beyond what a double counts
    }
    if (is_integer(type) && code != op::add && code != op::subtract && code != op::multiply && code != op::negative) return false;
    const double y = g.fold(code, values, attribute);
    if (y != y) return false;
    if (type == dtype::boolean) {
        out = g.integer_constant(y != 0 ? 1 : 0, dtype::boolean);
        return true;
    }
    if (is_integer(type)) {
        if (y > 9e15 || y < -9e15 || (type == dtype::int32 && (y > 2147483647.0 || y < -2147483648.0))) return false;
        out = g.integer_constant(static_cast<std::int64_t>(y), type);
    } else out = g.constant(y, type);
    return true;
}

constexpr bool needs_floating(op code) { return info(code).takes == types::floating; }

constexpr node_id require_floating(builder& g, op code, node_id a) {
    if (g.type(a) == dtype::weak_int) return adopt(g, a, dtype::weak_float);
    if (is_floating(g.type(a))) return a;
    message m = g.about(info(code).name, a);
    m << "needs floating numbers, not " << name_of(g.type(a)) << " (tg::cast<double> or tg::cast<float> converts)";
    return g.fail(m);
}

constexpr node_id make_cast(builder& g, node_id a, dtype type) {
    const word w = g.head(a);
    if (dtype_of(w) == type) return a;
    if (op_of(w) == op::cast && is_half(type) && g.type(a_of(w)) == type && (dtype_of(w) == dtype::float32 || dtype_of(w) == dtype::float64)) return a_of(w); // every half is a float
    if (g.is_constant(a) && type != dtype::boolean && (is_floating(type) || is_integer(g.type(a)))) return adopt(g, a, type);
    return g.intern(make_head(op::cast, type, a, 0, g.shape(a)));
}
/// `a` as it is computed with.
constexpr node_id computed(builder& g, node_id a) { return make_cast(g, a, computed_type(g.type(a))); }
/// Both as they are computed with, where they have one type then: an error speaks of the types that the user gave them.
constexpr void compute(builder& g, node_id& a, node_id& b) {
    if (!(is_half(g.type(a)) || is_half(g.type(b))) || common_type(computed_type(g.type(a)), computed_type(g.type(b))) == dtype::none) return;
    a = computed(g, a);
    b = computed(g, b);
}

constexpr node_id make_unary(builder& g, op code, node_id a, int attribute = 0) {
    a = computed(g, a);
    if (needs_floating(code)) a = require_floating(g, code, a);
    const dtype t = g.type(a);
    if ((t == dtype::boolean) != (code == op::logical_not)) {
        message m = g.about(info(code).name, a);
        m << (t == dtype::boolean ? "needs numbers, not bool (tg::cast converts)" : "needs bool (compare first)");
        return g.fail(m);
    }
    node_id folded{};
    if (fold_constants(g, code, &a, 1, attribute, t, folded)) return folded;
    if (code == op::negative && op_of(g.head(a)) == op::negative) return a_of(g.head(a));
    return g.intern(make_head(code, t, a, static_cast<node_id>(attribute), g.shape(a)));
}

constexpr node_id make_binary(builder& g, op code, node_id a, node_id b) {
    compute(g, a, b);
    if (is_logical(code) != (g.type(a) == dtype::boolean || g.type(b) == dtype::boolean)) {
        message m = g.about(info(code).name, a, ", ", b);
        m << (is_logical(code) ? "needs bool on both sides (compare first)" : "needs numbers, not bool (tg::cast converts)");
        return g.fail(m);
    }
    if (!unify(g, a, b, code)) return 0;
    if (needs_floating(code)) {
        a = require_floating(g, code, a);
        b = require_floating(g, code, b);
    }
    const bool ca = g.is_constant(a), cb = g.is_constant(b);
    const dtype t = is_comparison(code) ? dtype::boolean : g.type(a);
    if (ca || cb) {
        node_id operands[]{a, b}, folded{};
        if (ca && cb && fold_constants(g, code, operands, 2, 0, t, folded)) return folded;
        if (code == op::multiply && ca && g.constant_value(a) == 1) return b;
        if ((code == op::multiply || code == op::divide) && cb && g.constant_value(b) == 1) return a;
        if (code == op::add && ca && g.constant_value(a) == 0) return b;
        if ((code == op::add || code == op::subtract) && cb && g.constant_value(b) == 0) return a;
        if (code == op::multiply && cb && g.constant_value(b) == -1) return make_unary(g, op::negative, a);
        if (code == op::multiply && ca && g.constant_value(a) == -1) return make_unary(g, op::negative, b);
        if (code == op::power && cb) {
            const double p = g.constant_value(b);
            if (p == 1) return a;
            if (p == 2) return make_unary(g, op::square, a);
            if (p == 0.5) return make_unary(g, op::sqrt, a);
        }
    }
    const node_id shape = g.shape(a) == g.shape(b) ? g.shape(a) : broadcast_shapes(g, g.shape(a), g.shape(b), code, a, b);
    if (g.canonical && a > b && info(code).commutative) return g.intern(make_head(code, t, b, a, shape));
    return g.intern(make_head(code, t, a, b, shape));
}

/// `condition ? a : b`, elementwise.
constexpr node_id make_select(builder& g, node_id condition, node_id a, node_id b) {
    if (g.type(condition) != dtype::boolean) {
        message m = g.about("select", condition);
        m << "the condition must be bool, not " << name_of(g.type(condition)) << " (compare first)";
        return g.fail(m);
    }
    if (g.type(a) != g.type(b) && !is_weak(g.type(a)) && !is_weak(g.type(b))) compute(g, a, b);
    if (!unify(g, a, b, op::select)) return 0;
    if (a == b && g.shape(condition) == 0) return a;
    node_id shape = broadcast_shapes(g, g.shape(a), g.shape(b), op::select, a, b);
    if (g.is_constant(condition)) {
        const node_id taken = g.constant_value(condition) != 0 ? a : b;
        if (g.shape(taken) == shape) return taken;
    }
    shape = broadcast_shapes(g, g.shape(condition), shape, op::select, condition, a);
    const word payload = b;
    return g.intern(make_head(op::select, g.type(a), condition, a, shape, 1), &payload);
}

/// Nothing has no largest element: true, and an error, where an axis in `mask` is known to be empty.
constexpr bool reduces_nothing(builder& g, op code, node_id a, unsigned mask) {
    for (int k = 0; k < g.rank(a); ++k) {
        const node_id e = g.extent_of(g.shape(a), k);
        if ((mask >> k & 1u) == 0 || !g.is_static(e) || g.extent_value(e) != 0) continue;
        message m = g.about(info(code).name, a);
        g.fail(m << "axis " << k << " is empty");
        return true;
    }
    return false;
}

/// `code` over the axes in `mask`, which keep extent 1.
constexpr node_id make_reduction(builder& g, op code, node_id a, unsigned mask) {
    a = computed(g, a);
    if (g.type(a) == dtype::boolean) {
        message m = g.about(info(code).name, a);
        m << "needs numbers, not bool (tg::cast converts)";
        return g.fail(m);
    }
    for (int k = 0; k < g.rank(a); ++k)
        if (g.is_one(g.extent_of(g.shape(a), k))) mask &= ~(1u << k); // nothing to reduce
    if (mask == 0) return a;
    if ((code == op::max || code == op::min || code == op::max_number) && reduces_nothing(g, code, a, mask)) return 0;
    return g.intern(make_head(code, g.type(a), a, static_cast<node_id>(mask), reduced_shape(g, g.shape(a), mask)));
}

/// Another shape of the same elements; the caller has checked that the sizes agree.
constexpr node_id make_reshape(builder& g, node_id a, node_id shape) {
    if (g.shape(a) == shape) return a;
    if (op_of(g.head(a)) == op::reshape) return make_reshape(g, a_of(g.head(a)), shape);
    return g.intern(make_head(op::reshape, g.type(a), a, 0, shape));
}

constexpr node_id make_broadcast(builder& g, node_id a, node_id shape) {
    return g.shape(a) == shape ? a : g.intern(make_head(op::broadcast_to, g.type(a), a, 0, shape));
}

/// Axis k of the result is axis `permutation >> 4k & 15` of `a`.
constexpr node_id make_transpose(builder& g, node_id a, word permutation) {
    const int rank = g.rank(a);
    if (op_of(g.head(a)) == op::transpose) { // two permutations are one
        const word inner = g.words[a + 1];
        word both = 0;
        for (int k = 0; k < rank; ++k) both |= (inner >> (permutation >> (4 * k) & 15) * 4 & 15) << (4 * k);
        return make_transpose(g, a_of(g.head(a)), both);
    }
    node_id extents[max_rank]{};
    bool identity = true;
    for (int k = 0; k < rank; ++k) {
        const int from = static_cast<int>(permutation >> (4 * k) & 15);
        extents[k] = g.extent_of(g.shape(a), from);
        identity = identity && from == k;
    }
    if (identity) return a;
    return g.intern(make_head(op::transpose, g.type(a), a, 0, g.make_shape(extents, rank), 1), &permutation);
}

/// `a[index]` along the first axis.
constexpr node_id make_element(builder& g, node_id a, int index) {
    if (g.rank(a) == 0) {
        message m = g.about("element", a);
        m << "a scalar has no elements";
        return g.fail(m);
    }
    const node_id first = g.extent_of(g.shape(a), 0);
    if (!g.is_static(first) || index < 0 || index >= g.extent_value(first) || index > 65535) {
        message m = g.about("element", a);
        if (!g.is_static(first)) m << "the first axis has no compile-time extent";
        else if (index > 65535) m << "index " << index << " is beyond 65535";
        else m << "index " << index << " is not below " << g.extent_value(first);
        return g.fail(m);
    }
    if (op_of(g.head(a)) == op::stack) return operand_of(g.words, a, index);
    return g.intern(make_head(op::element, g.type(a), a, static_cast<node_id>(index), squeezed_shape(g, g.shape(a), 1)));
}

/// Values of one shape as the rows of a new first axis.
constexpr node_id make_stack(builder& g, const node_id* operands, int n) {
    node_id rows[max_payload * 4]{};
    if (n < 1 || n > max_payload * 4) {
        message m;
        m << "stack: takes 1 to 28 values, not " << n;
        return g.fail(m);
    }
    node_id shape = g.shape(operands[0]);
    bool halves = false, alike = true; // what is not of one kind of halves is computed as floats
    dtype first = dtype::none;
    for (int k = 0; k < n; ++k) {
        const dtype t = g.type(operands[k]);
        if (is_weak(t)) continue;
        halves = halves || is_half(t);
        alike = alike && (first == dtype::none || first == t);
        first = t;
    }
    const bool as_floats = halves && !alike;
    const auto type_of = [&](node_id x) { return as_floats ? computed_type(g.type(x)) : g.type(x); };
    dtype type = type_of(operands[0]);
    for (int k = 1; k < n; ++k) {
        const dtype t = common_type(type, type_of(operands[k]));
        shape = broadcast_shapes(g, shape, g.shape(operands[k]), op::stack, operands[0], operands[k]);
        if (t == dtype::none) {
            message m = g.about("stack", operands[0], ", ", operands[k]);
            m << "element types " << name_of(g.type(operands[0])) << " and " << name_of(g.type(operands[k])) << " differ (" << cast_for(type, g.type(operands[k])) << " converts)";
            return g.fail(m);
        }
        type = t;
    }
    word payload[max_payload]{};
    for (int k = 0; k < n; ++k) {
        rows[k] = make_broadcast(g, as_floats && is_half(g.type(operands[k])) ? make_cast(g, operands[k], type) : adopt(g, operands[k], type), shape);
        payload[k / 4] |= static_cast<word>(rows[k]) << (k % 4 * 16);
    }
    node_id extents[max_rank]{g.extent(n)};
    for (int k = 0; k < g.rank_of_shape(shape) && k + 1 < max_rank; ++k) extents[k + 1] = g.extent_of(shape, k);
    return g.intern(make_head(op::stack, type, 0, static_cast<node_id>(n), g.make_shape(extents, g.rank_of_shape(shape) + 1), (n + 3) / 4), payload);
}

/// Vectors one after the other; for derivatives of functions of small static arrays.
constexpr node_id make_concat(builder& g, const node_id* operands, int n) {
    node_id groups[max_payload * 4]{};
    if (n == 1) return operands[0];
    if (n > max_payload * 4) { // a tree
        int count = 0;
        for (int k = 0; k < n; k += max_payload * 4) {
            if (count == max_payload * 4) throw "typegrad: concat of more than 784 parts";
            groups[count++] = make_concat(g, operands + k, n - k < max_payload * 4 ? n - k : max_payload * 4);
        }
        return make_concat(g, groups, count);
    }
    std::int64_t total = 0;
    word payload[max_payload]{};
    for (int k = 0; k < n; ++k) {
        total += g.extent_value(g.extent_of(g.shape(operands[k]), 0));
        payload[k / 4] |= static_cast<word>(operands[k]) << (k % 4 * 16);
    }
    const node_id extent = g.extent(total);
    return g.intern(make_head(op::concat, g.type(operands[0]), 0, static_cast<node_id>(n), g.make_shape(&extent, 1), (n + 3) / 4), payload);
}

constexpr const node_ref node_ref::operator[](int index) const { return {graph, make_element(*graph, id, index)}; }

} // namespace typegrad
