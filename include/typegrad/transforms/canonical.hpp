// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/copy.hpp>
#include <typegrad/transforms/factor.hpp>

/// Canonical form: commutative operands sorted, views moved out of the way of loops (squeezes towards the results, new
/// axes of extent 1 towards the leaves), so that whatever shares an index space is visibly elementwise.
namespace typegrad {

/// True when two shapes differ only by axes of extent 1; `map[k]` is then the axis of `from` behind axis k of `to`, or -1.
constexpr bool unit_reshape(const builder& g, node_id from, node_id to, int* map) {
    const int rf = g.rank_of_shape(from), rt = g.rank_of_shape(to);
    int j = 0;
    for (int k = 0; k < rt; ++k) {
        const node_id e = g.extent_of(to, k);
        if (g.is_one(e)) {
            map[k] = -1;
            continue;
        }
        while (j < rf && g.is_one(g.extent_of(from, j))) ++j;
        if (j == rf || g.extent_of(from, j) != e) return false;
        map[k] = j++;
    }
    while (j < rf && g.is_one(g.extent_of(from, j))) ++j;
    return j == rf;
}

constexpr bool is_computed(const builder& g, node_id v) {
    const kind k = info(op_of(g.head(v))).kind;
    return k == kind::elementwise || k == kind::reduction;
}

constexpr bool is_slot(op code) { return code == op::input || code == op::variable || code == op::argument; }

/// Does the value lie in memory in row-major order once it is there?
constexpr bool row_major(const builder& g, node_id a) {
    const op code = op_of(g.head(a));
    if (is_slot(code)) return (g.strided >> (a_of(g.head(a)) & 63) & 1u) == 0;
    return code != op::transpose && code != op::element && code != op::iota;
}

/// A computed copy of a value.
constexpr node_id make_copy(builder& g, node_id a, int number = 0) {
    return g.intern(make_head(op::broadcast_to, g.type(a), a, static_cast<node_id>(number), g.shape(a)));
}

constexpr node_id canonical_reshape(builder& g, node_id a, node_id shape);

/// `a` (an operand that broadcasts to a shape of rank `rank`) with its axes moved into a frame: axis k of the wide shape
/// becomes axis `place[k]` of the frame (-1: it has extent 1 there).
constexpr node_id move_operand(builder& g, node_id a, int rank, const int* place, int frame_rank) {
    const int ra = g.rank(a);
    if (ra == 0) return a;
    node_id extents[max_rank]{};
    for (int k = 0; k < frame_rank; ++k) extents[k] = g.extent(1);
    for (int k = 0; k < ra; ++k) {
        const node_id e = g.extent_of(g.shape(a), k);
        if (!g.is_one(e)) extents[place[k + rank - ra]] = e;
    }
    return canonical_reshape(g, a, g.make_shape(extents, frame_rank));
}

constexpr node_id make_elementwise(builder& g, op code, dtype type, node_id attribute, node_id shape, node_id* x) {
    const bool takes_signs = code == op::negative || code == op::add || code == op::subtract || code == op::multiply || code == op::divide;
    for (int k = 0; k < info(code).arity && !takes_signs; ++k) x[k] = settle_sign(g, x[k]);
    switch (info(code).arity) {
    case 1:
        if (code == op::cast) return make_cast(g, x[0], type);
        if (code == op::broadcast_to) return make_broadcast(g, x[0], shape);
        return make_unary(g, code, x[0], attribute);
    case 2:
        if (!is_floating(type)) return make_binary(g, code, x[0], x[1]);
        // a divisor that stays the same along the loops is inverted once
        if (code == op::divide && g.shape(x[1]) != shape && !g.is_constant(x[0]) && !g.is_constant(x[1]))
            return make_signed(g, op::multiply, x[0], make_signed(g, op::divide, g.constant(1, type), x[1]));
        if (code == op::multiply || code == op::divide) return make_signed(g, code, x[0], x[1]);
        if (code == op::add || code == op::subtract) return make_sum(g, code, x[0], x[1]);
        return make_binary(g, code, x[0], x[1]);
    default: return make_select(g, x[0], x[1], x[2]);
    }
}

/// New axes rise: f(a, b) under a longer shape is f of the operands under longer shapes.
constexpr node_id canonical_reshape(builder& g, node_id a, node_id shape) {
    if (g.shape(a) == shape) return a;
    if (op_of(g.head(a)) == op::reshape) return canonical_reshape(g, a_of(g.head(a)), shape);
    if (g.is_constant(a)) return make_broadcast(g, a, shape); // a constant is not in memory
    const word w = g.head(a);
    int map[max_rank]{};
    const int rank = g.rank(a), wide = g.rank_of_shape(shape);
    if (info(op_of(w)).kind == kind::elementwise && wide > rank && unit_reshape(g, g.shape(a), shape, map)) {
        int place[max_rank];
        for (int k = 0; k < rank; ++k) place[k] = -1;
        for (int k = 0; k < wide; ++k)
            if (map[k] >= 0) place[map[k]] = k;
        node_id x[3]{};
        for (int k = 0; k < arity_of(w); ++k) x[k] = move_operand(g, operand_of(g.words, a, k), rank, place, wide);
        const node_id result = make_elementwise(g, op_of(w), dtype_of(w), b_of(w), shape, x);
        return g.shape(result) == shape ? result : make_broadcast(g, result, shape);
    }
    if (!unit_reshape(g, g.shape(a), shape, map) && !row_major(g, a)) a = make_copy(g, a);
    return make_reshape(g, a, shape);
}

/// Does elementwise code over `shape` read `x` across its rows again and again? Then a copy in its own order pays.
constexpr bool strides_often(const builder& g, node_id x, node_id shape) {
    constexpr std::int64_t often = 4;
    if (op_of(g.head(x)) != op::transpose) return false;
    const int rank = g.rank(x), wide = g.rank_of_shape(shape);
    if (static_cast<int>(g.words[x + 1] >> (4 * (rank - 1)) & 15) == rank - 1 || g.is_one(g.extent_of(g.shape(x), rank - 1))) return false;
    std::int64_t times = 1;
    for (int k = 0; k < wide; ++k) {
        const node_id e = g.extent_of(shape, k);
        if (k >= wide - rank && !g.is_one(g.extent_of(g.shape(x), k - (wide - rank)))) continue;
        times *= g.is_static(e) ? g.extent_value(e) : often;
        if (times >= often) return true;
    }
    return false;
}

/// Squeezes sink: an op of squeezed values is the squeeze of the op in the wider frame.
constexpr node_id canonical_elementwise(builder& g, op code, dtype type, node_id attribute, node_id shape, node_id* x, int n) {
    const int rank = g.rank_of_shape(shape);
    for (int s = 0; s < n; ++s) {
        if (op_of(g.head(x[s])) != op::reshape) continue;
        const node_id inner = a_of(g.head(x[s]));
        int map[max_rank]{};
        if (!is_computed(g, inner) || g.rank(inner) <= g.rank(x[s]) || !unit_reshape(g, g.shape(inner), g.shape(x[s]), map)) continue;
        // place of each result axis in the frame of `inner`
        int place[max_rank];
        for (int k = 0; k < rank; ++k) place[k] = k < rank - g.rank(x[s]) ? -1 : map[k - (rank - g.rank(x[s]))];
        bool fits = true;
        for (int k = 0; k < rank; ++k) fits = fits && (place[k] >= 0 || g.is_one(g.extent_of(shape, k)));
        if (!fits) continue;
        for (int k = 0; k < n; ++k) x[k] = k == s ? inner : move_operand(g, x[k], rank, place, g.rank(inner));
        node_id extents[max_rank]{};
        for (int k = 0; k < g.rank(inner); ++k) extents[k] = g.extent(1);
        for (int k = 0; k < rank; ++k)
            if (place[k] >= 0) extents[place[k]] = g.extent_of(shape, k);
        const node_id y = canonical_elementwise(g, code, type, attribute, g.make_shape(extents, g.rank(inner)), x, n);
        return canonical_reshape(g, y, shape);
    }
    for (int k = 0; k < n; ++k)
        if (strides_often(g, x[k], shape)) x[k] = make_copy(g, x[k]);
    return make_elementwise(g, code, type, attribute, shape, x);
}

constexpr node_id make_factored(builder& g, op code, node_id x, unsigned mask) {
    return code == op::sum && is_floating(g.type(x)) ? make_factored_sum(g, x, mask) : make_reduction(g, code, settle_sign(g, x), mask);
}

// transforms/canonical_product.hpp
constexpr node_id canonical_product(builder& g, node_id a, node_id b, axis_labels labels, int rank, node_id shape);
constexpr node_id sum_of_product(builder& g, node_id product, unsigned mask);

constexpr node_id canonical_reduction(builder& g, op code, node_id x, unsigned mask) {
    if (code == op::sum) {
        const bool negative = op_of(g.head(x)) == op::negative;
        const node_id product = negative ? a_of(g.head(x)) : x;
        if (const node_id y = op_of(g.head(product)) == op::einsum ? sum_of_product(g, product, mask) : node_id{0}; y != 0)
            return negative ? make_unary(g, op::negative, y) : y;
    }
    if (op_of(g.head(x)) == op::reshape) {
        const node_id inner = a_of(g.head(x));
        int map[max_rank]{};
        if (is_computed(g, inner) && unit_reshape(g, g.shape(inner), g.shape(x), map)) {
            unsigned inner_mask = 0;
            for (int k = 0; k < g.rank(x); ++k)
                if ((mask >> k & 1u) != 0 && map[k] >= 0) inner_mask |= 1u << map[k];
            return canonical_reshape(g, make_factored(g, code, inner, inner_mask), reduced_shape(g, g.shape(x), mask));
        }
    }
    return make_factored(g, code, x, mask);
}

/// One primitive node in canonical form; `x` holds its operands, `source` the stream with the node at `at`.
constexpr node_id canonical_node(builder& g, const word* source, std::uint32_t at, node_id* x, node_id shape) {
    const word w = source[at];
    const op code = op_of(w);
    const op_info& o = info(code);
    switch (o.kind) {
    case kind::elementwise: return canonical_elementwise(g, code, dtype_of(w), o.arity == 1 ? b_of(w) : node_id{0}, shape, x, o.arity);
    case kind::reduction: return canonical_reduction(g, code, x[0], b_of(w));
    case kind::view:
        if (code == op::reshape || g.static_size(g.shape(x[0])) == 1) return canonical_reshape(g, x[0], shape); // so all views of one number
        if (code == op::transpose) return make_transpose(g, x[0], source[at + 1]);
        return make_element(g, x[0], b_of(w));
    case kind::product: {
        const int ra = g.rank(x[0]), rb = g.rank(x[1]);
        return canonical_product(g, x[0], x[1], code == op::matmul ? matmul_labels(ra, rb) : labels_of(source, static_cast<node_id>(at)), g.rank_of_shape(shape), shape);
    }
    case kind::loop: { // arguments lie in memory, row after row
        node_id base = x[1];
        while (code == op::apply && op_of(g.head(base)) == op::reshape) base = a_of(g.head(base));
        if (code == op::apply && (g.is_constant(base) || !row_major(g, base))) x[1] = make_copy(g, x[1]);
        return g.intern(make_head(code, dtype_of(w), x[0], code == op::apply ? x[1] : b_of(w), shape));
    }
    default: throw "typegrad: not a primitive op";
    }
}

/// Every root gets a node of its own that computes it: leaves, views and roots that stand twice are copied. `copies` have
/// been numbered before.
constexpr void separate_roots(builder& g, node_id* roots, std::size_t n, int copies) {
    for (std::size_t k = 0; k < n; ++k) {
        node_id base = roots[k];
        while (op_of(g.head(base)) == op::reshape) base = a_of(g.head(base));
        const kind kd = info(op_of(g.head(base))).kind;
        bool own = kd == kind::elementwise || kd == kind::reduction || kd == kind::product || kd == kind::assembly || kd == kind::loop;
        for (std::size_t j = 0; j < k && own; ++j) {
            node_id other = roots[j];
            while (op_of(g.head(other)) == op::reshape) other = a_of(g.head(other));
            own = other != base;
        }
        if (!own) roots[k] = make_copy(g, roots[k], ++copies);
    }
}

constexpr bool is_reciprocal(const word* source, std::uint32_t at) {
    const node_id a = a_of(source[at]);
    return op_of(source[at]) == op::divide && op_of(source[a]) == op::constant && is_floating(dtype_of(source[a])) && __builtin_bit_cast(double, source[a + 1]) == 1;
}

/// The canonical form of a program graph. `strided` has a bit for each slot whose array may have any strides.
template <std::uint32_t Capacity, std::size_t Roots, std::size_t SourceWords>
constexpr graph_data<Capacity, Roots> canonicalise(const word* source, const node_id* roots, std::uint64_t strided = 0, std::size_t size = SourceWords, bool half_products = false) {
    graph_data<Capacity, Roots> out;
    graph_storage<Capacity> s{&fold<>};
    builder& g = s.graph;
    g.canonical = true;
    g.strided = strided;
    g.half_products = half_products;
    node_id map[SourceWords]{}, mapped[Roots]{};
    word payload[max_payload]{};
    int copies = 0; // each of these is a place of its own in memory, so each has a number of its own
    bool inverted[SourceWords]{}; // 1/b is there: other divisions by b multiply with it
    for (std::uint32_t at = 0; at < size; at += 1 + static_cast<std::uint32_t>(payload_of(source[at])))
        if (is_reciprocal(source, at)) inverted[b_of(source[at])] = true;
    for (std::uint32_t at = 0; at < size; at += 1 + static_cast<std::uint32_t>(payload_of(source[at]))) {
        const kind k = info(op_of(source[at])).kind;
        node_id x[max_payload * 4]{};
        if (op_of(source[at]) == op::iota && g.static_size(map[shape_of(source[at])]) == 1) { // no loop counts it
            map[at] = make_broadcast(g, g.integer_constant(0, dtype_of(source[at])), map[shape_of(source[at])]);
            continue;
        }
        if (k == kind::structure || k == kind::leaf) {
            const word moved = remap(source, at, map, payload);
            map[at] = op_of(moved) == op::parameter ? g.append(moved, payload) : g.intern(moved, payload);
            continue;
        }
        const int n = arity_of(source[at]);
        for (int j = 0; j < n; ++j) x[j] = map[operand_of(source, at, j)];
        if (k != kind::elementwise && k != kind::reduction)
            for (int j = 0; j < n; ++j) x[j] = settle_sign(g, x[j]);
        if (op_of(source[at]) == op::concat) {
            map[at] = make_concat(g, x, n);
            continue;
        }
        if (op_of(source[at]) == op::divide && inverted[b_of(source[at])] && !is_reciprocal(source, at)) {
            node_id parts[]{g.constant(1, g.type(x[1])), x[1]}, product[]{x[0], canonical_elementwise(g, op::divide, g.type(x[1]), 0, g.shape(x[1]), parts, 2)};
            map[at] = canonical_elementwise(g, op::multiply, g.type(x[1]), 0, map[shape_of(source[at])], product, 2);
            continue;
        }
        if (k == kind::assembly) // each row is computed straight into its place
            for (int j = 0; j < n; ++j) x[j] = make_copy(g, x[j], ++copies);
        map[at] = k == kind::assembly ? make_stack(g, x, n) : canonical_node(g, source, at, x, map[shape_of(source[at])]);
    }
    for (std::size_t k = 0; k < Roots; ++k) mapped[k] = settle_sign(g, map[roots[k]]);
    separate_roots(g, mapped, Roots, copies);
    extract(out, g, mapped);
    return out;
}

} // namespace typegrad

#include <typegrad/transforms/canonical_product.hpp>
