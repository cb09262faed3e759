// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/plan/kernels.hpp>

/// Strip-mining. Kernels that walk along the same leading axis, and meet across it only in sums, form a group: they run one
/// after the other on a tile of rows, then on the next. What lies between them is as large as a tile and stays in the cache, and
/// tiles are what threads take.
namespace typegrad {

/// Puts a plan's kernels into groups, each as large as their dependencies allow, and in their new order.
template <class Plan>
struct grouping {
    Plan& plan;
    const word* words;
    bool done[max_kernels]{};        ///< has its place in the new order
    bool member[max_kernels]{};      ///< of the group in the making
    bool tiled[max_buffers]{};       ///< written row by row in the group
    bool summed[max_buffers]{};      ///< complete when the group has run
    int order[max_kernels]{};
    int count = 0;

    constexpr grouping(Plan& plan_, const word* words_) : plan(plan_), words(words_) {
        for (int k = 0; k < plan.kernel_count; ++k)
            if (!done[k]) start(k);
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
            f(o, writes(x, i));
        }
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

    /// Does kernel `k` read what a kernel without a place in the new order writes, members of the group apart?
    constexpr bool waits(int k) const {
        bool found = false;
        each_operand(k, [&](const plan_operand& o, bool written) {
            if (written) return;
            for (int other = 0; other < k; ++other)
                if (!done[other] && !member[other] && other != k && writes_buffer(other, o.buffer)) found = true;
        });
        return found;
    }
    constexpr bool writes_buffer(int k, int b) const {
        bool found = false;
        each_operand(k, [&](const plan_operand& o, bool written) { found = found || (written && o.buffer == b); });
        const plan_kernel& x = plan.kernels[k];
        for (int i = 0; i < x.finish_count; ++i) found = found || plan.finishes[x.finish + i].result == b;
        return found;
    }

    // --- leading axes ------------------------------------------------------------------------------------------------
    constexpr node_id extent_of(node_id frame, int axis) const { return operand_of(words, shape_of(words[frame]), axis); }
    constexpr bool cuttable(node_id extent) const { return op_of(words[extent]) != op::extent || static_extent_of(words[extent]) > 1; }
    constexpr bool is_lead(const plan_operand& o, int axis, node_id extent) const {
        if (axis < 0 || extent_of(o.frame, axis) != extent) return false;
        for (int k = 0; k < axis; ++k)
            if (const word e = words[extent_of(o.frame, k)]; op_of(e) != op::extent || static_extent_of(e) != 1) return false;
        return true;
    }
    /// May `o` be read, or written, tile by tile?
    constexpr bool follows(const plan_operand& o, int axis, node_id extent, bool written) const {
        if (summed[o.buffer]) return false;
        if (axis < 0) return !tiled[o.buffer] && !written;
        if (written || tiled[o.buffer]) return is_lead(o, axis, extent);
        return extent_of(o.frame, axis) == extent;
    }
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
        return inner ? is_floating(o[2].type) && !tiled[o[2].buffer] && !summed[o[2].buffer] : follows(o[2], c, extent, true);
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
        if (x.kind == kernel_kind::scan) return false;
        if (x.kind == kernel_kind::scalar) return false;
        if (x.kind == kernel_kind::product) return product_cut(x, extent) >= 0;
        if (x.lead == 0 || x.lead != extent) return false;
        bool good = true;
        each_operand(k, [&](const plan_operand& o, bool written) {
            const bool sum = written && o.lead < 0; // over all rows
            good = good && (sum ? !tiled[o.buffer] && !summed[o.buffer] : follows(o, o.lead, extent, written));
        });
        for (int i = 0; i < x.finish_count; ++i) good = good && !tiled[plan.finishes[x.finish + i].result];
        return good;
    }
    constexpr node_id leading_extent(int k) const {
        const plan_kernel& x = plan.kernels[k];
        if (x.kind == kernel_kind::scan) return 0;
        if (x.kind == kernel_kind::nest) return x.lead;
        if (x.kind == kernel_kind::scalar) return 0;
        const axis_labels labels = labels_of(words, x.node);
        for (int label = 0; label < axis_labels::none; ++label) {
            if (!labels.has(label)) continue;
            const int o = product_axis(x, 0, label) >= 0 ? 0 : 1, axis = product_axis(x, o, label);
            if (const node_id e = extent_of(plan.operands[x.operand + o].frame, axis); is_lead(plan.operands[x.operand + o], axis, e)) return e;
        }
        return 0;
    }

    // --- groups ------------------------------------------------------------------------------------------------------
    constexpr void start(int k) {
        const node_id extent = leading_extent(k);
        for (int b = 0; b < max_buffers; ++b) tiled[b] = summed[b] = false;
        const int first = count;
        if (extent == 0 || !cuttable(extent) || !fits(k, extent)) {
            place(k);
            return;
        }
        for (int other = k; other < plan.kernel_count; ++other)
            if (!done[other] && !waits(other) && fits(other, extent)) add(other, extent);
        for (int other = k; other < plan.kernel_count; ++other)
            if (member[other]) {
                member[other] = false;
                place(other);
            }
        plan.groups[plan.group_count++] = {first, count - 1, extent};
    }
    constexpr void place(int k) {
        done[k] = true;
        order[count++] = k;
    }
    constexpr void add(int k, node_id extent) {
        plan_kernel& x = plan.kernels[k];
        member[k] = true;
        x.group = plan.group_count;
        if (x.kind == kernel_kind::product) {
            x.cut = static_cast<std::int8_t>(product_cut(x, extent));
            for (int o = 0; o < 3; ++o) plan.operands[x.operand + o].lead = static_cast<std::int8_t>(product_axis(x, o, x.cut));
            (x.sums() ? summed : tiled)[plan.operands[x.operand + 2].buffer] = true;
            return;
        }
        each_operand(k, [&](const plan_operand& o, bool written) {
            if (written) (o.lead < 0 ? summed : tiled)[o.buffer] = true;
        });
        for (int i = 0; i < x.finish_count; ++i) summed[plan.finishes[x.finish + i].result] = true;
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
            each_operand(k, [&](const plan_operand& o, bool written) {
                meet(o.buffer);
                if (written && o.lead >= 0) written_in[o.buffer] = true;
            });
            for (int i = 0; i < plan.kernels[k].finish_count; ++i) meet(plan.finishes[plan.kernels[k].finish + i].result);
        }
        for (int b = 0; b < plan.buffer_count; ++b)
            plan.buffers[b].local = plan.buffers[b].kind == buffer_kind::temporary && group_of[b] >= 0 && written_in[b];
    }
};

} // namespace typegrad
