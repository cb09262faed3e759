// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/copy.hpp>
#include <typegrad/graph/make.hpp>

/// Loops. The step of a scan is a graph of its own, with positions and arguments of its own, whose words travel as payload
/// through the graph that uses it: a list of `chunk` nodes. `apply` gives it one argument after the other: carries, then
/// sequences, of which it gets a row, then constants. `scan` runs it; attribute `b` says how many of each there are, and
/// whether time runs backwards. Results of a scan are
///
///     the last carries | the rows that the step gives, stacked | the value of each node of the step, stacked
///
/// and what nobody asks for is not written; among the last are the carries before each step. A step's words: sizes, roots (results, then arguments) four to a word, stream.
namespace typegrad {

/// As many as a program has slots.
inline constexpr int max_loop_arguments = 64;

/// A step's graph, put together again.
struct step_graph {
    word* flat = nullptr;
    std::uint32_t length = 0;

    constexpr step_graph() = default;
    /// The words of a list of chunks.
    constexpr step_graph(const word* words, node_id first) {
        for (node_id at = first; at != 0; at = a_of(words[at])) length += static_cast<std::uint32_t>(payload_of(words[at]));
        flat = new word[length + 1]{};
        std::uint32_t n = 0;
        for (node_id at = first; at != 0; at = a_of(words[at]))
            for (int k = 1; k <= payload_of(words[at]); ++k) flat[n++] = words[at + k];
    }
    constexpr ~step_graph() { delete[] flat; }
    step_graph(const step_graph&) = delete;
    step_graph& operator=(const step_graph&) = delete;

    constexpr std::uint32_t size() const { return static_cast<std::uint32_t>(flat[0] & 0xFFFF); }
    constexpr int results() const { return static_cast<int>(flat[0] >> 16 & 0xFFFF); }
    constexpr int arguments() const { return static_cast<int>(flat[0] >> 32 & 0xFFFF); }
    constexpr const word* words() const { return flat + 1 + (results() + arguments() + 3) / 4; }
    constexpr node_id root(int k) const { return static_cast<node_id>(flat[1 + k / 4] >> (k % 4 * 16)); }
    constexpr node_id argument(int k) const { return root(results() + k); }
    /// The node whose values result `index` of a scan are.
    constexpr node_id node_of(int index) const { return index < results() ? root(index) : static_cast<node_id>(index - results()); }
    constexpr dtype type(node_id v) const { return dtype_of(words()[v]); }
    constexpr node_id shape(node_id v) const { return shape_of(words()[v]); }
};

/// A scan node and what it is applied to.
struct loop_node {
    node_id step = 0; ///< its first chunk
    node_id argument[max_loop_arguments]{};
    int carries = 0, sequences = 0, count = 0;
    bool backward = false;
};
constexpr node_id loop_attribute(int carries, int sequences, bool backward) {
    return static_cast<node_id>(carries | sequences << 7 | (backward ? 1 << 15 : 0));
}
constexpr loop_node read_loop(const word* words, node_id scan) {
    loop_node l;
    l.carries = b_of(words[scan]) & 127;
    l.sequences = b_of(words[scan]) >> 7 & 255;
    l.backward = b_of(words[scan]) >> 15 != 0;
    l.step = a_of(words[scan]);
    for (; op_of(words[l.step]) == op::apply; l.step = a_of(words[l.step])) ++l.count;
    node_id at = a_of(words[scan]);
    for (int k = l.count; k-- > 0; at = a_of(words[at])) l.argument[k] = b_of(words[at]);
    return l;
}

/// A shape of another graph. Extents mean the same everywhere: they are numbers, or have names.
constexpr node_id import_shape(builder& g, const word* words, node_id shape) {
    node_id extents[max_rank]{};
    const int rank = b_of(words[shape]);
    for (int k = 0; k < rank; ++k) {
        const node_id e = operand_of(words, shape, k);
        extents[k] = g.intern(words[e], words + e + 1);
    }
    return g.make_shape(extents, rank);
}
/// `shape` behind a new first axis.
constexpr node_id stacked_shape(builder& g, node_id first, node_id shape) {
    node_id extents[max_rank + 1]{first};
    const int rank = g.rank_of_shape(shape);
    for (int k = 0; k < rank; ++k) extents[k + 1] = g.extent_of(shape, k);
    return g.make_shape(extents, rank + 1);
}

/// Marks what `roots` need, where what is numbered needs nothing but its shape. Constraints are needed always.
constexpr void mark_behind_arguments(const builder& g, const node_id* roots, int root_count, const int* number, bool* needed, node_id* order) {
    std::uint32_t n = 0;
    for (std::uint32_t at = 0; at < g.size; at += 1 + static_cast<std::uint32_t>(payload_of(g.words[at]))) order[n++] = static_cast<node_id>(at);
    needed[0] = true;
    for (int k = 0; k < root_count; ++k) needed[roots[k]] = true;
    while (n-- > 0) {
        const node_id at = order[n];
        const word w = g.words[at];
        if (op_of(w) == op::require_equal) needed[at] = true;
        if (!needed[at]) continue;
        if (info(op_of(w)).kind != kind::structure) needed[shape_of(w)] = true;
        for (int k = 0; k < arity_of(w) && number[at] == 0; ++k) needed[operand_of(g.words, at, k)] = true;
    }
}

/// Puts the graph of `results` into `g`, as a list of chunks whose first it returns. `arguments`, whatever they were, become
/// op::argument 0, 1 …
constexpr node_id store_step(builder& g, const builder& from, const node_id* results, int result_count, const node_id* arguments, int argument_count) {
    if (g.failed || from.failed) return 0;
    const int root_count = result_count + argument_count;
    node_id *const roots = new node_id[static_cast<std::size_t>(root_count) + 1]{}, *const map = new node_id[from.size]{};
    bool* const needed = new bool[from.size]{};
    int* const number = new int[from.size]{}; // of an argument, plus one
    for (int k = 0; k < result_count; ++k) roots[k] = results[k];
    for (int k = 0; k < argument_count; ++k) {
        roots[result_count + k] = arguments[k];
        number[arguments[k]] = k + 1;
    }
    mark_behind_arguments(from, roots, root_count, number, needed, map);
    const std::uint32_t begin = 1 + static_cast<std::uint32_t>(root_count + 3) / 4;
    word* const flat = new word[begin + from.size]{};
    word payload[max_payload]{};
    std::uint32_t size = 0;
    for (std::uint32_t at = 0; at < from.size; at += 1 + static_cast<std::uint32_t>(payload_of(from.words[at]))) {
        if (!needed[at]) continue;
        const word w = number[at] != 0 ? make_head(op::argument, dtype_of(from.words[at]), static_cast<node_id>(number[at] - 1), 0, map[shape_of(from.words[at])]) : remap(from.words, at, map, payload);
        map[at] = static_cast<node_id>(size);
        flat[begin + size++] = w;
        for (int k = 0; k < payload_of(w); ++k) flat[begin + size++] = payload[k];
    }
    flat[0] = size | static_cast<word>(result_count) << 16 | static_cast<word>(argument_count) << 32;
    for (int k = 0; k < root_count; ++k) flat[1 + k / 4] |= static_cast<word>(map[roots[k]]) << (k % 4 * 16);
    const std::uint32_t length = begin + size, chunks = (length + max_payload - 1) / max_payload;
    node_id next = 0;
    for (std::uint32_t k = chunks; k-- > 0;) {
        const std::uint32_t rest = length - k * max_payload;
        next = g.intern(make_head(op::chunk, dtype::none, next, 0, 0, rest < max_payload ? static_cast<int>(rest) : max_payload), flat + k * max_payload);
    }
    delete[] flat;
    delete[] number;
    delete[] needed;
    delete[] map;
    delete[] roots;
    return next;
}

constexpr node_id make_scan(builder& g, node_id step, const node_id* arguments, int count, int carries, int sequences, bool backward) {
    if (g.failed) return 0;
    node_id applied = step;
    for (int k = 0; k < count; ++k) applied = g.intern(make_head(op::apply, dtype::none, applied, arguments[k]));
    return g.intern(make_head(op::scan, dtype::none, applied, loop_attribute(carries, sequences, backward)));
}
constexpr node_id make_scan_result(builder& g, node_id scan, int index, dtype type, node_id shape) {
    if (g.failed) return 0;
    return g.intern(make_head(op::scan_result, type, scan, static_cast<node_id>(index), shape));
}

/// Room for a graph that is as large as a run says.
struct scratch_graph {
    word* words;
    node_id* table;
    builder graph;

    constexpr scratch_graph(std::uint32_t capacity, std::uint32_t slots, fold_function fold)
        : words(new word[capacity]{}), table(new node_id[slots]{}), graph{words, table, slots - 1, capacity} {
        graph.fold = fold;
        graph.begin();
    }
    constexpr ~scratch_graph() {
        delete[] words;
        delete[] table;
    }
    scratch_graph(const scratch_graph&) = delete;
    scratch_graph& operator=(const scratch_graph&) = delete;
};

} // namespace typegrad
