// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/loop.hpp>
#include <typegrad/graph/product.hpp>
#include <typegrad/graph/type_law.hpp>

/// What a legal graph is; `verify` checks it after every pass in the tests, at run time or in a static_assert.
///
/// A stream is legal when
///   - position 0 holds the shape of a scalar, and every node lies wholly in the stream;
///   - operands are nodes that stand before their user: extents under shapes and constraints, a shape under `count`,
///     values everywhere else; every value has a shape that stands before it;
///   - element types are what the table of ops says (op.hpp), and weak ones are gone once canonical;
///   - shapes are what inference says, where extents that a `require_equal` ties together count as equal;
///   - attributes make sense: axis masks within the rank, permutations, indices below the extent; unused bits are zero;
///   - a scan's step is a legal graph of its own, whose arguments and results have the types and shapes of the scan's, rows
///     being one of a first axis;
///   - no two nodes are equal (parameters excepted) and no two named leaves have one name;
///   - roots are values.
namespace typegrad {

/// Checks one stream; each function returns what is wrong, or null.
struct verifier {
    const word* words;
    std::size_t size;
    bool canonical;
    bool* begins;     ///< per word: is it the head of a node?
    node_id* same_as; ///< per word: for extents, the representative of those that must be equal

    constexpr op code(std::size_t at) const { return op_of(words[at]); }
    constexpr kind kind_of(std::size_t at) const { return info(code(at)).kind; }
    constexpr bool is_extent(node_id e) const { return code(e) == op::extent || code(e) == op::dim; }
    constexpr bool is_value(node_id v) const { return begins[v] && kind_of(v) != kind::structure && code(v) != op::apply && code(v) != op::scan; }
    constexpr int rank(node_id shape) const { return b_of(words[shape]); }
    constexpr node_id extent(node_id shape, int k) const { return same_as[operand_of(words, shape, k)]; }
    constexpr bool is_static(node_id e) const { return code(e) == op::extent; }
    constexpr bool is_one(node_id e) const { return is_static(e) && static_extent_of(words[e]) == 1; }
    constexpr node_id operand_shape(std::size_t at, int k) const { return shape_of(words[operand_of(words, at, k)]); }
    constexpr node_id operand_shape_of(node_id x) const { return shape_of(words[x]); }

    constexpr const char* operands(std::size_t at) const {
        const word w = words[at];
        const int n = arity_of(w), fixed = code(at) == op::select || code(at) == op::transpose || code(at) == op::einsum ? 1 : 0;
        if (kind_of(at) > kind::leaf && info(code(at)).arity != variadic && payload_of(w) != fixed) return "the payload has the wrong size";
        if (info(code(at)).arity == variadic) {
            if (payload_of(w) != (n + 3) / 4) return "payload does not fit its operands";
            for (int k = n; k < 4 * payload_of(w); ++k)
                if ((words[at + 1 + static_cast<std::size_t>(k / 4)] >> (k % 4 * 16) & 0xFFFF) != 0) return "unused payload bits are set";
        }
        for (int k = 0; k < n; ++k) {
            const node_id x = operand_of(words, at, k);
            if (x >= at || !begins[x]) return "an operand is not a node before it";
            const bool wants_extent = code(at) == op::shape || code(at) == op::require_equal;
            if (kind_of(at) == kind::loop || code(at) == op::chunk) {
                if (!fits_loop(at, k, x)) return "an operand is of the wrong kind";
            } else if (wants_extent ? !is_extent(x) : code(at) == op::count ? code(x) != op::shape : !is_value(x)) return "an operand is of the wrong kind";
        }
        if (info(code(at)).kind == kind::structure) return nullptr;
        if (shape_of(w) >= at || !begins[shape_of(w)] || code(shape_of(w)) != op::shape) return "its shape is not a shape before it";
        return nullptr;
    }

    constexpr const char* structure(std::size_t at) const {
        const word w = words[at];
        if (dtype_of(w) != dtype::none) return "structure has no element type";
        switch (code(at)) {
        case op::extent: return payload_of(w) == 0 ? nullptr : "an extent has no payload";
        case op::dim: return payload_of(w) > 0 || b_of(w) > 0 ? nullptr : "a run-time extent has a name or an axis";
        case op::shape: return rank(static_cast<node_id>(at)) <= max_rank ? nullptr : "more than 8 axes";
        case op::chunk: return payload_of(w) > 0 ? nullptr : "a chunk is empty";
        default: return a_of(w) != b_of(w) && shape_of(w) < op_count ? nullptr : "a constraint ties two extents for an op";
        }
    }

    constexpr const char* leaf(std::size_t at) const {
        const word w = words[at];
        const dtype t = dtype_of(w);
        switch (code(at)) {
        case op::input:
        case op::variable:
            if (!canonical && (payload_of(w) == 0 || (words[at + 1] & 255) == 0)) return "a named leaf has no name"; // slots have numbers
            return is_weak(t) ? "a named leaf has an element type of its own" : nullptr;
        case op::constant: {
            if (payload_of(w) != 1 || shape_of(w) != 0) return "a constant is one scalar word";
            const word bits = words[at + 1];
            const std::int64_t i = static_cast<std::int64_t>(bits);
            if (t == dtype::boolean && bits > 1) return "a bool is 0 or 1";
            if (t == dtype::int32 && (i > 2147483647 || i < -2147483648)) return "the value does not fit its type";
            const double v = is_floating(t) ? __builtin_bit_cast(double, bits) : 0;
            return v == v && rounded(v, t) != v ? "the value does not fit its type" : nullptr;
        }
        case op::iota: return is_integer(t) && rank(shape_of(w)) == 1 ? nullptr : "an index is a vector of integers";
        case op::count: return is_among(t, types::numbers) && shape_of(w) == 0 ? nullptr : "a count is a scalar number";
        case op::parameter: return shape_of(w) == 0 ? nullptr : "a run-time number is a scalar";
        default: return nullptr;
        }
    }

    constexpr const char* element_types(std::size_t at) const {
        const word w = words[at];
        const op_info& law = info(code(at));
        const int first = code(at) == op::select ? 1 : 0;
        const dtype x = dtype_of(words[operand_of(words, at, first)]);
        if (first == 1 && dtype_of(words[a_of(w)]) != dtype::boolean) return "the condition is not bool";
        for (int k = first; k < arity_of(w); ++k) {
            const dtype t = dtype_of(words[operand_of(words, at, k)]);
            if (code(at) == op::softmax_cross_entropy && k == 1 && is_integer(t)) continue;
            if (!is_among(t, law.takes)) return "an operand has an element type the op does not take";
            if (t != x) return "operands have different element types";
        }
        return is_given(dtype_of(w), law.gives, x) ? nullptr : "the element type is not what the op gives";
    }

    // --- shapes ---------------------------------------------------------------------------------------------------
    constexpr bool equal_shapes(node_id a, node_id b) const {
        if (rank(a) != rank(b)) return false;
        for (int k = 0; k < rank(a); ++k)
            if (extent(a, k) != extent(b, k)) return false;
        return true;
    }
    /// `shape` without the axes in `mask`, or with extent 1 there, is `y`.
    constexpr bool is_reduced(node_id shape, unsigned mask, node_id y, bool keeps) const {
        int j = 0;
        for (int k = 0; k < rank(shape); ++k) {
            const bool gone = (mask >> k & 1u) != 0;
            if (gone && !keeps) continue;
            if (j == rank(y) || (gone ? !is_one(extent(y, j)) : extent(y, j) != extent(shape, k))) return false;
            ++j;
        }
        return j == rank(y);
    }
    /// Every axis of `y` is that of an operand which is not 1 there, or 1 where all are.
    constexpr bool is_broadcast(std::size_t at, node_id y) const {
        const int n = arity_of(words[at]);
        bool reached[max_rank]{};
        int widest = 0;
        for (int j = 0; j < n; ++j) {
            const node_id x = operand_shape(at, j);
            const int lead = rank(y) - rank(x);
            if (lead < 0) return false;
            if (rank(x) > widest) widest = rank(x);
            for (int k = 0; k < rank(x); ++k) {
                const node_id e = extent(x, k);
                if (e == extent(y, k + lead)) reached[k + lead] = true;
                else if (!is_one(e)) return false;
            }
        }
        if (code(at) == op::broadcast_to) return true;
        for (int k = 0; k < rank(y); ++k)
            if (!reached[k]) return false;
        return widest == rank(y);
    }
    constexpr bool same_elements(node_id a, node_id b) const {
        std::int64_t sizes[2]{1, 1};
        int unmatched = 0;
        bool used[max_rank]{};
        for (int k = 0; k < rank(a); ++k)
            if (is_static(extent(a, k))) sizes[0] *= static_extent_of(words[extent(a, k)]);
            else ++unmatched;
        for (int k = 0; k < rank(b); ++k) {
            if (is_static(extent(b, k))) sizes[1] *= static_extent_of(words[extent(b, k)]);
            else {
                int j = 0;
                while (j < rank(a) && (used[j] || extent(a, j) != extent(b, k))) ++j;
                if (j == rank(a)) return false;
                used[j] = true;
                --unmatched;
            }
        }
        return sizes[0] == sizes[1] && unmatched == 0;
    }

    constexpr const char* mask(std::size_t at, node_id x) const {
        const unsigned m = b_of(words[at]);
        if (m == 0 || m >> rank(x) != 0) return "the axis mask is empty or beyond the rank";
        const bool single = code(at) == op::argmax || code(at) == op::argmin;
        return single && (m & (m - 1)) != 0 ? "an index goes along one axis" : nullptr;
    }

    constexpr const char* labelled(std::size_t at, axis_labels labels) const; // graph/verify_product.hpp

    constexpr const char* shapes(std::size_t at) const {
        const word w = words[at];
        const node_id y = shape_of(w), x = operand_shape(at, 0);
        const char* const wrong = "the shape is not what the op gives";
        const unsigned attribute = b_of(w);
        const int n = arity_of(w);
        switch (kind_of(at)) {
        case kind::elementwise:
            if (n == 1 && code(at) != op::polygamma && !(canonical && code(at) == op::broadcast_to) && attribute != 0) return "an attribute is set that the op has not"; // canonical copies are numbered
            return is_broadcast(at, y) ? nullptr : wrong;
        case kind::reduction:
            if (const char* m = mask(at, x)) return m;
            return is_reduced(x, attribute, y, true) ? nullptr : wrong;
        default: break;
        }
        switch (code(at)) {
        case op::reshape: return same_elements(x, y) && attribute == 0 ? nullptr : wrong;
        case op::transpose: {
            const word permutation = words[at + 1];
            unsigned seen = 0;
            if (rank(x) != rank(y) || permutation >> (4 * rank(x)) != 0) return wrong;
            for (int k = 0; k < rank(x); ++k) {
                const int from = static_cast<int>(permutation >> (4 * k) & 15);
                seen |= 1u << from;
                if (from >= rank(x) || extent(x, from) != extent(y, k)) return wrong;
            }
            return seen == (1u << rank(x)) - 1 ? nullptr : "not a permutation";
        }
        case op::element:
            if (rank(x) == 0 || !is_static(extent(x, 0)) || attribute >= static_extent_of(words[extent(x, 0)])) return "the index is not below the extent";
            return is_reduced(x, 1, y, false) ? nullptr : wrong;
        case op::stack:
            for (int k = 1; k < n; ++k)
                if (operand_shape(at, k) != x) return "rows have different shapes";
            if (rank(y) == 0 || !is_static(extent(y, 0)) || static_extent_of(words[extent(y, 0)]) != n) return wrong;
            return is_reduced(y, 1, x, false) ? nullptr : wrong;
        case op::matmul: {
            const int ra = rank(x), rb = rank(operand_shape(at, 1));
            if (ra < 1 || ra > 2 || rb < 1 || rb > 2 || rank(y) != ra + rb - 2) return wrong;
            return labelled(at, matmul_labels(ra, rb));
        }
        case op::einsum: return labelled(at, labels_of(words, static_cast<node_id>(at)));
        case op::softmax:
        case op::log_softmax:
            if (const char* m = mask(at, x)) return m;
            return equal_shapes(x, y) ? nullptr : wrong;
        case op::softmax_cross_entropy: {
            const node_id t = operand_shape(at, 1);
            const unsigned last = rank(x) > 0 ? 1u << (rank(x) - 1) : 0;
            if (last == 0 || !is_reduced(x, last, y, false)) return wrong;
            return (is_integer(dtype_of(words[attribute])) ? equal_shapes(t, y) : rank(t) == rank(x) && is_reduced(t, last, y, false)) ? nullptr : "labels do not fit the logits";
        }
        case op::one_hot: return rank(y) > 0 && is_reduced(y, 1u << (rank(y) - 1), x, false) ? nullptr : wrong;
        default: // mean, logsumexp, argmax, argmin
            if (const char* m = mask(at, x)) return m;
            return is_reduced(x, attribute, y, true) ? nullptr : wrong;
        }
    }

    // graph/verify_loop.hpp
    constexpr bool fits_loop(std::size_t at, int k, node_id x) const;
    constexpr const char* loop(std::size_t at) const;

    constexpr const char* value(std::size_t at) const {
        if (kind_of(at) == kind::loop) return loop(at);
        const dtype t = dtype_of(words[at]);
        if (t == dtype::none || t > dtype::weak_float) return "a value has an element type";
        if (canonical && is_weak(t)) return "a weak element type is left";
        if (canonical && kind_of(at) == kind::composite) return "a composite op is left";
        if (kind_of(at) == kind::leaf) return leaf(at);
        if (const char* e = element_types(at)) return e;
        return shapes(at);
    }

    /// Extents tied by constraints get one representative, a number where there is one.
    constexpr void tie_extents() const {
        const auto find = [this](node_id e) {
            while (same_as[e] != e) e = same_as[e];
            return e;
        };
        for (std::size_t at = 0; at < size; at += 1 + static_cast<std::size_t>(payload_of(words[at]))) {
            if (code(at) != op::require_equal) continue;
            const node_id a = find(a_of(words[at])), b = find(b_of(words[at]));
            if (is_static(b)) same_as[a] = b;
            else same_as[b] = a;
        }
        for (std::size_t at = 0; at < size; at += 1 + static_cast<std::size_t>(payload_of(words[at])))
            same_as[at] = find(static_cast<node_id>(at));
    }

    /// `key` of two nodes is equal: their words, or for named leaves their names.
    constexpr bool equal(std::size_t a, std::size_t b, bool names) const {
        for (int k = names ? 1 : 0; k <= payload_of(words[a]); ++k)
            if (words[a + static_cast<std::size_t>(k)] != words[b + static_cast<std::size_t>(k)]) return false;
        return payload_of(words[a]) == payload_of(words[b]);
    }
    constexpr const char* uniqueness(std::size_t at, node_id* table, std::size_t slots) const {
        if (code(at) == op::parameter) return nullptr;
        const bool named = !canonical && (code(at) == op::input || code(at) == op::variable);
        word h = named ? 0 : words[at];
        for (int k = 1; k <= payload_of(words[at]); ++k) h = (h ^ h >> 29 ^ words[at + static_cast<std::size_t>(k)]) * 0x9E3779B97F4A7C15u;
        std::size_t slot = static_cast<std::size_t>((h ^ h >> 29) * 0xD6E8FEB86659FD93u >> 40) % slots;
        for (; table[slot] != 0; slot = (slot + 1) % slots) {
            const std::size_t other = table[slot] - 1u;
            const bool both = named && (code(other) == op::input || code(other) == op::variable);
            if (equal(at, other, both)) return both ? "another leaf has its name" : "an equal node stands before it";
        }
        table[slot] = static_cast<node_id>(at + 1);
        return nullptr;
    }

    constexpr message breach(std::size_t at, const char* what) const {
        message m;
        return m << "node " << static_cast<int>(at) << " (" << info(code(at)).name << "): " << what;
    }

    constexpr message run(const node_id* roots, std::size_t root_count, node_id* table, std::size_t slots) const {
        message m;
        if (size == 0 || words[0] != make_head(op::shape, dtype::none)) return m << "position 0 is not the shape of a scalar";
        for (std::size_t at = 0; at < size; at += 1 + static_cast<std::size_t>(payload_of(words[at]))) {
            if (static_cast<int>(code(at)) >= op_count || at + static_cast<std::size_t>(payload_of(words[at])) >= size)
                return m << "position " << static_cast<int>(at) << ": not a node";
            begins[at] = true;
            same_as[at] = static_cast<node_id>(at);
            if (const char* e = operands(at)) return breach(at, e);
            if (kind_of(at) == kind::structure)
                if (const char* e = structure(at)) return breach(at, e);
            if (const char* e = uniqueness(at, table, slots)) return breach(at, e);
        }
        tie_extents();
        for (std::size_t at = 0; at < size; at += 1 + static_cast<std::size_t>(payload_of(words[at])))
            if (kind_of(at) != kind::structure)
                if (const char* e = value(at)) return breach(at, e);
        for (std::size_t k = 0; k < root_count; ++k)
            if (roots[k] >= size || !is_value(roots[k])) return m << "root " << static_cast<int>(k) << " is not a value";
        return m;
    }
};

/// The first breach of the rules at the top of this file, as text; empty for a legal graph. `canonical` asks for what
/// holds once a program has been made of it: no weak element types, no composite ops.
constexpr message verify(const word* words, std::size_t size, const node_id* roots, std::size_t root_count, bool canonical = false) {
    if (size > max_words) return message{} << "more words than positions can tell";
    const std::size_t slots = 2 * size + 1;
    bool* begins = new bool[size + 1]{};
    node_id* same_as = new node_id[size + 1]{};
    node_id* table = new node_id[slots]{};
    const message m = verifier{words, size, canonical, begins, same_as}.run(roots, root_count, table, slots);
    delete[] begins;
    delete[] same_as;
    delete[] table;
    return m;
}

} // namespace typegrad

#include <typegrad/graph/verify_loop.hpp>
#include <typegrad/graph/verify_product.hpp>
