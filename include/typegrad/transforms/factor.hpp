// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/ops/table.hpp>

/// Arithmetic that leaves the loops: signs move to the results, constants meet, and what stays the same along a sum is
/// taken out of it where that loses nothing the user's order of operations protects:
///
/// - a literal factor always; any other only where the sum without it has been asked for before or the squares are
///   computed anyway, so that x/max(x) can be summed where x can't;
/// - a term if it is known to be of moderate size (a literal up to 16, a logarithm) and the others have one sign, so
///   that neither Σ(x - mean) nor Σ(x² - 1e6) becomes the difference of two large numbers;
/// - out of a product of arrays only where the product without it is computed anyway. Where that overflows, so does this.
namespace typegrad {

/// Does `s`, which broadcasts to `shape`, stay the same along the axes in `mask`?
constexpr bool same_along(const builder& g, node_id s, node_id shape, unsigned mask) {
    const int behind = g.rank_of_shape(shape) - g.rank(s);
    for (int k = 0; k < g.rank(s); ++k)
        if ((mask >> (k + behind) & 1u) != 0 && !g.is_one(g.extent_of(g.shape(s), k))) return false;
    return true;
}

/// One number beside an array of `shape`.
constexpr bool is_factor(const builder& g, node_id s, node_id shape) {
    return g.is_constant(s) || (g.shape(s) != shape && g.static_size(g.shape(s)) == 1);
}

/// Is `y` a product s·u of a factor and an array?
constexpr bool split_factor(const builder& g, node_id y, node_id& s, node_id& u) {
    const word w = g.head(y);
    if (op_of(w) != op::multiply) return false;
    for (const bool swap : {false, true}) {
        s = swap ? b_of(w) : a_of(w);
        u = swap ? a_of(w) : b_of(w);
        if (g.shape(u) == g.shape(y) && is_factor(g, s, g.shape(y))) return true;
    }
    return false;
}

/// Signs wait in front of products and sums until they meet one that takes them in. For any other use the sign of s·u
/// goes into the factor s.
constexpr node_id settle_sign(builder& g, node_id x) {
    node_id s = 0, u = 0;
    if (op_of(g.head(x)) != op::negative || !split_factor(g, a_of(g.head(x)), s, u)) return x;
    return make_binary(g, op::multiply, make_unary(g, op::negative, s), u);
}

/// Takes a sign off `x`.
constexpr bool strip_sign(const builder& g, node_id& x) {
    if (op_of(g.head(x)) != op::negative) return false;
    x = a_of(g.head(x));
    return true;
}

constexpr bool has_node(const builder& g, word head) {
    std::uint32_t slot = g.slot_of(head, nullptr);
    for (; g.table[slot] != 0; slot = (slot + 1) & g.mask)
        if (g.words[g.table[slot] - 1] == head) return true;
    return false;
}

/// The square of u or the product of u and v, if the graph computes it already.
constexpr bool has_product(const builder& g, node_id u, node_id v, node_id shape) {
    if (g.shape(u) != shape || g.shape(v) != shape) return false;
    if (u == v) return has_node(g, make_head(op::square, g.type(u), u, 0, shape));
    return has_node(g, make_head(op::multiply, g.type(u), u < v ? u : v, u < v ? v : u, shape));
}

/// a·b of floating numbers without signs.
constexpr node_id make_unsigned_product(builder& g, node_id a, node_id b) {
    if (a == b) return make_unary(g, op::square, a);
    for (const bool swap : {false, true}) {
        const node_id x = swap ? b : a, y = swap ? a : b;
        node_id s = 0, u = 0;
        if (!split_factor(g, y, s, u)) continue;
        if (g.is_constant(x) && g.is_constant(s)) {
            const double c = rounded(g.constant_value(x) * g.constant_value(s), g.type(u)), size = c < 0 ? -c : c;
            if (size >= 1.2e-38 && size <= 3.4e38) return make_unsigned_product(g, g.constant(c, g.type(u)), u);
        } else if (has_product(g, x, u, g.shape(y))) return make_binary(g, op::multiply, s, make_unsigned_product(g, x, u));
    }
    return make_binary(g, op::multiply, a, b);
}

/// a·b or a/b of floating numbers: the sign of both stands in front.
constexpr node_id make_signed(builder& g, op code, node_id a, node_id b) {
    const bool negative_a = strip_sign(g, a), negative = strip_sign(g, b) != negative_a;
    const node_id y = code == op::multiply ? make_unsigned_product(g, a, b) : make_binary(g, code, a, b);
    return negative ? make_unary(g, op::negative, y) : y;
}

/// a+b or a-b of floating numbers: signs become a choice between the two.
constexpr node_id make_sum(builder& g, op code, node_id a, node_id b) {
    if (strip_sign(g, b)) code = code == op::add ? op::subtract : op::add;
    if (!strip_sign(g, a)) return make_binary(g, code, a, b);
    if (code == op::add) return make_binary(g, op::subtract, b, a);
    return make_unary(g, op::negative, make_binary(g, op::add, a, b));
}

/// Never of two signs, whatever its operand is.
constexpr bool has_one_sign(const builder& g, node_id v) {
    const word w = g.head(v);
    switch (op_of(w)) {
    case op::square: case op::abs: case op::exp: case op::sqrt: case op::cosh: case op::sigmoid: case op::softplus: return true;
    case op::negative: return has_one_sign(g, a_of(w));
    case op::multiply: return (g.is_constant(a_of(w)) && has_one_sign(g, b_of(w))) || (g.is_constant(b_of(w)) && has_one_sign(g, a_of(w)));
    default: return false;
    }
}
/// Known to be of moderate size, wherever it is finite.
constexpr bool is_moderate(const builder& g, node_id v) {
    const word w = g.head(v);
    switch (op_of(w)) {
    case op::constant: return g.constant_value(v) >= -16 && g.constant_value(v) <= 16;
    case op::log: case op::log2: case op::log10: case op::log1p: return true;
    case op::negative: return is_moderate(g, a_of(w));
    case op::add: case op::subtract: return is_moderate(g, a_of(w)) && is_moderate(g, b_of(w));
    default: return false;
    }
}
/// Of one sign behind terms of moderate size that stay the same along the sum.
constexpr bool has_one_sign_but_for_terms(const builder& g, node_id v, unsigned mask) {
    const word w = g.head(v);
    if (op_of(w) != op::add && op_of(w) != op::subtract) return has_one_sign(g, v);
    const node_id shape = g.shape(v), a = a_of(w), b = b_of(w);
    const auto is_term = [&](node_id s) { return same_along(g, s, shape, mask) && is_moderate(g, s); };
    if (g.shape(a) == shape && is_term(b)) return has_one_sign_but_for_terms(g, a, mask);
    return g.shape(b) == shape && is_term(a) && has_one_sign_but_for_terms(g, b, mask);
}
constexpr bool sums_since(const builder& g, std::uint32_t at) {
    for (; at < g.size; at += 1 + static_cast<std::uint32_t>(payload_of(g.words[at])))
        if (op_of(g.words[at]) == op::sum) return true;
    return false;
}

/// Σv over the axes in `mask` of a floating array.
constexpr node_id make_factored_sum(builder& g, node_id v, unsigned mask) {
    const word w = g.head(v);
    const op code = op_of(w);
    const node_id shape = g.shape(v), a = a_of(w), b = b_of(w);
    for (int k = 0; k < g.rank(v); ++k)
        if (g.is_one(g.extent_of(shape, k))) mask &= ~(1u << k);
    if (mask == 0) return v;
    if (code == op::negative) return make_unary(g, op::negative, make_factored_sum(g, a, mask));
    if (code == op::multiply)
        for (const bool swap : {false, true}) {
            const node_id s = swap ? b : a, u = swap ? a : b;
            if (g.shape(u) != shape || !same_along(g, s, shape, mask)) continue;
            const std::uint32_t before = g.size;
            const node_id rest = make_factored_sum(g, u, mask);
            if (g.is_constant(s) || !sums_since(g, before) || has_product(g, u, u, shape)) return make_signed(g, op::multiply, s, rest);
            g.take_back(before);
        }
    if ((code == op::add || code == op::subtract) && has_one_sign_but_for_terms(g, v, mask)) {
        const node_id count = element_count(g, masked_shape(g, shape, mask), g.type(v)).id;
        const auto term = [&](node_id s) { return make_signed(g, op::multiply, s, count); };
        if (g.shape(a) == shape && same_along(g, b, shape, mask)) return make_sum(g, code, make_factored_sum(g, a, mask), term(b));
        return make_sum(g, code, term(a), make_factored_sum(g, b, mask));
    }
    return make_reduction(g, op::sum, v, mask);
}

} // namespace typegrad
