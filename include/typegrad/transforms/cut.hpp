// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/copy.hpp>
#include <typegrad/ops/table.hpp>

/// The graph of one program: what the fetches need, cut at what is fed, with run-time leaves numbered as slots,
/// composites lowered, and extents that must agree made one.
namespace typegrad {

inline constexpr int max_slots = 64;

/// What a leaf of a program is bound to at the call.
struct slot {
    op code = op::input;   ///< input (fed), variable, argument or parameter
    node_id source = 0;    ///< its node in the source graph
    dtype type = dtype::none;
    int feed = -1;         ///< which feed binds it
};

/// `a` and `b` must have equal values at the call.
struct extent_constraint {
    node_id a = 0, b = 0;  ///< in the source graph
    op because = op::add;
};

template <std::uint32_t Capacity, std::size_t Roots>
struct cut_graph {
    graph_data<Capacity, Roots> graph;
    slot slots[max_slots]{};
    int slot_count = 0;
    extent_constraint constraints[max_slots]{};
    int constraint_count = 0;
    node_id missing = 0;       ///< a leaf nobody feeds (position plus one)
    node_id unbound = 0;       ///< a run-time extent that no array has (position plus one)
};

constexpr dtype settled(dtype t) { return t == dtype::weak_float ? dtype::float64 : t == dtype::weak_int ? dtype::int64 : t; }

/// Marks what `roots` need when the graph is cut at `feeds`; shapes of needed values are needed too.
constexpr void mark_cut(const word* words, std::uint32_t size, const node_id* roots, std::size_t root_count, const bool* fed, bool* needed, node_id* order) {
    std::uint32_t n = 0;
    for (std::uint32_t at = 0; at < size; at += 1 + static_cast<std::uint32_t>(payload_of(words[at]))) order[n++] = static_cast<node_id>(at);
    needed[0] = true;
    for (std::size_t k = 0; k < root_count; ++k) needed[roots[k]] = true;
    while (n-- > 0) {
        const node_id at = order[n];
        if (!needed[at]) continue;
        if (info(op_of(words[at])).kind != kind::structure) needed[shape_of(words[at])] = true;
        if (fed[at]) continue;
        const int count = arity_of(words[at]);
        for (int k = 0; k < count; ++k) needed[operand_of(words, at, k)] = true;
    }
}

/// Makes the program graph of `roots` in the graph `source`, cut at the nodes `feeds`.
template <std::uint32_t Capacity, std::size_t Roots, std::size_t SourceWords>
constexpr cut_graph<Capacity, Roots> cut(const word* source, const node_id* roots, const node_id* feeds, int feed_count) {
    cut_graph<Capacity, Roots> out;
    graph_storage<Capacity> s{&fold<>};
    builder& g = s.graph;
    bool fed[SourceWords]{}, needed[SourceWords]{}, bound[SourceWords]{};
    node_id map[SourceWords]{}, same[SourceWords]{};
    for (int k = 0; k < feed_count; ++k) fed[feeds[k]] = needed[feeds[k]] = true; // also those that only a check reads
    mark_cut(source, SourceWords, roots, Roots, fed, needed, map);
    constexpr auto next = [](const word* w, std::uint32_t at) { return at + 1 + static_cast<std::uint32_t>(payload_of(w[at])); };

    // extents that are bound by some leaf, then made one where a constraint says so
    for (std::uint32_t at = 0; at < SourceWords; at = next(source, at)) {
        same[at] = static_cast<node_id>(at);
        const kind k = info(op_of(source[at])).kind;
        if (!needed[at] || k == kind::structure || !(fed[at] || k == kind::leaf)) continue;
        const node_id shape = shape_of(source[at]);
        for (int axis = 0; axis < arity_of(source[shape]); ++axis) bound[operand_of(source, shape, axis)] = true;
    }
    const auto find = [&](node_id e) {
        while (same[e] != e) e = same[e];
        return e;
    };
    for (std::uint32_t at = 0; at < SourceWords; at = next(source, at)) {
        if (op_of(source[at]) != op::require_equal) continue;
        const node_id a = a_of(source[at]), b = b_of(source[at]);
        const bool known_a = bound[a] || op_of(source[a]) == op::extent, known_b = bound[b] || op_of(source[b]) == op::extent;
        if (!known_a || !known_b) continue;
        if (out.constraint_count == max_slots) throw "typegrad: a program has at most 64 constraints between run-time extents";
        out.constraints[out.constraint_count++] = {a, b, static_cast<op>(shape_of(source[at]))};
        node_id ra = find(a), rb = find(b);
        if (op_of(source[rb]) == op::extent || (op_of(source[ra]) != op::extent && rb < ra)) {
            const node_id t = ra;
            ra = rb;
            rb = t;
        }
        if (ra != rb && !(op_of(source[rb]) == op::extent)) same[rb] = ra;
    }

    for (std::uint32_t at = 0; at < SourceWords; at = next(source, at)) {
        if (!needed[at]) continue;
        const word w = source[at];
        const op code = op_of(w);
        const op_info& o = info(code);
        if (o.kind == kind::structure) {
            if (code == op::require_equal) continue;
            if (code == op::dim && !bound[at]) out.unbound = static_cast<node_id>(at + 1);
            word payload[max_payload]{};
            if (same[at] != at) { // an extent equal to another: that one stands for it, wherever it comes in the stream
                const node_id r = find(static_cast<node_id>(at));
                for (int k = 0; k < payload_of(source[r]); ++k) payload[k] = source[r + 1 + k];
                map[at] = g.intern(source[r], payload);
                continue;
            }
            const word moved = remap(source, at, map, payload);
            map[at] = g.intern(moved, payload);
            continue;
        }
        const node_id shape = map[shape_of(w)];
        if (fed[at] || code == op::input || code == op::variable || code == op::argument || code == op::parameter) {
            if (!fed[at] && (code == op::input || code == op::argument) && out.missing == 0) out.missing = static_cast<node_id>(at + 1);
            if (out.slot_count == max_slots) throw "typegrad: a program has at most 64 leaves";
            slot& leaf = out.slots[out.slot_count];
            leaf = {fed[at] ? op::input : code, static_cast<node_id>(at), settled(dtype_of(w))};
            for (int k = 0; k < feed_count; ++k)
                if (feeds[k] == at) leaf.feed = k;
            map[at] = g.intern(make_head(leaf.code, leaf.type, static_cast<node_id>(out.slot_count++), 0, shape));
            continue;
        }
        if (o.kind == kind::leaf) {
            if (code == op::constant) map[at] = g.intern(make_head(code, settled(dtype_of(w)), 0, 0, 0, 1), source + at + 1);
            else if (code == op::count) map[at] = element_count(g, map[a_of(w)], settled(dtype_of(w))).id;
            else map[at] = g.intern(make_head(code, dtype_of(w), 0, 0, shape));
            continue;
        }
        if (o.kind == kind::composite) {
            const node_id x[]{map[a_of(w)], o.arity == 2 ? map[b_of(w)] : node_id{0}};
            map[at] = lower_composite(g, code, x, b_of(w), shape, settled(dtype_of(w)));
            continue;
        }
        word payload[max_payload]{};
        const word moved = remap(source, at, map, payload);
        map[at] = g.intern((moved & ~(word{31} << 11)) | static_cast<word>(settled(dtype_of(w))) << 11, payload);
    }
    node_id mapped[Roots]{};
    for (std::size_t k = 0; k < Roots; ++k) mapped[k] = map[roots[k]];
    extract(out.graph, g, mapped);
    return out;
}

/// A graph whose values are all scalars, fed at leaves only: no arrays, so nothing to lower, cut or canonicalise.
constexpr bool scalars_only(const word* words, std::uint32_t size, const node_id* feeds, std::size_t feed_count) {
    for (std::size_t k = 0; k < feed_count; ++k)
        if (info(op_of(words[feeds[k]])).kind != kind::leaf) return false;
    for (std::uint32_t at = 0; at < size; at += 1 + static_cast<std::uint32_t>(payload_of(words[at]))) {
        const word w = words[at];
        const kind k = info(op_of(w)).kind;
        if (k == kind::structure) continue;
        if ((k != kind::leaf && k != kind::elementwise) || shape_of(w) != 0 || is_weak(dtype_of(w))) return false;
    }
    return true;
}

/// The slots of such a graph; its code is written from the source itself.
template <std::size_t Roots, std::size_t SourceWords>
constexpr cut_graph<1, Roots> list_slots(const word* source, const node_id* roots, const node_id* feeds, int feed_count) {
    cut_graph<1, Roots> out;
    bool needed[SourceWords]{};
    node_id order[SourceWords]{};
    mark_needed(source, SourceWords, roots, Roots, needed, order);
    for (std::uint32_t at = 0; at < SourceWords; at += 1 + static_cast<std::uint32_t>(payload_of(source[at]))) {
        const op code = op_of(source[at]);
        if (!needed[at] || info(code).kind != kind::leaf || code == op::constant) continue;
        if (out.slot_count == max_slots) throw "typegrad: a program has at most 64 leaves";
        slot& leaf = out.slots[out.slot_count++];
        leaf = {code, static_cast<node_id>(at), dtype_of(source[at])};
        for (int k = 0; k < feed_count; ++k)
            if (feeds[k] == at) leaf.feed = k;
        if (leaf.feed < 0 && (code == op::input || code == op::argument) && out.missing == 0) out.missing = static_cast<node_id>(at + 1);
        if (leaf.feed >= 0) leaf.code = op::input;
    }
    return out;
}

} // namespace typegrad
