// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/verify.hpp>

namespace typegrad {

constexpr message verify(const word* words, std::size_t size, const node_id* roots, std::size_t root_count, bool canonical);

/// May `x` be operand `k` of a node that belongs to a loop?
constexpr bool verifier::fits_loop(std::size_t at, int k, node_id x) const {
    switch (code(at)) {
    case op::chunk: return x == 0 || code(x) == op::chunk;
    case op::apply: return k == 1 ? is_value(x) : code(x) == op::apply || code(x) == op::chunk;
    case op::scan: return code(x) == op::apply;
    default: return code(x) == op::scan;
    }
}

/// A scan and its results against the graph of its step.
constexpr const char* verifier::loop(std::size_t at) const {
    const word w = words[at];
    if (code(at) != op::scan_result) {
        if (dtype_of(w) != dtype::none || shape_of(w) != 0) return "only a scan's results have a type";
        if (code(at) == op::apply) return nullptr;
    }
    const std::size_t scan = code(at) == op::scan ? at : a_of(w);
    int count = 0;
    for (node_id x = a_of(words[scan]); code(x) == op::apply; x = a_of(words[x])) ++count;
    if (count > max_loop_arguments) return "a scan has too many arguments";
    const loop_node l = read_loop(words, static_cast<node_id>(scan));
    if (l.sequences == 0 || l.carries + l.sequences > l.count) return "a scan has a sequence, and as many arguments as it says";
    const step_graph f(words, l.step);
    if (f.length < 2 || f.length != 1u + static_cast<unsigned>(f.results() + f.arguments() + 3) / 4 + f.size()) return "the step's words are not as many as they say";
    if (f.arguments() != l.count || f.results() < l.carries) return "the step has other arguments than the scan";
    // extents of the step that mean what an extent here does
    const auto same_extent = [&](node_id inner, node_id outer) {
        const word e = f.words()[inner];
        for (std::size_t x = 0; x < size; x += 1 + static_cast<std::size_t>(payload_of(words[x])))
            if (words[x] == e && same_payload(words, x, f.words(), inner)) return same_as[x] == outer;
        return false;
    };
    const auto fits = [&](node_id inner, node_id shape, bool stacked) {
        const node_id s = f.shape(inner);
        const int n = b_of(f.words()[s]), from = stacked ? 1 : 0;
        if (rank(shape) != n + from) return false;
        for (int k = 0; k < n; ++k)
            if (!same_extent(operand_of(f.words(), s, k), extent(shape, k + from))) return false;
        return !stacked || extent(shape, 0) == extent(operand_shape_of(l.argument[l.carries]), 0);
    };
    if (code(at) == op::scan_result) {
        const int k = b_of(w);
        std::uint32_t x = 0; // a node's values, stacked
        while (x < f.size() && f.results() + static_cast<int>(x) < k) x += 1 + static_cast<std::uint32_t>(payload_of(f.words()[x]));
        if (k >= f.results() && (f.results() + static_cast<int>(x) != k || dtype_of(f.words()[x]) == dtype::none)) return "the scan has no result of that number";
        const node_id inner = f.node_of(k);
        return dtype_of(w) == f.type(inner) && fits(inner, shape_of(w), k >= l.carries) ? nullptr : "the result's type or shape is not what the step gives";
    }
    for (int k = 0; k < l.count; ++k) {
        const node_id inner = f.argument(k), x = l.argument[k];
        const bool sequence = k >= l.carries && k < l.carries + l.sequences;
        if (op_of(f.words()[inner]) != op::argument || a_of(f.words()[inner]) != k) return "the step's arguments are not numbered";
        if (sequence && rank(operand_shape_of(x)) == 0) return "a sequence has no axis to step along";
        if (f.type(inner) != dtype_of(words[x]) && !is_weak(f.type(inner))) return "an argument has another type than the step says";
        if (!fits(inner, operand_shape_of(x), sequence)) return "an argument has another shape than the step says";
        if (k < l.carries && f.type(f.root(k)) != f.type(inner)) return "a carry changes its type";
    }
    node_id roots[2 * max_loop_arguments]{};
    const int root_count = f.results() < 2 * max_loop_arguments ? f.results() : 2 * max_loop_arguments;
    for (int k = 0; k < root_count; ++k) roots[k] = f.root(k);
    return verify(f.words(), f.size(), roots, static_cast<std::size_t>(root_count), false).size == 0 ? nullptr : "the step's graph is not legal";
}

} // namespace typegrad
