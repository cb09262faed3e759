// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/builder.hpp>

namespace typegrad {

/// A stand-alone graph: a word stream with its roots. `parameters` counts the run-time numbers in it.
template <std::size_t Words, std::size_t Roots>
struct graph_data {
    word words[Words == 0 ? 1 : Words]{};
    node_id roots[Roots == 0 ? 1 : Roots]{};
    std::uint32_t size = 0;
    std::uint32_t root_count = Roots;
    std::uint32_t parameters = 0;
    bool failed = false;
    message error{};
};

constexpr word with_operands(word head, node_id a, node_id b, node_id shape) {
    return (head & 0xFFFFu) | static_cast<word>(a) << 16 | static_cast<word>(b) << 32 | static_cast<word>(shape) << 48;
}

/// The head and payload of node `id` with every position replaced by `map` (shape, operands; attributes stay).
template <class Map>
constexpr word remap(const word* words, std::size_t id, const Map& map, word* payload) {
    const word w = words[id];
    const op_info& o = info(op_of(w));
    const int n = payload_of(w);
    for (int k = 0; k < n; ++k) payload[k] = words[id + 1 + static_cast<std::size_t>(k)];
    if (o.arity == variadic) {
        const int count = b_of(w);
        for (int k = 0; k < n; ++k) payload[k] = 0;
        for (int k = 0; k < count; ++k)
            payload[k / 4] |= static_cast<word>(map[operand_of(words, id, k)]) << (k % 4 * 16);
        return op_of(w) == op::shape ? w : with_operands(w, 0, b_of(w), map[shape_of(w)]);
    }
    if (o.kind == kind::structure && o.arity == 1) return with_operands(w, map[a_of(w)], 0, 0); // a chunk, whose words are no positions of this graph
    if (o.kind == kind::structure) return o.arity == 2 ? with_operands(w, map[a_of(w)], map[b_of(w)], shape_of(w)) : w;
    if (o.arity == 0) return with_operands(w, a_of(w), b_of(w), map[shape_of(w)]);
    if (o.arity == 3) payload[0] = map[static_cast<node_id>(payload[0])];
    return with_operands(w, map[a_of(w)], o.arity >= 2 ? map[b_of(w)] : b_of(w), map[shape_of(w)]);
}

/// A leaf is its name: an error where `leaf`, new in `g`, meets another of its name, which has another element type,
/// shape or kind.
constexpr void meet_leaf(builder& g, node_id leaf) {
    const auto same_name = [&](node_id other) {
        const op code = op_of(g.words[other]);
        return (code == op::input || code == op::variable) && payload_of(g.words[other]) == payload_of(g.words[leaf]) &&
               g.equal_payload(other, g.words + leaf + 1);
    };
    node_id other = leaf;
    if (g.table != nullptr) { // leaves stand in the table a second time, under their names
        word h = 0;
        for (int k = 1; k <= payload_of(g.words[leaf]); ++k) h = (h ^ h >> 29 ^ g.words[leaf + k]) * 0x9E3779B97F4A7C15u;
        std::uint32_t slot = static_cast<std::uint32_t>(h >> 40) & g.mask;
        for (; g.table[slot] != 0 && other == leaf; slot = (slot + 1) & g.mask)
            if (same_name(static_cast<node_id>(g.table[slot] - 1))) other = static_cast<node_id>(g.table[slot] - 1);
        if (other == leaf) g.table[slot] = static_cast<node_id>(leaf + 1);
    } else
        for (std::uint32_t at = 0; at < leaf && other == leaf; at += 1 + static_cast<std::uint32_t>(payload_of(g.words[at])))
            if (same_name(static_cast<node_id>(at))) other = static_cast<node_id>(at);
    if (other == leaf) return;
    const bool types = g.type(leaf) != g.type(other), kinds = op_of(g.words[leaf]) != op_of(g.words[other]);
    message m;
    m << info(op_of(g.words[other])).name << " ";
    describe_leaf(m, g.words, other);
    m << ": is ";
    const auto describe = [&](node_id id) {
        if (kinds) m << info(op_of(g.words[id])).name << " ";
        if (types) m << name_of(g.type(id)) << " ";
        describe_value(m, g.words, id);
    };
    describe(other);
    m << " here and ";
    describe(leaf);
    g.fail(m << " there");
}

/// The node of a stream, already remapped, as a node of `g`.
constexpr node_id import_node(builder& g, word head, const word* payload) {
    const std::uint32_t before = g.size;
    const node_id id = g.intern(head, payload);
    if ((op_of(head) == op::input || op_of(head) == op::variable) && g.size != before) meet_leaf(g, id);
    return id;
}

/// Fills an empty hashed builder with a stream as it stands, positions and parameters included. Its nodes must be distinct,
/// as any builder leaves them.
constexpr void adopt_words(builder& g, const word* words, std::size_t size) {
    for (std::size_t i = g.size; i < size; ++i) g.words[i] = words[i];
    for (std::uint32_t at = g.size; at < size;) {
        const word head = words[at];
        std::uint32_t slot = g.slot_of(head, words + at + 1);
        while (g.table[slot] != 0) slot = (slot + 1) & g.mask;
        g.table[slot] = static_cast<node_id>(at + 1);
        g.size = at + 1 + static_cast<std::uint32_t>(payload_of(head));
        if (op_of(head) == op::input || op_of(head) == op::variable) meet_leaf(g, static_cast<node_id>(at));
        at = g.size;
    }
}

/// Adds all nodes of a stream to `g`; `map[position]` receives the new positions. Parameters are renumbered from
/// `first_parameter`.
constexpr void import_words(builder& g, const word* words, std::size_t size, node_id* map, std::uint32_t first_parameter = 0) {
    word payload[max_payload]{};
    for (std::size_t at = 0; at < size; at += 1 + static_cast<std::size_t>(payload_of(words[at]))) {
        word w = remap(words, at, map, payload);
        if (op_of(w) == op::parameter) {
            w = with_operands(w, static_cast<node_id>(a_of(w) + first_parameter), b_of(w), shape_of(w));
            map[at] = g.append(w, payload);
        } else map[at] = import_node(g, w, payload);
    }
}

/// Marks what the roots need; constraints are needed always. `needed` has one entry per word.
constexpr void mark_needed(const word* words, std::size_t size, const node_id* roots, std::size_t root_count, bool* needed, node_id* order) {
    std::size_t n = 0; // positions of nodes, in order
    for (std::size_t at = 0; at < size; at += 1 + static_cast<std::size_t>(payload_of(words[at]))) order[n++] = static_cast<node_id>(at);
    needed[0] = true;
    for (std::size_t k = 0; k < root_count; ++k) needed[roots[k]] = true;
    while (n-- > 0) {
        const node_id at = order[n];
        const word w = words[at];
        const op_info& o = info(op_of(w));
        if (op_of(w) == op::require_equal) needed[at] = true;
        if (!needed[at]) continue;
        if (o.kind != kind::structure) needed[shape_of(w)] = true;
        const int count = arity_of(w);
        for (int k = 0; k < count; ++k) needed[operand_of(words, at, k)] = true;
    }
}

/// Positions that stay below `base` and move behind it.
struct shifted_positions {
    std::uint32_t base;
    const node_id* behind;
    constexpr node_id operator[](node_id id) const { return id < base ? id : behind[id - base]; }
};

constexpr bool always_needed(word head) { return op_of(head) == op::require_equal || op_of(head) == op::parameter; }

/// Marks, from position `base` on, what `root` needs; true when that is everything. (Not a template: it runs for every
/// operator that a user writes.)
constexpr bool mark_behind(const builder& g, std::uint32_t base, node_id root, bool* needed, node_id* order) {
    std::uint32_t n = 0;
    for (std::uint32_t at = base; at < g.size; at += 1 + static_cast<std::uint32_t>(payload_of(g.words[at]))) order[n++] = static_cast<node_id>(at);
    if (root >= base) needed[root - base] = true;
    bool all = true;
    while (n-- > 0) {
        const node_id at = order[n];
        const word w = g.words[at];
        needed[at - base] = needed[at - base] || always_needed(w);
        all = all && needed[at - base];
        if (!needed[at - base]) continue;
        if (info(op_of(w)).kind != kind::structure && shape_of(w) >= base) needed[shape_of(w) - base] = true;
        const int count = arity_of(w);
        for (int k = 0; k < count; ++k)
            if (operand_of(g.words, at, k) >= base) needed[operand_of(g.words, at, k) - base] = true;
    }
    return all;
}

/// Removes from the nodes behind position `base` what `root` does not need, and what stands behind `root` for nothing, and
/// returns the root's new position. Constraints and parameters stay.
constexpr node_id drop_unused(builder& g, std::uint32_t base, node_id root) {
    if (root == base && base + 1 + static_cast<std::uint32_t>(payload_of(g.words[base])) == g.size) return root; // one new node
    if (g.size > base) {
        bool* needed = new bool[g.size - base]{};
        node_id* positions = new node_id[g.size - base]{};
        if (!mark_behind(g, base, root, needed, positions)) {
            const shifted_positions map{base, positions};
            const std::uint32_t end = g.size;
            word payload[max_payload]{};
            g.size = base;
            for (std::uint32_t at = base, next = base; at < end; at = next) {
                const int words = payload_of(g.words[at]);
                next = at + 1 + static_cast<std::uint32_t>(words);
                if (!needed[at - base]) continue;
                const word head = remap(g.words, at, map, payload);
                positions[at - base] = g.append(head, payload);
            }
            root = map[root];
        }
        delete[] needed;
        delete[] positions;
    }
    const std::uint32_t end = root + 1 + static_cast<std::uint32_t>(payload_of(g.words[root]));
    for (std::uint32_t at = end; at < g.size; at += 1 + static_cast<std::uint32_t>(payload_of(g.words[at])))
        if (always_needed(g.words[at])) return root;
    g.size = end;
    return root;
}

/// The graph of `roots` alone: dead nodes are left out, constraints are kept, the order stays.
template <std::size_t Capacity, std::size_t Roots>
constexpr void extract(graph_data<Capacity, Roots>& out, const builder& g, const node_id* roots) {
    bool needed[Capacity]{};
    node_id map[Capacity]{};
    out.failed = g.failed;
    out.error = g.error;
    if (g.failed) {
        out.size = 1;
        return;
    }
    mark_needed(g.words, g.size, roots, Roots, needed, map);
    std::uint32_t size = 0;
    word payload[max_payload]{};
    for (std::uint32_t at = 0; at < g.size; at += 1 + static_cast<std::uint32_t>(payload_of(g.words[at]))) {
        if (!needed[at]) continue;
        const int n = payload_of(g.words[at]);
        out.words[size] = remap(g.words, at, map, payload);
        for (int k = 0; k < n; ++k) out.words[size + 1 + static_cast<std::uint32_t>(k)] = payload[k];
        if (op_of(g.words[at]) == op::parameter && a_of(g.words[at]) + 1u > out.parameters) out.parameters = a_of(g.words[at]) + 1u;
        map[at] = static_cast<node_id>(size);
        size += 1 + static_cast<std::uint32_t>(n);
    }
    out.size = size;
    for (std::size_t k = 0; k < Roots; ++k) out.roots[k] = map[roots[k]];
}

} // namespace typegrad
