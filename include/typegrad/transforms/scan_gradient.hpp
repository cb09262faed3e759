// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/loop.hpp>
#include <typegrad/transforms/gradient.hpp>

/// The derivative of a scan is a scan in the other direction of time. Its step is the step's pullback: carries are the adjoints of
/// the carries and, summed up, those of the constants; it gets the rows of the sequences, of the results' adjoints, of the carries
/// before each step and of what was costly to compute, which the first scan then keeps; it gives the rows of the sequences' adjoints.
namespace typegrad {

struct scan_pullback {
    builder& g;
    node_id scan;
    adjoint_notes notes;
    loop_node l;
    step_graph f;
    int roots;           ///< of the step
    bool masked = false; ///< may an adjoint have been masked to zero?
    bool keeps = true;   ///< costly values are kept rather than computed again

    // of the step's own graph
    bool wanted[max_loop_arguments]{}; ///< does a wanted gradient pass through the argument?
    bool alive[max_loop_arguments]{};  ///< does anything depend on it whose adjoint is not zero?
    struct given_adjoint { int result = 0; node_id value = 0; };
    given_adjoint given[2 * max_loop_arguments]{}; ///< of results of the scan
    int given_count = 0;

    // of the new step, as it is put together
    struct argument_list {
        node_id inner[max_loop_arguments]{}, outer[max_loop_arguments]{};
        int count = 0;
        constexpr void add(node_id in, node_id out) {
            if (count < max_loop_arguments) inner[count] = in, outer[count] = out;
            ++count;
        }
    };
    argument_list carried, rows, constants;

    constexpr scan_pullback(builder& graph, node_id at, const adjoint_notes& n)
        : g(graph), scan(at), notes(n), l(read_loop(graph.words, at)), f(graph.words, l.step), roots(f.results()) {}

    constexpr bool is_sequence(int k) const { return k >= l.carries && k < l.carries + l.sequences; }
    /// The adjoint of a last carry plus one, or 0.
    constexpr node_id last_adjoint(int carry) const {
        for (int k = 0; k < given_count; ++k)
            if (given[k].result == carry) return static_cast<node_id>(given[k].value + 1);
        return 0;
    }

    constexpr void find_adjoints() {
        for (std::uint32_t at = scan; at < g.size; at += 1 + static_cast<std::uint32_t>(payload_of(g.words[at]))) {
            if (op_of(g.words[at]) != op::scan_result || a_of(g.words[at]) != scan || notes.adjoint[at] == 0) continue;
            if (given_count == 2 * max_loop_arguments) throw "typegrad: a scan has more than 128 results with adjoints";
            given[given_count++] = {b_of(g.words[at]), static_cast<node_id>(notes.adjoint[at] - 1)};
            masked = masked || notes.masked[at];
        }
    }
    /// What passes through the arguments, round and round through the carries.
    constexpr void find_ways() {
        bool* const reached = new bool[f.size()]{};
        const word* const w = f.words();
        for (int k = 0; k < l.count; ++k) wanted[k] = notes.needed[l.argument[k]] && is_floating(f.type(f.argument(k)));
        for (bool more = true; more;) {
            for (std::uint32_t at = 0; at < f.size(); ++at) reached[at] = false;
            for (int k = 0; k < l.count; ++k) reached[f.argument(k)] = wanted[k];
            for (std::uint32_t at = 0; at < f.size(); at += 1 + static_cast<std::uint32_t>(payload_of(w[at])))
                if (info(op_of(w[at])).kind != kind::structure)
                    for (int k = 0; k < arity_of(w[at]); ++k) reached[at] = reached[at] || reached[operand_of(w, at, k)];
            more = false;
            for (int k = 0; k < l.carries; ++k)
                if (!wanted[k] && reached[f.root(k)] && is_floating(f.type(f.root(k)))) more = wanted[k] = true;
        }
        node_id* const order = new node_id[f.size()]{};
        std::uint32_t n = 0;
        for (std::uint32_t at = 0; at < f.size(); at += 1 + static_cast<std::uint32_t>(payload_of(w[at]))) order[n++] = static_cast<node_id>(at);
        for (int k = 0; k < l.carries; ++k) alive[k] = last_adjoint(k) != 0;
        for (bool more = true; more;) {
            for (std::uint32_t at = 0; at < f.size(); ++at) reached[at] = false;
            for (int k = 0; k < l.carries; ++k) reached[f.root(k)] = reached[f.root(k)] || alive[k];
            for (int k = 0; k < given_count; ++k)
                if (given[k].result >= l.carries) reached[f.node_of(given[k].result)] = true;
            for (std::uint32_t i = n; i-- > 0;)
                if (reached[order[i]] && info(op_of(w[order[i]])).kind != kind::structure)
                    for (int k = 0; k < arity_of(w[order[i]]); ++k) reached[operand_of(w, order[i], k)] = true;
            more = false;
            for (int k = 0; k < l.count; ++k)
                if (!alive[k] && reached[f.argument(k)]) more = alive[k] = true;
        }
        delete[] order;
        delete[] reached;
    }
    constexpr bool active(int k) const { return wanted[k] && alive[k]; }

    constexpr node_id new_argument(builder& b, dtype type, node_id shape, int number) const {
        return b.intern(make_head(op::argument, type, static_cast<node_id>(number), 0, shape));
    }
    /// The adjoint of a stacked result as a value of the step: a row, or the same for all rows.
    constexpr node_id row_of(builder& b, const given_adjoint& of, int number) {
        const node_id dy = of.value;
        if (g.is_constant(dy)) return b.constant(g.constant_value(dy), g.type(dy));
        const int rank = b_of(f.words()[f.shape(f.node_of(of.result))]);
        const bool full = g.rank(dy) == rank + 1, follows = full && !g.is_one(g.extent_of(g.shape(dy), 0));
        const node_id shape = full ? squeezed_shape(g, g.shape(dy), 1) : g.shape(dy);
        const node_id inner = new_argument(b, g.type(dy), import_shape(b, g.words, shape), number);
        if (follows) rows.add(inner, dy);
        else constants.add(inner, make_reshape(g, dy, shape));
        return inner;
    }

    /// Builds the new step and scan; false where it must begin anew: a carry turns out to be masked, and then everything is, or with
    /// what is kept there are too many arguments.
    constexpr bool build() {
        carried = rows = constants = {};
        const std::uint32_t capacity = 10 * f.size() + 1024 < max_words ? 10 * f.size() + 1024 : max_words;
        std::uint32_t slots = 64;
        while (slots < capacity + capacity / 2) slots *= 2;
        scratch_graph s(capacity, slots, g.fold);
        builder& b = s.graph;
        b.throws = g.throws;
        adopt_words(b, f.words(), f.size());
        adjoint_notes inner{new bool[capacity]{}, new bool[capacity]{}, new node_id[capacity]{}, new node_id[capacity]{}, notes.ops};
        int number = l.count;
        node_id last = 0;
        const auto seed = [&](node_id y, node_id value) {
            accumulate(inner.adjoint[y], {&b, value});
            inner.masked[y] = masked;
            last = y > last ? y : last;
        };
        for (int k = 0; k < l.carries; ++k)
            if (active(k)) {
                const node_id x = l.argument[k], in = new_argument(b, computed_type(f.type(f.argument(k))), f.shape(f.argument(k)), number++);
                carried.add(in, make_broadcast(g, last_adjoint(k) != 0 ? static_cast<node_id>(last_adjoint(k) - 1) : g.constant(0, computed_type(g.type(x))), g.shape(x)));
                seed(f.root(k), in);
            }
        for (int k = 0; k < given_count; ++k)
            if (const node_id y = f.node_of(given[k].result); given[k].result >= l.carries && is_floating(f.type(y))) seed(y, row_of(b, given[k], number++));
        node_id wrt[max_loop_arguments]{};
        int n = 0;
        for (int k = 0; k < l.count; ++k)
            if (active(k)) wrt[n++] = f.argument(k);
        add_adjoints(b, last, wrt, n, inner);
        const auto value_of = [&](int k) { // of argument k's adjoint, in its shape
            const node_id x = f.argument(k), dx = inner.adjoint[x];
            return make_broadcast(b, dx != 0 ? static_cast<node_id>(dx - 1) : b.constant(0, computed_type(b.type(x))), b.shape(x));
        };
        bool becomes_masked = false;
        node_id results[2 * max_loop_arguments]{}, of_rows[max_loop_arguments]{}; // for which sequences there are rows
        int result_count = 0, given_rows = 0;
        for (int k = 0; k < l.carries; ++k)
            if (active(k)) {
                results[result_count++] = value_of(k);
                becomes_masked = becomes_masked || inner.masked[f.argument(k)];
            }
        bool settled = masked || !becomes_masked;
        masked = masked || becomes_masked;
        bool summed[max_loop_arguments]{};
        for (int k = l.carries + l.sequences; k < l.count; ++k)
            if (active(k) && inner.adjoint[f.argument(k)] != 0) {
                const node_id x = l.argument[k], sum = new_argument(b, computed_type(b.type(f.argument(k))), b.shape(f.argument(k)), number++);
                carried.add(sum, make_broadcast(g, g.constant(0, computed_type(g.type(x))), g.shape(x)));
                results[result_count++] = (node_ref{&b, sum} + node_ref{&b, value_of(k)}).id;
                summed[k] = true;
            }
        for (int k = l.carries; k < l.carries + l.sequences; ++k)
            if (active(k) && inner.adjoint[f.argument(k)] != 0) {
                of_rows[given_rows++] = static_cast<node_id>(k);
                results[result_count++] = value_of(k);
            }
        for (int k = 0; k < l.count; ++k) // adjoints that a select has not taken
            if (active(k) && settled) notes.masked[l.argument[k]] = notes.masked[l.argument[k]] || masked || inner.masked[f.argument(k)];
        if (settled) {
            add_read_arguments(b, results, result_count);
            settled = !keeps || carried.count + rows.count + constants.count <= max_loop_arguments;
            keeps = settled;
            if (settled) finish(b, results, result_count, summed, of_rows, given_rows);
        }
        if (b.failed && !g.failed) g.fail(b.error);
        delete[] inner.needed;
        delete[] inner.masked;
        delete[] inner.adjoint;
        delete[] inner.order;
        return settled;
    }
    /// Kept from the first scan rather than computed again: elementary functions, products, reductions.
    constexpr bool is_costly(node_id v) const {
        const op_info& o = info(op_of(f.words()[v]));
        return keeps && !is_weak(f.type(v)) && (o.cost == 3 || o.kind == kind::reduction || o.kind == kind::product || o.kind == kind::composite || o.code == op::scan_result);
    }
    /// What of the step its pullback reads: arguments, and costly values that change from step to step. Of what it does not read, what
    /// alone has a run-time extent that it needs; one sequence at least.
    constexpr void add_read_arguments(builder& b, const node_id* results, int result_count) {
        bool *const needed = new bool[b.size]{}, *const bound = new bool[b.size]{}, *const varies = new bool[f.size()]{};
        int* const number = new int[b.size]{};
        node_id* const order = new node_id[b.size]{};
        for (int k = 0; k < l.carries + l.sequences; ++k) varies[f.argument(k)] = true;
        for (std::uint32_t at = 0; at < f.size(); at += 1 + static_cast<std::uint32_t>(payload_of(b.words[at]))) {
            if (info(op_of(b.words[at])).kind == kind::structure) continue;
            for (int k = 0; k < arity_of(b.words[at]); ++k) varies[at] = varies[at] || varies[operand_of(b.words, at, k)];
            number[at] = varies[at] && is_costly(static_cast<node_id>(at)) ? 1 : 0;
        }
        mark_behind_arguments(b, results, result_count, number, needed, order);
        const auto each_extent = [&](node_id x, auto visit) {
            for (int k = 0; k < b.rank(x); ++k) visit(b.extent_of(b.shape(x), k));
        };
        const auto bind = [&](node_id x) { each_extent(x, [&](node_id e) { bound[e] = true; }); };
        const auto keep = [&](node_id x) { rows.add(x, make_scan_result(g, scan, roots + x, b.type(x), stacked_shape(g, length(), import_shape(g, b.words, b.shape(x))))); };
        for (const argument_list* list : {&carried, &rows, &constants})
            for (int k = 0; k < list->count && k < max_loop_arguments; ++k) bind(list->inner[k]);
        for (int k = 0; k < l.count; ++k)
            if (needed[f.argument(k)]) bind(f.argument(k));
        for (int k = 0; k < l.count; ++k) {
            const node_id x = f.argument(k);
            bool reads = needed[x];
            if (!reads) each_extent(x, [&](node_id e) { reads = reads || (needed[e] && !bound[e] && !b.is_static(e)); });
            if (!reads) continue;
            bind(x);
            if (k >= l.carries + l.sequences) constants.add(x, l.argument[k]);
            else if (is_sequence(k)) rows.add(x, l.argument[k]);
            else keep(x);
        }
        for (std::uint32_t at = 0; at < f.size(); at += 1 + static_cast<std::uint32_t>(payload_of(b.words[at])))
            if (needed[at] && number[at] != 0) keep(static_cast<node_id>(at));
        if (rows.count == 0) rows.add(f.argument(l.carries), l.argument[l.carries]);
        delete[] needed;
        delete[] bound;
        delete[] varies;
        delete[] number;
        delete[] order;
    }
    constexpr node_id length() const { return g.extent_of(g.shape(l.argument[l.carries]), 0); }

    constexpr void add_adjoint(node_id x, node_id value) { accumulate(notes.adjoint[x], {&g, value}); }
    constexpr void finish(const builder& b, const node_id* results, int result_count, const bool* summed, const node_id* of_rows, int given_rows) {
        node_id inner[3 * max_loop_arguments]{}, outer[3 * max_loop_arguments]{};
        int n = 0;
        if (carried.count + rows.count + constants.count > max_loop_arguments) {
            message m;
            g.fail(m << "scan: its derivative has more than " << max_loop_arguments << " carries, sequences and constants");
            return;
        }
        for (const argument_list* list : {&carried, &rows, &constants})
            for (int k = 0; k < list->count; ++k) {
                inner[n] = list->inner[k];
                outer[n++] = list->outer[k];
            }
        const node_id back = make_scan(g, store_step(g, b, results, result_count, inner, n), outer, n, carried.count, rows.count, !l.backward);
        if (g.failed) return;
        int r = 0;
        const auto last = [&](int k) { return make_scan_result(g, back, r, computed_type(g.type(l.argument[k])), g.shape(l.argument[k])); };
        for (int k = 0; k < l.carries; ++k)
            if (active(k)) {
                if (notes.needed[l.argument[k]]) add_adjoint(l.argument[k], last(k));
                ++r;
            }
        for (int k = 0; k < l.count; ++k)
            if (summed[k]) {
                add_adjoint(l.argument[k], last(k));
                ++r;
            }
        for (int k = 0; k < given_rows; ++k, ++r) {
            const node_id x = l.argument[of_rows[k]];
            add_adjoint(x, make_scan_result(g, back, r, computed_type(g.type(x)), g.shape(x)));
        }
    }
    constexpr void run() {
        find_adjoints();
        find_ways();
        while (!g.failed && !build()) {}
    }
};

constexpr void pull_back_scan(builder& g, node_id scan, const adjoint_notes& notes) { scan_pullback(g, scan, notes).run(); }

} // namespace typegrad
