// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/message.hpp>
#include <typegrad/graph/word.hpp>

/// How error texts speak of graphs: leaves by the user's names, shapes as `[batch,784]`.
namespace typegrad {

constexpr std::int64_t static_extent_of(word w) {
    return static_cast<std::int64_t>(w >> 16);
}

/// Leaves have a name, or are numbered arguments.
[[gnu::noinline, gnu::cold]] constexpr void describe_leaf(message& out, const word* words, node_id id) {
    const word w = words[id];
    if (op_of(w) == op::argument) out << "argument " << a_of(w);
    else out.name(words + id + 1, payload_of(w));
}

[[gnu::noinline, gnu::cold]] constexpr void describe_extent(message& out, const word* words, node_id id) {
    const word w = words[id];
    if (op_of(w) == op::extent) out << static_extent_of(w);
    else if (b_of(w) == 0) out.name(words + id + 1, payload_of(w));
    else if (payload_of(w) == 0) out << "argument " << a_of(w) << "'s axis " << (b_of(w) - 1);
    else out.name(words + id + 1, payload_of(w)) << "'s axis " << (b_of(w) - 1);
}

[[gnu::noinline, gnu::cold]] constexpr void describe_shape(message& out, const word* words, node_id shape) {
    out << "[";
    for (int k = 0; k < b_of(words[shape]); ++k) {
        if (k != 0) out << ",";
        const node_id e = operand_of(words, shape, k);
        if (op_of(words[e]) == op::dim && b_of(words[e]) != 0) out << "?";
        else describe_extent(out, words, e);
    }
    out << "]";
}

constexpr void describe_value(message& out, const word* words, node_id id) {
    const op code = op_of(words[id]);
    if (code == op::input || code == op::variable || code == op::argument) describe_leaf(out, words, id);
    describe_shape(out, words, shape_of(words[id]));
}

} // namespace typegrad
