// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/ops/table.hpp>

namespace typegrad {

/// One entry per word of a graph, all zero at first but for the adjoints of the roots.
struct adjoint_notes {
    bool *needed, *masked;    ///< as in pullback_context
    node_id *adjoint, *order; ///< adjoints plus one
    const op_functions* ops;  ///< by code
};

/// The adjoints of a scan's arguments; transforms/scan_gradient.hpp.
constexpr void pull_back_scan(builder& g, node_id scan, const adjoint_notes& notes);

/// Reverse mode: adds the adjoints of `wrt` to the graph, those of the roots being noted. One walk backwards over the nodes
/// between `wrt` and the last root; each op's pullback adds its contributions through the same builder, so sharing and folding
/// are free. Branches that reach no wanted node, and adjoints that are structurally zero, are never built.
/// Source: Griewank & Walther, Evaluating Derivatives (2008), chapter 3.
constexpr void add_adjoints(builder& g, node_id root, const node_id* wrt, int wrt_count, const adjoint_notes& notes) {
    const auto [needed, masked, adjoint, order, ops] = notes;
    for (int k = 0; k < wrt_count; ++k) needed[wrt[k]] = true;
    std::uint32_t n = 0;
    for (std::uint32_t at = 0; at <= root; at += 1 + static_cast<std::uint32_t>(payload_of(g.words[at]))) {
        const word w = g.words[at];
        const op_info& o = info(op_of(w));
        if (o.kind == kind::structure || o.kind == kind::leaf) continue;
        bool need = needed[at];
        const int count = arity_of(w);
        for (int k = 0; k < count; ++k) need = need || needed[operand_of(g.words, at, k)];
        needed[at] = need;
        if (need) order[n++] = static_cast<node_id>(at);
    }
    while (n-- > 0) {
        const node_id at = order[n];
        if (adjoint[at] == 0) continue;
        const word w = g.words[at];
        if (op_of(w) == op::scan_result) adjoint[a_of(w)] = 1; // the scan is asked for the adjoints of all its results at once
        else if (op_of(w) == op::scan) pull_back_scan(g, at, notes);
        if (info(op_of(w)).kind == kind::loop) continue;
        pullback_context c{g, {&g, at}, {&g, static_cast<node_id>(adjoint[at] - 1)}, {}, adjoint, needed, masked};
        const int count = arity_of(w);
        for (int k = 0; k < count && k < 3; ++k) c.x[k] = {&g, operand_of(g.words, at, k)};
        ops[static_cast<int>(op_of(w))].pullback(c);
    }
}

/// The adjoints of `wrt` with respect to one root, whose adjoint is `seed`. `out[k]` receives that of `wrt[k]`, in its shape; of halves in `float`.
/// `Capacity` is the words the graph may have.
template <std::uint32_t Capacity>
constexpr void add_gradient(builder& g, node_id root, node_id seed, const node_id* wrt, int wrt_count, node_id* out) {
    bool needed[Capacity]{}, masked[Capacity]{};
    node_id adjoint[Capacity]{}, order[Capacity]{};
    adjoint[root] = static_cast<node_id>(seed + 1);
    add_adjoints(g, root, wrt, wrt_count, {needed, masked, adjoint, order, op_function_table<>.of});
    for (int k = 0; k < wrt_count; ++k) {
        const node_id value = adjoint[wrt[k]] != 0 ? static_cast<node_id>(adjoint[wrt[k]] - 1) : g.constant(0, computed_type(g.type(wrt[k])));
        out[k] = make_broadcast(g, value, g.shape(wrt[k]));
    }
}

/// A loss must be a floating scalar and what it is differentiated by floating: the errors speak of `what` was called.
constexpr bool check_gradient(builder& g, const char* what, node_id root, const node_id* wrt, int wrt_count) {
    message m;
    if (g.shape(root) != 0) {
        m << what << ": loss has shape ";
        describe_shape(m, g.words, g.shape(root));
        m << ", a scalar is needed (tg::mean? tg::sum?)";
        g.fail(m);
        return false;
    }
    if (!is_floating(g.type(root))) {
        g.fail(m << what << ": loss has element type " << name_of(g.type(root)) << ", a floating one is needed");
        return false;
    }
    for (int k = 0; k < wrt_count; ++k)
        if (!is_floating(g.type(wrt[k]))) {
            m << what << ": ";
            describe_value(m, g.words, wrt[k]);
            g.fail(m << " has element type " << name_of(g.type(wrt[k])) << ": gradients exist with respect to floating numbers only");
            return false;
        }
    return true;
}

constexpr node_id one_like(builder& g, node_id root) { return g.constant(1, computed_type(g.type(root))); }

} // namespace typegrad

#include <typegrad/transforms/scan_gradient.hpp>
