// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/plan/step.hpp>
#include <typegrad/transforms/cut.hpp>
#include <typegrad/transforms/scalarise.hpp>

namespace typegrad {

/// The steps of a small static program as straight-line code: slot k is operand k, root k is operand `slots + k`.
template <std::size_t Capacity>
struct straight_code {
    word code[Capacity]{};
    int size = 0;
};

template <std::uint32_t Capacity, std::size_t Words, std::size_t Elements, std::size_t Roots>
constexpr straight_code<2 * Capacity> make_straight_code(const word* words, const node_id* roots, int slots) {
    straight_code<2 * Capacity> out;
    const scalarised<Capacity, Words, Elements> scalar(words);
    const word* w = scalar.storage.words;
    const std::uint32_t size = scalar.storage.graph.size;
    bool needed[Capacity]{};
    node_id order[Capacity]{};
    node_id targets[Elements + 1]{};
    std::uint32_t target_count = 0;
    for (std::size_t k = 0; k < Roots; ++k)
        for (std::uint32_t i = 0; i < scalar.count[roots[k]]; ++i) targets[target_count++] = scalar.element[scalar.first[roots[k]] + i];
    mark_needed(w, size, targets, target_count, needed, order);

    std::uint16_t slot[Capacity]{};
    const auto put = [&](word s) {
        out.code[out.size] = s;
        return out.size++;
    };
    for (std::uint32_t at = 0; at < size; at += 1 + static_cast<std::uint32_t>(payload_of(w[at]))) {
        const op code = op_of(w[at]);
        const op_info& o = info(code);
        if (!needed[at] || o.kind == kind::structure) continue;
        const dtype t = dtype_of(w[at]);
        int here = 0;
        if (code == op::constant) {
            here = put(make_step(step_op::constant, t));
            put(w[at + 1]);
        } else if (o.kind == kind::leaf) here = put(make_step(step_op::load, t, a_of(w[at]), b_of(w[at])));
        else {
            std::uint32_t x[3]{};
            for (int k = 0; k < o.arity; ++k) x[k] = slot[operand_of(w, at, k)];
            if (o.arity == 1) x[1] = b_of(w[at]);
            here = put(make_step(code, t, dtype_of(w[operand_of(w, at, o.arity == 3 ? 1 : 0)]), x[0], x[1], x[2]));
        }
        slot[at] = static_cast<std::uint16_t>(here);
    }
    target_count = 0;
    for (std::size_t k = 0; k < Roots; ++k)
        for (std::uint32_t i = 0; i < scalar.count[roots[k]]; ++i)
            put(make_step(step_op::store, dtype_of(words[roots[k]]), slot[targets[target_count++]], static_cast<std::uint32_t>(slots) + static_cast<std::uint32_t>(k), i));
    return out;
}

} // namespace typegrad
