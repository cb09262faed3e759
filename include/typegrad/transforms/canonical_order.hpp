// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/expr/build.hpp>

namespace typegrad {

/// Rewrites a graph into an order that depends on its structure alone: operands of commutative ops stand by their
/// structural hash, nodes in the order of a depth-first walk from constraints and roots.
template <std::size_t Capacity, std::size_t Roots>
struct ordered_graph : graph_data<Capacity, Roots> {
    std::uint32_t parameter_from[Capacity]{}; ///< per run-time number: which it was before

    const word* source = nullptr;
    word hash[Capacity]{};

    static constexpr word mix(word h, word next) {
        h = (h ^ next) * 0x9E3779B97F4A7C15u;
        return h ^ h >> 29;
    }
    constexpr bool swaps(node_id at) const { return info(op_of(source[at])).commutative || op_of(source[at]) == op::require_equal; }

    /// Everything a node is but positions; run-time numbers are all alike.
    constexpr void compute_hash(node_id at) {
        const word w = source[at];
        const op_info& o = info(op_of(w));
        const int count = arity_of(w);
        word h = mix(static_cast<word>(o.code), w & 0xFFFF);
        if (o.arity == 0 || o.code == op::chunk) {
            if (o.code == op::extent || o.code == op::dim || o.code == op::argument) h = mix(h, w);
            for (int k = 1; k <= payload_of(w); ++k) h = mix(h, source[at + k]);
        } else if (o.arity == variadic || o.arity == 1) h = mix(h, b_of(w));
        if (o.code == op::transpose) h = mix(h, source[at + 1]);
        if (o.code == op::argument) h = mix(h, a_of(w));
        if (o.code == op::require_equal) h = mix(h, shape_of(w));
        if (o.kind != kind::structure) h = mix(h, hash[shape_of(w)]);
        word operands[2]{};
        if (swaps(at)) {
            operands[0] = hash[a_of(w)];
            operands[1] = hash[b_of(w)];
            if (operands[1] < operands[0]) operands[0] = hash[b_of(w)], operands[1] = hash[a_of(w)];
            h = mix(mix(h, operands[0]), operands[1]);
        } else
            for (int k = 0; k < count; ++k) h = mix(h, hash[operand_of(source, at, k)]);
        hash[at] = h;
    }

    /// What stands before a node, in order: its shape, then its operands.
    constexpr int dependencies(node_id at, node_id* out) const {
        const word w = source[at];
        int n = 0;
        if (info(op_of(w)).kind != kind::structure) out[n++] = shape_of(w);
        const int count = arity_of(w);
        for (int k = 0; k < count; ++k) out[n++] = operand_of(source, at, k);
        if (swaps(at) && hash[out[n - 1]] < hash[out[n - 2]]) {
            const node_id last = out[n - 1];
            out[n - 1] = out[n - 2];
            out[n - 2] = last;
        }
        return n;
    }

    constexpr void emit(builder& g, node_id at, node_id* map) {
        word payload[max_payload]{};
        word w = remap(source, at, map, payload);
        if (op_of(w) == op::parameter) {
            parameter_from[this->parameters] = a_of(w);
            map[at] = g.append(with_operands(w, static_cast<node_id>(this->parameters++), b_of(w), shape_of(w)), payload);
            return;
        }
        if (swaps(at) && hash[b_of(source[at])] < hash[a_of(source[at])]) w = with_operands(w, b_of(w), a_of(w), shape_of(w));
        map[at] = g.intern(w, payload);
    }

    constexpr void visit(builder& g, node_id start, node_id* map, bool* done, node_id* stack) {
        std::uint32_t depth = 0;
        stack[depth++] = start;
        while (depth > 0) {
            const node_id at = stack[depth - 1];
            node_id before[max_payload * 4 + 1]{};
            const int n = dependencies(at, before);
            int k = done[at] ? n : 0;
            while (k < n && done[before[k]]) ++k;
            if (k < n) {
                stack[depth++] = before[k];
                continue;
            }
            if (!done[at]) emit(g, at, map);
            done[at] = true;
            --depth;
        }
    }

    constexpr void run(const word* words, std::size_t size, const node_id* roots) {
        source = words;
        node_id map[Capacity]{}, stack[Capacity]{}, constraints[Capacity]{};
        bool done[Capacity]{};
        graph_storage<Capacity> s;
        done[0] = true;
        int n = 0;
        for (std::size_t at = 0; at < size; at += 1 + static_cast<std::size_t>(payload_of(words[at]))) {
            compute_hash(static_cast<node_id>(at));
            if (op_of(words[at]) != op::require_equal) continue;
            int k = n++;
            for (; k > 0 && hash[constraints[k - 1]] > hash[at]; --k) constraints[k] = constraints[k - 1];
            constraints[k] = static_cast<node_id>(at);
        }
        for (int k = 0; k < n; ++k) visit(s.graph, constraints[k], map, done, stack);
        for (std::size_t k = 0; k < Roots; ++k) {
            visit(s.graph, roots[k], map, done, stack);
            this->roots[k] = map[roots[k]];
        }
        this->size = s.graph.size;
        for (std::uint32_t k = 0; k < s.graph.size; ++k) this->words[k] = s.words[k];
        source = nullptr;
    }
};

template <class E>
struct ordered_source {
    static constexpr auto data = [] {
        ordered_graph<E::size, E::root_count> out;
        node_id roots[E::root_count]{};
        for (std::size_t k = 0; k < E::root_count; ++k) roots[k] = E::root(k);
        out.run(E::stream(), E::size, roots);
        return out;
    }();
};

/// The same computation in canonical order: `canonical(x * y + b)` and `canonical(b + y * x)` have one type.
template <expression E>
constexpr auto canonical(const E& e) {
    using source = ordered_source<E>;
    auto result = build_expr<source>();
    if constexpr (source::data.parameters > 0)
        for (std::uint32_t k = 0; k < source::data.parameters; ++k) result.parameters.bits[k] = e.parameters.bits[source::data.parameter_from[k]];
    return result;
}

} // namespace typegrad
