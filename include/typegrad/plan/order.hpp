// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/word.hpp>

namespace typegrad {

/// An order for straight-line code in which few values wait at a time: compilers keep the order they are given and spill
/// what does not fit. Results are computed depth first, the first one last (often a value that everything goes into), and
/// whatever is then ready and uses a value up is computed at once.
template <std::size_t Capacity>
struct step_order {
    node_id list[Capacity]{};
    std::uint32_t size = 0;

    /// `needed` marks the nodes to order; structure is left out. `roots` must be among them.
    constexpr step_order(const word* w, std::uint32_t words, const bool* needed, const node_id* roots, std::uint32_t root_count) : w_(w) {
        std::uint32_t begin = 0;
        each_node(words, needed, [&](node_id v) {
            each_operand(v, [&](node_id x) {
                ++uses_[x];
                if (!is_constant(x)) ++pending_[v];
            });
        });
        each_node(words, needed, [&](node_id v) {
            first_[v] = end_[v] = begin;
            begin += uses_[v];
            if (is_constant(v)) emit(v);
        });
        each_node(words, needed, [&](node_id v) { each_operand(v, [&](node_id x) { users_[end_[x]++] = v; }); });
        for (std::uint32_t k = 0; k < root_count; ++k) ++uses_[roots[k]];
        for (std::uint32_t k = 1; k <= root_count; ++k) compute(roots[k % root_count]);
    }

  private:
    const word* w_;
    bool done_[Capacity]{};
    std::uint32_t uses_[Capacity]{}, pending_[Capacity]{}; ///< uses to come; operands to come
    std::uint32_t first_[Capacity]{}, end_[Capacity]{};    ///< of a value's users, in users_
    node_id users_[3 * Capacity]{}, stack_[Capacity]{}, ready_[4 * Capacity]{};
    std::uint32_t ready_count_ = 0;

    constexpr bool is_constant(node_id v) const { return op_of(w_[v]) == op::constant; }

    template <class F>
    constexpr void each_node(std::uint32_t words, const bool* needed, F f) const {
        for (std::uint32_t at = 0; at < words; at += 1 + static_cast<std::uint32_t>(payload_of(w_[at])))
            if (needed[at] && info(op_of(w_[at])).kind != kind::structure) f(static_cast<node_id>(at));
    }
    template <class F>
    constexpr void each_operand(node_id v, F f) const {
        for (int k = 0; k < info(op_of(w_[v])).arity; ++k) f(operand_of(w_, v, k));
    }
    constexpr void note_ready(node_id v) {
        for (std::uint32_t k = first_[v]; k < end_[v]; ++k)
            if (!done_[users_[k]] && pending_[users_[k]] == 0 && ready_count_ < 4 * Capacity) ready_[ready_count_++] = users_[k];
    }
    constexpr void emit(node_id v) {
        list[size++] = v;
        done_[v] = true;
        if (is_constant(v)) return;
        each_operand(v, [&](node_id x) {
            if (!is_constant(x) && --uses_[x] == 1) note_ready(x);
        });
        for (std::uint32_t k = first_[v]; k < end_[v]; ++k) --pending_[users_[k]];
        note_ready(v);
    }
    constexpr bool uses_up(node_id v) const {
        bool any = false;
        each_operand(v, [&](node_id x) {
            std::uint32_t here = 0;
            each_operand(v, [&](node_id y) { here += x == y ? 1 : 0; });
            any = any || (!is_constant(x) && uses_[x] == here);
        });
        return any;
    }
    constexpr void compute(node_id root) {
        std::uint32_t depth = 0;
        stack_[depth++] = root;
        while (depth > 0) {
            const node_id v = stack_[depth - 1];
            node_id missing = v;
            if (!done_[v])
                each_operand(v, [&](node_id x) {
                    if (missing == v && !done_[x]) missing = x;
                });
            if (missing != v) {
                stack_[depth++] = missing;
                continue;
            }
            --depth;
            if (done_[v]) continue;
            emit(v);
            while (ready_count_ > 0) {
                const node_id next = ready_[--ready_count_];
                if (!done_[next] && pending_[next] == 0 && uses_up(next)) emit(next);
            }
        }
    }
};

} // namespace typegrad
