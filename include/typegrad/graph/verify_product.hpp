// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/verify.hpp>

namespace typegrad {

/// A product: one label, one extent; what is summed is in both operands; what the result has is in one, or has extent 1.
constexpr const char* verifier::labelled(std::size_t at, axis_labels labels) const {
    const node_id y = shape_of(words[at]);
    for (int k = 0; k < rank(operand_shape(at, 0)); ++k)
        if (const int j = labels(0, k) == axis_labels::none ? -1 : labels.axis(1, labels(0, k)); j >= 0)
            if (j >= rank(operand_shape(at, 1)) || extent(operand_shape(at, 0), k) != extent(operand_shape(at, 1), j)) return "inner dimensions differ";
    for (int o = 0; o < 2; ++o) {
        const node_id x = operand_shape(at, o);
        for (int k = 0; k < max_rank; ++k) {
            const int l = labels(o, k);
            if (l == axis_labels::none) {
                if (code(at) == op::einsum && k < rank(x) && !is_one(extent(x, k))) return "an axis has no label";
                continue;
            }
            if (k >= rank(x) || labels.axis(o, l) != k) return "a label of no axis, or of two";
            const int there = labels.axis(1 - o, l);
            if (l >= axis_labels::summed ? there < 0 : l >= rank(y) || extent(y, l) != extent(x, k)) return "the shape is not what the op gives";
        }
    }
    for (int l = 0; l < rank(y); ++l)
        if (!labels.has(l) && !is_one(extent(y, l))) return "an axis of the result is in no operand";
    return nullptr;
}

} // namespace typegrad
