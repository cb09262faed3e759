// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/copy.hpp>
#include <typegrad/ops/table.hpp>

/// Copies a graph into `out` with its composite ops lowered, nothing else changed; `map` receives the new positions.
constexpr void lower_graph(typegrad::builder& out, const typegrad::word* words, std::size_t size, typegrad::node_id* map) {
    using namespace typegrad;
    word payload[max_payload]{};
    for (std::size_t at = 0; at < size; at += 1 + static_cast<std::size_t>(payload_of(words[at]))) {
        const word w = words[at];
        if (info(op_of(w)).kind == kind::composite) {
            const node_id operands[]{map[a_of(w)], info(op_of(w)).arity == 2 ? map[b_of(w)] : node_id{0}};
            map[at] = lower_composite(out, op_of(w), operands, b_of(w), map[shape_of(w)], dtype_of(w));
        } else {
            const word head = remap(words, at, map, payload);
            map[at] = op_of(head) == op::parameter ? out.append(head, payload) : out.intern(head, payload);
        }
    }
}
