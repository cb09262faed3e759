// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/plan/order.hpp>
#include <typegrad/plan/step.hpp>
#include <typegrad/transforms/cut.hpp>
#include <typegrad/transforms/scalarise.hpp>

namespace typegrad {

/// The steps of a small static program as straight-line code: slot k is operand k, root k is operand `slots + k`.
template <std::size_t Capacity>
struct straight_code {
    word code[Capacity]{};
    word constants[Capacity]{};
    int size = 0, constant_count = 0;
};

/// Words of the largest graph whose steps are ordered; for more it is not worth the compile time.
inline constexpr std::uint32_t largest_ordered = TYPEGRAD_PLAN_LIMIT < 12288 ? TYPEGRAD_PLAN_LIMIT * 3 / 4 : 10000;

/// Appends the code of a graph of scalars: `targets` are stored one after the other, `element[k]` of operand `operand[k]`.
/// Leaves hold their operand and element, or `slot_of` says it for each.
template <std::size_t Capacity>
constexpr void write_straight_code(straight_code<Capacity>& out, const word* w, std::uint32_t size, const node_id* targets,
                                   const std::uint16_t* operand, const std::uint16_t* element, std::uint32_t target_count, const std::uint16_t* slot_of = nullptr) {
    bool needed[Capacity]{};
    std::uint16_t slot[Capacity]{};
    mark_needed(w, size, targets, target_count, needed, slot);
    const auto write = [&](std::uint32_t at) {
        const word h = w[at];
        const op code = op_of(h);
        const op_info& o = info(code);
        const dtype t = dtype_of(h);
        word step = 0;
        if (code == op::constant) {
            step = make_step(step_op::constant, t, static_cast<std::uint32_t>(out.constant_count));
            out.constants[out.constant_count++] = w[at + 1];
        } else if (o.kind == kind::leaf) step = slot_of != nullptr ? make_step(step_op::load, t, slot_of[at]) : make_step(step_op::load, t, a_of(h), b_of(h));
        else {
            const node_id a = a_of(h), b = b_of(h);
            if (o.arity == 1) step = make_step(code, t, dtype_of(w[a]), slot[a], b);
            else if (o.arity == 2) step = make_step(code, t, dtype_of(w[a]), slot[a], slot[b]);
            else step = make_step(code, t, t, slot[a], slot[b], slot[operand_of(w, at, 2)]);
        }
        slot[at] = static_cast<std::uint16_t>(out.size);
        out.code[out.size++] = step;
    };
    if (slot_of != nullptr || size > largest_ordered) { // as it stands
        for (std::uint32_t at = 0; at < size; at += 1 + static_cast<std::uint32_t>(payload_of(w[at])))
            if (needed[at] && info(op_of(w[at])).kind != kind::structure) write(at);
    } else {
        const step_order<Capacity> order(w, size, needed, targets, target_count);
        for (std::uint32_t k = 0; k < order.size; ++k) write(order.list[k]);
    }
    for (std::uint32_t k = 0; k < target_count; ++k)
        out.code[out.size++] = make_step(step_op::store, dtype_of(w[targets[k]]), slot[targets[k]], operand[k], element[k]);
}

/// Code for a graph of scalars as it stands; `slots` tells which leaf is which operand.
template <std::size_t Capacity, std::size_t Roots, class Cut>
constexpr straight_code<Capacity> make_scalar_code(const word* words, std::uint32_t size, const node_id* roots, const Cut& cut) {
    straight_code<Capacity> out;
    std::uint16_t operand[Roots]{}, element[Roots]{}, slot_of[Capacity]{};
    for (int k = 0; k < cut.slot_count; ++k) slot_of[cut.slots[k].source] = static_cast<std::uint16_t>(k);
    for (std::size_t k = 0; k < Roots; ++k) operand[k] = static_cast<std::uint16_t>(static_cast<std::size_t>(cut.slot_count) + k);
    write_straight_code(out, words, size, roots, operand, element, Roots, slot_of);
    return out;
}

template <std::uint32_t Capacity, std::size_t Words, std::size_t Elements, std::size_t Roots>
constexpr straight_code<Capacity> make_straight_code(const word* words, const node_id* roots, int slots) {
    straight_code<Capacity> out;
    const scalarised<Capacity, Words, Elements> scalar(words);
    node_id targets[Elements + 1]{};
    std::uint16_t operand[Elements + 1]{}, element[Elements + 1]{};
    std::uint32_t n = 0;
    for (std::size_t k = 0; k < Roots; ++k)
        for (std::uint32_t i = 0; i < scalar.count[roots[k]]; ++i) {
            targets[n] = scalar.element[scalar.first[roots[k]] + i];
            operand[n] = static_cast<std::uint16_t>(static_cast<std::size_t>(slots) + k);
            element[n++] = static_cast<std::uint16_t>(i);
        }
    write_straight_code(out, scalar.storage.words, scalar.storage.graph.size, targets, operand, element, n);
    return out;
}

} // namespace typegrad
