// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/plan/plan.hpp>

/// What a planned program needs at the call, cut to size: shapes by value, buffers, kernels. Made while the program
/// compiles.
namespace typegrad {

/// An extent: a number, or the complement of a run-time dimension's number.
using extent_code = std::int64_t;

struct shape_code {
    int rank = 0;
    extent_code extent[max_rank]{};
    std::int64_t static_elements = 1; ///< -1 where a dimension is dynamic
};

/// Where the value of a run-time dimension is read at the call.
struct dim_source {
    int slot = 0, axis = 0;
};

/// Numbers the distinct run-time dimensions of a graph.
template <std::size_t Capacity>
struct dim_list {
    node_id node[Capacity]{};
    int count = 0;
    constexpr int find(node_id e) const {
        for (int k = 0; k < count; ++k)
            if (node[k] == e) return k;
        return -1;
    }
    constexpr int add(node_id e) {
        const int known = find(e);
        if (known >= 0) return known;
        if (count == static_cast<int>(Capacity)) throw "typegrad: a program has at most 64 run-time dimensions";
        node[count] = e;
        return count++;
    }
};

constexpr shape_code code_shape(const word* words, node_id shape, dim_list<64>& dims) {
    shape_code out;
    out.rank = b_of(words[shape]);
    for (int k = 0; k < out.rank; ++k) {
        const node_id e = operand_of(words, shape, k);
        if (op_of(words[e]) == op::extent) {
            out.extent[k] = static_extent_of(words[e]);
            if (out.static_elements >= 0) out.static_elements *= out.extent[k];
        } else {
            out.extent[k] = ~static_cast<extent_code>(dims.add(e));
            out.static_elements = -1;
        }
    }
    return out;
}

struct buffer_table_entry {
    buffer info;
    shape_code shape;
};
struct operand_table_entry {
    plan_operand info;
    shape_code frame;
    bool strided = false; ///< laid out as the bound array says
};
struct kernel_table_entry {
    plan_kernel info;
    extent_code extent[max_dims][max_rank]{}; ///< the extents each loop dimension multiplies
    int factors[max_dims]{};
    bool row_lanes = false; ///< nests: each SIMD lane has a row of its own
};
/// Up to so many elements rows are worth a SIMD lane each: gathering them takes less than joining lanes and what is once a row.
inline constexpr std::int64_t short_row = 24;
constexpr bool has_short_rows(const kernel_table_entry& k) {
    const auto elements = [&](int first, int last) {
        std::int64_t n = 1;
        for (int d = first; d < last; ++d)
            for (int i = 0; i < k.factors[d]; ++i) n = n < 0 || k.extent[d][i] < 0 ? -1 : n * k.extent[d][i];
        return n;
    };
    if (k.info.split == 0) return false;
    const std::int64_t inner = elements(k.info.split, k.info.dim_count), rows = elements(k.info.split - 1, k.info.split);
    return inner >= 0 && inner <= short_row && (rows < 0 || rows >= 16);
}

struct group_table_entry {
    kernel_group info;
    extent_code rows = 0;
};

template <std::size_t Buffers, std::size_t Operands, std::size_t Kernels, std::size_t Finishes, std::size_t Groups, std::size_t Roots>
struct plan_tables {
    buffer_table_entry buffers[Buffers + 1]{};
    operand_table_entry operands[Operands + 1]{};
    kernel_table_entry kernels[Kernels + 1]{};
    finish_record finishes[Finishes + 1]{};
    group_table_entry groups[Groups + 1]{};
    int output[Roots]{};
    shape_code root[Roots]{}; ///< a buffer may have axes of one element that its root lacks
    dim_source dims[64]{};
    node_id dim_nodes[64]{};
    int dim_count = 0;
    static constexpr std::size_t buffer_count = Buffers, operand_count = Operands, kernel_count = Kernels, group_count = Groups;
};

template <const auto& Plan, const auto& Graph, class Program, std::uint64_t Strided, std::size_t Roots>
constexpr auto make_plan_tables() {
    plan_tables<static_cast<std::size_t>(Plan.buffer_count), static_cast<std::size_t>(Plan.operand_count),
                static_cast<std::size_t>(Plan.kernel_count), static_cast<std::size_t>(Plan.finish_count), static_cast<std::size_t>(Plan.group_count), Roots> t;
    const word* words = Graph.words;
    dim_list<64> dims;
    const auto shape = [&](node_id v) { return code_shape(words, shape_of(words[v]), dims); };
    for (int i = 0; i < Plan.buffer_count; ++i) t.buffers[i] = {Plan.buffers[i], op_of(words[Plan.buffers[i].node]) == op::count ? code_shape(words, a_of(words[Plan.buffers[i].node]), dims) : shape(Plan.buffers[i].node)};
    for (int i = 0; i < Plan.operand_count; ++i) {
        operand_table_entry& o = t.operands[i];
        o.info = Plan.operands[i];
        o.frame = shape(o.info.frame);
        const node_id base = Plan.buffers[o.info.buffer].node;
        o.strided = base == o.info.frame && is_slot(op_of(words[base])) && (Strided >> (a_of(words[base]) & 63) & 1u) != 0;
    }
    for (int i = 0; i < Plan.kernel_count; ++i) {
        kernel_table_entry& k = t.kernels[i];
        k.info = Plan.kernels[i];
        if (k.info.group < 0)
            for (int j = 0; j < k.info.operand_count; ++j) t.operands[k.info.operand + j].info.lead = -1;
        if (k.info.kind != kernel_kind::nest) continue;
        const shape_code space = code_shape(words, k.info.node, dims);
        for (int d = 0; d < k.info.dim_count; ++d)
            for (int axis = k.info.dims[d].first; axis <= k.info.dims[d].last; ++axis)
                if (space.extent[axis] != 1) k.extent[d][k.factors[d]++] = space.extent[axis];
        k.row_lanes = has_short_rows(k);
    }
    for (int i = 0; i < Plan.finish_count; ++i) t.finishes[i] = Plan.finishes[i];
    for (std::size_t i = 0; i < Roots; ++i) {
        t.output[i] = Plan.output[i];
        t.root[i] = shape(Graph.roots[i]);
    }
    for (int g = 0; g < Plan.group_count; ++g) {
        const node_id e = Plan.groups[g].extent;
        t.groups[g] = {Plan.groups[g], op_of(words[e]) == op::extent ? static_extent_of(words[e]) : ~static_cast<extent_code>(dims.add(e))};
    }
    t.dim_count = dims.count;
    for (int i = 0; i < Plan.kernel_count; ++i) { // a grouped kernel walks along a tile, and local buffers have no more than that
        kernel_table_entry& k = t.kernels[i];
        if (k.info.group < 0) continue;
        const extent_code tile = ~static_cast<extent_code>(t.dim_count + k.info.group);
        if (k.info.kind == kernel_kind::nest) k.extent[k.info.lead_dim][0] = tile;
        for (int j = 0; j < k.info.operand_count; ++j) {
            operand_table_entry& o = t.operands[k.info.operand + j];
            if (!t.buffers[o.info.buffer].info.local) continue;
            o.frame.extent[o.info.lead] = tile;
            o.info.lead = -1;
        }
    }
    for (int d = 0; d < dims.count; ++d) t.dim_nodes[d] = dims.node[d];
    // among all that is bound, whether the kernels read it or not
    const word* source = Program::source.words;
    for (int d = 0; d < dims.count; ++d) {
        bool bound = false;
        for (std::size_t k = 0; k < Program::slot_count && !bound; ++k) {
            const node_id s = shape_of(source[Program::cut_graph.slots[k].source]);
            for (int axis = 0; axis < b_of(source[s]) && !bound; ++axis) {
                const node_id e = operand_of(source, s, axis);
                bound = source[e] == words[dims.node[d]] && same_payload(words, dims.node[d], source, e);
                if (bound) t.dims[d] = {static_cast<int>(k), axis};
            }
        }
        if (!bound) throw "typegrad: a run-time extent that no array has";
    }
    return t;
}

} // namespace typegrad
