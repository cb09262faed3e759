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
    /// Axes of a product's operands along which it is cut, with the rows of the result or with the inner axis.
    struct cut_axes {
        int a = -1, b = -1, c = -1;
    };
    constexpr cut_axes product_axes(const plan_kernel& x, bool inner) const {
        const plan_operand *o = plan.operands + x.operand;
        const int rank_a = b_of(words[shape_of(words[a_of(words[x.node])])]), rank_c = b_of(words[shape_of(words[x.node])]);
        if (inner) return {o[0].axis[rank_a - 1], o[1].axis[0], -1};
        if (rank_a < 2 || rank_c < 1) return {};
        return {o[0].axis[0], -1, o[2].axis[0]};
    }
    constexpr bool product_fits(const plan_kernel& x, node_id extent, bool inner) const {
        const cut_axes at = product_axes(x, inner);
        const plan_operand *o = plan.operands + x.operand;
        if (at.a < 0) return false;
        if (inner) return at.b >= 0 && is_floating(o[2].type) && follows(o[0], at.a, extent, false) && follows(o[1], at.b, extent, false) && !tiled[o[2].buffer] && !summed[o[2].buffer];
        return follows(o[0], at.a, extent, false) && follows(o[1], -1, extent, false) && follows(o[2], at.c, extent, true);
    }
    constexpr bool fits(int k, node_id extent) const {
        const plan_kernel& x = plan.kernels[k];
        if (x.kind == kernel_kind::scan) return false;
        if (x.kind == kernel_kind::scalar) return false;
        if (x.kind == kernel_kind::product) return product_fits(x, extent, false) || product_fits(x, extent, true);
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
        const plan_operand *o = plan.operands + x.operand;
        if (const cut_axes at = product_axes(x, false); at.a >= 0 && is_lead(o[0], at.a, extent_of(o[0].frame, at.a))) return extent_of(o[0].frame, at.a);
        if (const cut_axes at = product_axes(x, true); at.a >= 0 && is_lead(o[0], at.a, extent_of(o[0].frame, at.a))) return extent_of(o[0].frame, at.a);
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
            x.sums = !product_fits(x, extent, false);
            const cut_axes at = product_axes(x, x.sums);
            plan_operand* o = plan.operands + x.operand;
            o[0].lead = static_cast<std::int8_t>(at.a);
            o[1].lead = static_cast<std::int8_t>(at.b);
            o[2].lead = static_cast<std::int8_t>(at.c);
            (x.sums ? summed : tiled)[o[2].buffer] = true;
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
