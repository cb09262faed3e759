// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/plan/bands.hpp>
#include <typegrad/plan/nest.hpp>

/// What a plan is made of: buffers, operands and kernels, by number.
namespace typegrad {

enum class buffer_kind : std::uint8_t {
    slot,        ///< a bound array (slot `index`)
    parameter,   ///< a run-time number (slot `index`)
    count,       ///< the number of elements of a shape
    output,      ///< root `index`
    temporary,   ///< in the workspace
    accumulator, ///< in the workspace, wide, filled with a reduction's identity first
    row_buffer,  ///< in the workspace, one row of a nest
    step_memory  ///< in the workspace, what the steps of scan `index` work in, in bytes
};

struct buffer {
    buffer_kind kind = buffer_kind::temporary;
    dtype type = dtype::none;
    node_id node = 0;     ///< whose shape it has (row buffers: the node; its extents from dimension `split` on count)
    int index = 0;
    std::uint16_t first = 0, last = 0; ///< kernels between which it lives
    bool local = false;   ///< one tile of it exists at a time: nobody outside its group of kernels reads it; of accumulators: outside its kernel
    op identity = op::sum;
};

struct plan_operand {
    int buffer = 0;
    dtype type = dtype::none;
    node_id frame = 0;                          ///< the node whose shape lays the elements out
    std::int8_t axis[max_rank]{-1, -1, -1, -1, -1, -1, -1, -1}; ///< per loop dimension (products: per axis of the value)
    node_id fixed[max_rank]{};                  ///< index along frame axes not followed
    std::int8_t lead = -1;                      ///< the frame's axis along the axis of the kernel that is cut into tiles
    bool row_buffer = false;
};

enum class kernel_kind : std::uint8_t { scalar, product, nest, scan };

struct plan_kernel {
    kernel_kind kind = kernel_kind::scalar;
    std::uint16_t stage = 0;
    int code = 0, code_size = 0;
    int constant = 0, constant_count = 0;
    int operand = 0, operand_count = 0;
    node_id node = 0;                           ///< products, scans: the node; nests: the shape of the index space
    int arguments = 0;                          ///< scans: operands before the results; the last one is the steps' memory
    loop_dim dims[max_dims]{};
    int dim_count = 0, split = 0, passes = 0;
    int finish = 0, finish_count = 0;           ///< accumulators to convert afterwards
    int flops = 0, transcendental = 0;          ///< per element of the space
    node_id lead = 0;                           ///< nests: extent of the axis that can be cut into tiles, or 0
    int lead_dim = 0;                           ///< and the dimension that begins with it
    bool folds = false;                         ///< this goes on where the dimension before it ends, as long as nothing is cut
    int group = -1;
    std::int8_t cut = -1;                       ///< products in a group: the label of the axis that is cut
    labelled_band bands[3]{};                   ///< products: where the operands are not 0, and what is read of the result
    constexpr bool sums() const { return cut >= axis_labels::summed; } ///< what the tiles give is summed
};

/// Neighbouring kernels that run tile by tile along axes of one extent.
struct kernel_group {
    int first = 0, last = 0;
    node_id extent = 0;
};

/// Does a nest with this code take all it needs of operand `read` before it first writes to operand `write`?
constexpr bool reads_first(const word* code, int size, int read, int write) {
    const int operands = static_cast<int>(code[0] >> 16 & 0xFFFF), passes = static_cast<int>(code[0] >> 8 & 255);
    int last_read = -1, first_write = size;
    for (int i = 1 + operands + 2 * passes + 2; i < size; ++i) {
        const word w = code[i];
        if ((step_is(w, step_op::load) || step_is(w, step_op::splat) || step_is(w, step_op::load_at)) && static_cast<int>(step_a(w)) == read) last_read = i;
        if ((step_is(w, step_op::store) || step_is(w, step_op::store_at)) && static_cast<int>(step_b(w)) == write && i < first_write) first_write = i;
    }
    return last_read < first_write;
}

/// An accumulator and where its finished value goes.
struct finish_record {
    int accumulator = 0, result = 0;
    std::int8_t lead = -1; ///< the axis of both along the axis that is cut into tiles
};

/// Of a graph of N words; `Kernels`: no more than so many, a bound that `schedule::most_kernels` knows better.
template <std::size_t N, std::size_t Roots, std::size_t Kernels = N + 16>
struct program_plan {
    static constexpr int max_buffers = N > 160 ? static_cast<int>(N) + 32 : 192, max_kernels = static_cast<int>(Kernels), max_operands = N > 160 ? static_cast<int>(2 * N) + 64 : 384;
    static constexpr std::size_t code_capacity = 8 * N + 512;
    buffer buffers[max_buffers]{};
    int buffer_count = 0;
    plan_operand operands[max_operands]{};
    int operand_count = 0;
    plan_kernel kernels[max_kernels]{};
    int kernel_count = 0;
    finish_record finishes[max_buffers]{};
    int finish_count = 0;
    word code[code_capacity]{};
    int code_size = 0;
    word constants[2 * N + 16]{};
    int constant_count = 0;
    kernel_group groups[max_kernels]{};
    int group_count = 0;
    int output[Roots]{};          ///< buffer of each root
    std::int16_t buffer_of[N]{};  ///< per node, plus one
};

/// Is kernel `k` a single pass that reads its operand `read` and writes `write` element by element in the same order, each
/// element before it is overwritten?
template <class Plan>
constexpr bool operands_in_step(const Plan& plan, const plan_kernel& k, int read, int write) {
    if (k.kind != kernel_kind::nest || k.passes != 1) return false;
    const plan_operand &r = plan.operands[k.operand + read], &w = plan.operands[k.operand + write];
    if (size_of(r.type) != size_of(w.type)) return false;
    for (int d = 0; d < max_rank; ++d)
        if (r.axis[d] != w.axis[d] || r.fixed[d] != 0 || w.fixed[d] != 0) return false;
    return reads_first(plan.code + k.code, k.code_size, read, write);
}

} // namespace typegrad
