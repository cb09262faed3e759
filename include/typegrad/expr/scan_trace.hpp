// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/infer.hpp>
#include <typegrad/graph/loop.hpp>

namespace typegrad {

/// What a scan is given and what it finds out, by number: carries, sequences, constants.
struct scan_trace {
    builder& g;
    node_id outer[max_loop_arguments]{}, inner[max_loop_arguments]{};
    int carries = 0, sequences = 0, count = 0;
    node_id length = 0; ///< of the time axis

    constexpr void add(node_id value) {
        if (count == max_loop_arguments) {
            message m;
            g.fail(m << "scan: more than " << max_loop_arguments << " carries, sequences, constants and symbols");
            return;
        }
        outer[count++] = value;
    }
    constexpr bool find_length() {
        for (int k = carries; k < carries + sequences && !g.failed; ++k) {
            message m;
            m << "scan: sequence " << (k - carries);
            if (g.rank(outer[k]) == 0) {
                g.fail(m << " is one number, without an axis to step along");
                break;
            }
            const node_id e = g.extent_of(g.shape(outer[k]), 0);
            if (k == carries) length = e;
            else if (e != length && g.is_static(e) && g.is_static(length)) g.fail(m << " has " << g.extent_value(e) << " steps and sequence 0 has " << g.extent_value(length));
            else if (e != length) length = g.agree(length, e, op::scan);
        }
        if (sequences == 0) {
            message m;
            g.fail(m << "scan: there is no sequence to step along");
        }
        return !g.failed;
    }
    /// The step's arguments.
    constexpr void open(builder& step) {
        for (int k = 0; k < count; ++k) {
            const node_id shape = import_shape(step, g.words, k >= carries && k < carries + sequences ? squeezed_shape(g, g.shape(outer[k]), 1) : g.shape(outer[k]));
            inner[k] = step.intern(make_head(op::argument, g.type(outer[k]), static_cast<node_id>(k), 0, shape));
        }
    }
    /// True if an initial number without a type of its own takes that of the new carry: the step is then traced again.
    constexpr bool settle(const builder& step, const node_id* results) {
        bool again = false;
        for (int k = 0; k < carries; ++k)
            if (is_weak(g.type(outer[k]))) {
                const dtype t = is_weak(step.type(results[k])) ? is_floating(g.type(outer[k])) || is_floating(step.type(results[k])) ? dtype::float64 : dtype::int64 : step.type(results[k]);
                outer[k] = adopt(g, outer[k], t);
                again = true;
            }
        return again;
    }
    /// The new carries against the old, and rows of a type of their own.
    constexpr void check(builder& step, node_id* results, int result_count) {
        for (int k = 0; k < result_count; ++k) {
            const dtype t = step.type(results[k]);
            if (k >= carries) {
                if (is_weak(t)) results[k] = adopt(step, results[k], t == dtype::weak_int ? dtype::int64 : dtype::float64);
                continue;
            }
            const node_id old = inner[k];
            if (is_weak(t) && common_type(step.type(old), t) == step.type(old)) results[k] = adopt(step, results[k], step.type(old));
            bool shapes = step.rank(results[k]) == step.rank(old);
            for (int axis = 0; shapes && axis < step.rank(old); ++axis) {
                const node_id a = step.extent_of(step.shape(old), axis), b = step.extent_of(step.shape(results[k]), axis);
                if (a == b) continue;
                shapes = !step.is_static(a) || !step.is_static(b);
                if (shapes) step.agree(a, b, op::scan);
            }
            const bool types = step.type(results[k]) == step.type(old);
            if (shapes && types) continue;
            message m;
            m << "scan: carry " << k << " is ";
            if (!types) m << name_of(step.type(old)) << " ";
            describe_shape(m, step.words, step.shape(old));
            m << " before the step and ";
            if (!types) m << name_of(step.type(results[k])) << " ";
            describe_shape(m, step.words, step.shape(results[k]));
            g.fail(m << " after");
        }
    }
    /// What stays the same from step to step becomes a constant of the scan: symbols, and what is worth computing once, before it.
    /// The step's conditions on extents become conditions of the call.
    constexpr void capture(const builder& step, const node_id* results, int result_count) {
        bool *const needed = new bool[step.size]{}, *const fixed = new bool[step.size]{}, *const inside = new bool[step.size]{}, *const bound = new bool[step.size]{};
        node_id *const order = new node_id[step.size]{}, *const map = new node_id[step.size]{};
        mark_needed(step.words, step.size, results, static_cast<std::size_t>(result_count), needed, order);
        for (int k = 0; k < count; ++k) {
            map[inner[k]] = outer[k];
            fixed[inner[k]] = k >= carries + sequences;
        }
        std::uint32_t n = 0;
        for (std::uint32_t at = 0; at < step.size && !g.failed; at += 1 + static_cast<std::uint32_t>(payload_of(step.words[at]))) {
            const word w = step.words[at];
            const op_info& o = info(op_of(w));
            if (!needed[at] || o.code == op::chunk || o.code == op::argument) continue;
            if (o.kind != kind::structure) order[n++] = static_cast<node_id>(at);
            bool same = o.kind != kind::loop;
            for (int k = 0; k < arity_of(w) && o.kind > kind::leaf; ++k) same = same && fixed[operand_of(step.words, at, k)];
            fixed[at] = same && o.kind != kind::structure;
            if (!same) continue;
            word payload[max_payload]{};
            const word moved = remap(step.words, at, map, payload);
            if (o.code == op::require_equal) g.agree(a_of(moved), b_of(moved), static_cast<op>(shape_of(w)));
            else map[at] = import_node(g, moved, payload);
        }
        const auto is_leaf = [&](node_id x) { return op_of(step.words[x]) == op::input || op_of(step.words[x]) == op::variable; };
        const auto use = [&](node_id x) {
            for (int k = 0; k < count; ++k)
                if (inner[k] == x) return;
            if (!fixed[x] || !(is_leaf(x) || (is_worth_keeping(step, x) && count < max_loop_arguments * 3 / 4))) inside[x] = true;
            else if (add(map[x]); !g.failed) inner[count - 1] = x;
        };
        for (int k = 0; k < result_count && !g.failed; ++k) use(results[k]);
        for (std::uint32_t i = n; i-- > 0 && !g.failed;)
            if (inside[order[i]] && info(op_of(step.words[order[i]])).kind > kind::leaf)
                for (int k = 0; k < arity_of(step.words[order[i]]); ++k)
                    if (const node_id x = operand_of(step.words, order[i], k); info(op_of(step.words[x])).kind != kind::structure) use(x);
        // a run-time extent that only such a symbol has
        const auto each_extent = [&](node_id x, auto visit) {
            for (int k = 0; k < step.rank(x); ++k) visit(step.extent_of(step.shape(x), k));
        };
        for (int k = 0; k < count; ++k) each_extent(inner[k], [&](node_id e) { bound[e] = true; });
        for (std::uint32_t i = 0; i < n && !g.failed; ++i) {
            if (!is_leaf(order[i])) continue;
            bool alone = false;
            for (std::uint32_t j = 0; j < n; ++j)
                if (inside[order[j]]) each_extent(order[j], [&](node_id e) {
                    if (!bound[e] && !step.is_static(e)) each_extent(order[i], [&](node_id own) { alone = alone || own == e; });
                });
            if (!alone) continue;
            each_extent(order[i], [&](node_id e) { bound[e] = true; });
            if (add(map[order[i]]); !g.failed) inner[count - 1] = order[i];
        }
        delete[] needed;
        delete[] fixed;
        delete[] inside;
        delete[] bound;
        delete[] order;
        delete[] map;
    }
    /// Rather than computed in each step, and differentiated there.
    static constexpr bool is_worth_keeping(const builder& step, node_id v) {
        const op_info& o = info(op_of(step.words[v]));
        return o.cost > 0 || o.kind == kind::product || o.kind == kind::composite || o.kind == kind::assembly || o.code == op::element || o.code == op::count;
    }
};

} // namespace typegrad
