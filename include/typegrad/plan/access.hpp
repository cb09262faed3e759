// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/transforms/canonical.hpp>

namespace typegrad {

/// How a value is found in memory: the buffer of node `base`, laid out as the shape of node `frame` (row-major, or with
/// the strides of a bound array when frame == base), axis k of the value being axis `axis[k]` of the frame (-1: the value
/// repeats), at index `fixed[j]` of the frame axes the value does not follow.
struct access {
    node_id base = 0, frame = 0;
    std::int8_t axis[max_rank]{-1, -1, -1, -1, -1, -1, -1, -1};
    node_id fixed[max_rank]{};
    bool found = false;
};

/// The axis along which what has this shape is cut into tiles: the first of run-time extent, else the first that is not 1; -1: none.
constexpr int tile_axis(const word* words, node_id shape) {
    int first = -1;
    for (int k = 0; k < b_of(words[shape]); ++k) {
        const word e = words[operand_of(words, shape, k)];
        if (op_of(e) != op::extent) return k;
        if (first < 0 && static_extent_of(e) != 1) first = k;
    }
    return first;
}

constexpr access direct_access(const word* words, node_id v) {
    access a;
    a.base = a.frame = v;
    a.found = true;
    for (int k = 0; k < b_of(words[shape_of(words[v])]); ++k) a.axis[k] = static_cast<std::int8_t>(k);
    return a;
}

/// Access to a view of something accessible. A true reshape is only asked of what lies in row-major order: the canonical
/// graph copies everything else first.
constexpr access view_access(const word* words, node_id v, const access& inner) {
    const node_id a = a_of(words[v]);
    const int rank = b_of(words[shape_of(words[v])]);
    access out = inner;
    for (int k = 0; k < max_rank; ++k) out.axis[k] = -1;
    switch (op_of(words[v])) {
    case op::transpose:
        for (int k = 0; k < rank; ++k) out.axis[k] = inner.axis[words[v + 1] >> (4 * k) & 15];
        return out;
    case op::element:
        for (int k = 0; k < rank; ++k) out.axis[k] = inner.axis[k + 1];
        if (inner.axis[0] >= 0) out.fixed[inner.axis[0]] = b_of(words[v]);
        return out;
    default: {
        builder g{const_cast<word*>(words)};
        int map[max_rank]{};
        if (unit_reshape(g, shape_of(words[a]), shape_of(words[v]), map)) {
            for (int k = 0; k < rank; ++k) out.axis[k] = map[k] >= 0 ? inner.axis[map[k]] : std::int8_t{-1};
            return out;
        }
        out.frame = v;
        for (int k = 0; k < rank; ++k) out.axis[k] = static_cast<std::int8_t>(k);
        return out;
    }
    }
}

} // namespace typegrad
