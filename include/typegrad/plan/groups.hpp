// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/plan/kernels.hpp>

/// Strip-mining. Kernels that walk along axes of the same extent, and meet across them only in sums, form a group: they run one
/// after the other on a tile, some rows along that axis wherever it stands among the others, then on the next. What lies between
/// them is as large as a tile and stays in the cache, and tiles are what threads take.
namespace typegrad {

/// Puts a plan's kernels into groups, each as large as their dependencies allow, and in their new order.
template <class Plan>
struct grouping {
    static constexpr int max_buffers = Plan::max_buffers, max_kernels = Plan::max_kernels;
    Plan& plan;
    const word* words;
    bool done[max_kernels]{};        ///< has its place in the new order
    /// Along which axis of a frame a buffer is written in the group, tile by tile.
    struct tiling {
        node_id frame = 0;
        int along = -1;
    };
    tiling tiled[max_buffers]{};
    bool summed[max_buffers]{};      ///< complete when the group has run
    bool written[Plan::max_operands]{};
    int awaited[max_buffers]{};      ///< the first kernel that writes a buffer and has no place yet
    bool in_parts[max_buffers]{};    ///< several kernels write it
    int order[max_kernels]{};
    int count = 0;

    constexpr grouping(Plan& plan_, const word* words_) : plan(plan_), words(words_) {
        for (int k = 0; k < plan.kernel_count; ++k)
            for (int i = 0; i < plan.kernels[k].operand_count; ++i) written[plan.kernels[k].operand + i] = writes(plan.kernels[k], i);
        for (int b = 0; b < plan.buffer_count; ++b) awaited[b] = max_kernels;
        for (int k = plan.kernel_count; k-- > 0;)
            each_written(k, [&](int b) {
                in_parts[b] = awaited[b] < max_kernels;
                awaited[b] = k;
            });
        // what is cut along a run-time extent waits for all else, so that as much as possible is in its group
        while (count < plan.kernel_count) {
            const int k = next_ready(false);
            start(k >= 0 ? k : next_ready(true));
        }
        apply_order();
        find_local_buffers();
    }

    // --- what kernels read and write ---------------------------------------------------------------------------------
    constexpr bool is_accumulator(int b) const { return plan.buffers[b].kind == buffer_kind::accumulator; }
    /// Calls `f(operand, is it written)` for each operand of kernel `k`, but for its scratch.
    template <class F>
    constexpr void each_operand(int k, F f) const {
        const plan_kernel& x = plan.kernels[k];
        for (int i = 0; i < x.operand_count; ++i) {
            const plan_operand& o = plan.operands[x.operand + i];
            if (o.row_buffer || is_accumulator(o.buffer)) continue;
            f(o, written[x.operand + i]);
        }
    }
    /// Calls `f` with each buffer that kernel `k` writes.
    template <class F>
    constexpr void each_written(int k, F f) const {
        each_operand(k, [&](const plan_operand& o, bool is_written) {
            if (is_written) f(o.buffer);
        });
        for (int i = 0; i < plan.kernels[k].finish_count; ++i) f(plan.finishes[plan.kernels[k].finish + i].result);
    }
    constexpr bool writes(const plan_kernel& x, int operand) const {
        if (x.kind == kernel_kind::product) return operand == 2;
        if (x.kind == kernel_kind::scan) return operand >= x.arguments;
        if (x.kind == kernel_kind::scalar) {
            for (int i = 0; i < x.code_size; ++i)
                if (const word w = plan.code[x.code + i]; step_is(w, step_op::store) && static_cast<int>(step_b(w)) == operand) return true;
            return false;
        }
        return nest_role(plan.code + x.code, operand) == operand_role::write || nest_role(plan.code + x.code, operand) == operand_role::result;
    }
    static constexpr operand_role nest_role(const word* code, int operand) { return static_cast<operand_role>(code[1 + operand] >> 16 & 255); }

    constexpr bool writes_buffer(int k, int buffer) const {
        bool found = false;
        each_written(k, [&](int b) { found = found || b == buffer; });
        return found;
    }
    /// Does kernel `k` read what an earlier kernel without a place in the new order writes?
    constexpr bool waits(int k) const {
        bool found = false;
        each_operand(k, [&](const plan_operand& o, bool is_written) { found = found || (!is_written && awaited[o.buffer] < k); });
        return found;
    }
    /// The first kernel from `k` on that writes a buffer and has no place yet.
    constexpr int next_writer(int buffer, int k) const {
        while (k < plan.kernel_count && (done[k] || !writes_buffer(k, buffer))) ++k;
        return k;
    }

    // --- axes that are cut -------------------------------------------------------------------------------------------
    constexpr node_id extent_of(node_id frame, int axis) const { return operand_of(words, shape_of(words[frame]), axis); }
    constexpr bool cuttable(node_id extent) const { return op_of(words[extent]) != op::extent || static_extent_of(words[extent]) > 1; }
    /// How far a step along an axis is: the static extents behind it multiplied, and the run-time ones. Two frames of one
    /// buffer in which it is equal have the same elements in each tile.
    constexpr bool same_step(node_id frame, int axis, tiling other) const {
        const auto next = [&](node_id f, int& k, std::int64_t& known) { // the next run-time extent, or 0
            while (++k < b_of(words[shape_of(words[f])]))
                if (const node_id e = extent_of(f, k); op_of(words[e]) != op::extent) return e;
                else known *= static_extent_of(words[e]);
            return node_id{0};
        };
        std::int64_t here = 1, there = 1;
        for (int a = axis, b = other.along;;) {
            const node_id e = next(frame, a, here);
            if (e != next(other.frame, b, there)) return false;
            if (e == 0) return here == there;
        }
    }
    /// May a buffer be read, or written, tile by tile along this axis of a frame?
    constexpr bool follows(int buffer, node_id frame, int axis, node_id extent, bool is_written) const {
        if (summed[buffer]) return false;
        const tiling t = tiled[buffer];
        if (axis < 0) return t.along < 0 && !is_written;
        return extent_of(frame, axis) == extent && (t.along < 0 || same_step(frame, axis, t));
    }
    constexpr bool follows(const plan_operand& o, int axis, node_id extent, bool is_written) const { return follows(o.buffer, o.frame, axis, extent, is_written); }
    /// May a sum over all tiles be written to a buffer?
    constexpr bool takes_sum(int buffer) const { return tiled[buffer].along < 0 && !summed[buffer]; }
    /// Along which axis of its frame operand `o` of a product (2: the result) walks with `label`, or -1.
    constexpr int product_axis(const plan_kernel& x, int o, int label) const {
        const int axis = o == 2 ? (label < axis_labels::summed ? label : -1) : labels_of(words, x.node).axis(o, label);
        return axis < 0 ? -1 : plan.operands[x.operand + o].axis[axis];
    }
    constexpr bool product_fits(const plan_kernel& x, node_id extent, int label) const {
        const bool inner = label >= axis_labels::summed;
        const plan_operand* o = plan.operands + x.operand;
        const int a = product_axis(x, 0, label), b = product_axis(x, 1, label), c = product_axis(x, 2, label);
        if ((a < 0 && b < 0) || (!inner && c < 0)) return false;
        if (!follows(o[0], a, extent, false) || !follows(o[1], b, extent, false)) return false;
        return inner ? is_floating(o[2].type) && takes_sum(o[2].buffer) : follows(o[2], c, extent, true);
    }
    /// The label of the axis along which a product can be cut with the group, or -1.
    constexpr int product_cut(const plan_kernel& x, node_id extent) const {
        const axis_labels labels = labels_of(words, x.node);
        for (int label = 0; label < axis_labels::none; ++label)
            if (labels.has(label) && product_fits(x, extent, label)) return label;
        return -1;
    }
    constexpr bool fits(int k, node_id extent) const {
        const plan_kernel& x = plan.kernels[k];
        if (x.kind == kernel_kind::scan || x.kind == kernel_kind::scalar) return false;
        if (x.kind == kernel_kind::product) return product_cut(x, extent) >= 0;
        if (x.lead == 0 || x.lead != extent) return false;
        bool good = true;
        each_operand(k, [&](const plan_operand& o, bool is_written) {
            const bool sum = is_written && o.lead < 0; // over all tiles
            good = good && (sum ? takes_sum(o.buffer) : follows(o, o.lead, extent, is_written));
        });
        for (int i = 0; i < x.finish_count; ++i) {
            const finish_record& f = plan.finishes[x.finish + i];
            good = good && (f.lead < 0 ? takes_sum(f.result) : follows(f.result, plan.buffers[f.result].node, f.lead, extent, true));
        }
        return good;
    }
    /// The extent along which kernel `k` would be cut, a run-time one if there is one; or 0.
    constexpr node_id cut_extent(int k) const {
        const plan_kernel& x = plan.kernels[k];
        if (x.kind == kernel_kind::nest) return x.lead;
        if (x.kind != kernel_kind::product) return 0;
        const axis_labels labels = labels_of(words, x.node);
        node_id known = 0;
        for (int label = 0; label < axis_labels::none; ++label)
            for (int o = 0; o < 2 && labels.has(label); ++o) {
                const int axis = product_axis(x, o, label);
                const node_id frame = plan.operands[x.operand + o].frame;
                if (axis < 0 || axis != tile_axis(words, shape_of(words[frame]))) continue;
                const node_id e = extent_of(frame, axis);
                if (op_of(words[e]) != op::extent) return e;
                if (known == 0) known = e;
            }
        return known;
    }

    // --- groups ------------------------------------------------------------------------------------------------------
    /// The first kernel that can run, of those that are cut along a run-time extent or of the others; -1: none.
    constexpr int next_ready(bool run_time) const {
        for (int k = 0; k < plan.kernel_count; ++k) {
            if (done[k]) continue;
            const node_id e = cut_extent(k);
            if ((e != 0 && op_of(words[e]) != op::extent) == run_time && !waits(k)) return k;
        }
        return -1;
    }
    constexpr void start(int k) {
        const node_id extent = cut_extent(k);
        for (int b = 0; b < plan.buffer_count; ++b) {
            tiled[b] = {};
            summed[b] = false;
        }
        [[maybe_unused]] const int first = count; // nvcc does not see its use
        if (extent == 0 || !cuttable(extent) || !fits(k, extent)) {
            place(k);
            return;
        }
        for (int other = k; other < plan.kernel_count; ++other)
            if (!done[other] && !waits(other) && fits(other, extent)) add(other, extent);
        plan.groups[plan.group_count++] = {first, count - 1, extent};
    }
    constexpr void place(int k) {
        done[k] = true;
        order[count++] = k;
        each_written(k, [&](int b) {
            if (awaited[b] == k) awaited[b] = in_parts[b] ? next_writer(b, k) : max_kernels;
        });
    }
    constexpr void add(int k, node_id extent) {
        plan_kernel& x = plan.kernels[k];
        place(k);
        x.group = plan.group_count;
        if (x.kind == kernel_kind::product) {
            x.cut = static_cast<std::int8_t>(product_cut(x, extent));
            for (int o = 0; o < 3; ++o) plan.operands[x.operand + o].lead = static_cast<std::int8_t>(product_axis(x, o, x.cut));
            const plan_operand& o = plan.operands[x.operand + 2];
            write(o.buffer, o.frame, o.lead);
            return;
        }
        each_operand(k, [&](const plan_operand& o, bool is_written) {
            if (is_written) write(o.buffer, o.frame, o.lead);
        });
        for (int i = 0; i < x.finish_count; ++i) {
            const finish_record& f = plan.finishes[x.finish + i];
            write(f.result, plan.buffers[f.result].node, f.lead);
            plan.buffers[f.accumulator].local = f.lead >= 0;
        }
    }
    constexpr void write(int buffer, node_id frame, int axis) {
        if (axis < 0) summed[buffer] = true;
        else tiled[buffer] = {frame, axis};
    }

    constexpr void apply_order() {
        plan_kernel before[max_kernels]{};
        int place_of[max_kernels]{};
        for (int k = 0; k < plan.kernel_count; ++k) before[k] = plan.kernels[k];
        for (int k = 0; k < plan.kernel_count; ++k) {
            plan.kernels[k] = before[order[k]];
            place_of[order[k]] = k;
        }
        for (int b = 0; b < plan.buffer_count; ++b)
            if (plan.buffers[b].kind == buffer_kind::row_buffer || plan.buffers[b].kind == buffer_kind::step_memory) plan.buffers[b].index = place_of[plan.buffers[b].index];
    }
    /// Temporaries that a group writes row by row and nobody else reads.
    constexpr void find_local_buffers() {
        int group_of[max_buffers]{};
        bool written_in[max_buffers]{};
        for (int b = 0; b < plan.buffer_count; ++b) group_of[b] = -2; // not met
        for (int k = 0; k < plan.kernel_count; ++k) {
            const int g = plan.kernels[k].group;
            const auto meet = [&](int b) { group_of[b] = group_of[b] == -2 || group_of[b] == g ? g : -1; };
            each_operand(k, [&](const plan_operand& o, bool is_written) {
                meet(o.buffer);
                if (is_written && o.lead >= 0) written_in[o.buffer] = true;
            });
            for (int i = 0; i < plan.kernels[k].finish_count; ++i) {
                const finish_record& f = plan.finishes[plan.kernels[k].finish + i];
                meet(f.result);
                if (f.lead >= 0) written_in[f.result] = true;
            }
        }
        for (int b = 0; b < plan.buffer_count; ++b)
            if (plan.buffers[b].kind == buffer_kind::temporary) plan.buffers[b].local = group_of[b] >= 0 && written_in[b];
    }
};

} // namespace typegrad
