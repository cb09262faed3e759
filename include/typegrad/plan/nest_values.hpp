// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/plan/nest_operand.hpp>
#include <typegrad/plan/schedule.hpp>

/// What one loop nest computes, and when: the passes over a row, what happens once a row between them, and what waits in
/// a row buffer for a later pass.
namespace typegrad {

/// What planning a nest writes down by node. One for all nests of a plan, each of which leaves it as it was: compilers take longer to make arrays of the
/// size of the graph than to plan a nest.
template <std::size_t N>
struct nest_room {
    bool wanted[N]{}, full[N]{}, buffered[N]{}, depends[N]{};
    bool here[N]{}; ///< of the nest being planned alone
    std::uint8_t level[N]{}, first_pass[N]{};
    std::uint16_t slot[N]{};
    node_id order[N]{}, placed[N]{}, picked[N]{}, away[N]{};
    nest_operand operands[max_operands]{};
};

template <std::size_t N>
struct nest_values {
    node_id space = 0;
    std::uint16_t stage = 0;
    int passes = 0;
    const word* words = nullptr;
    const schedule<N>* s = nullptr;
    unsigned row_mask_ = 0;
    nest_room<N>* room;
    bool *wanted = room->wanted, *full = room->full, *buffered = room->buffered;
    std::uint8_t *level = room->level, *first_pass = room->first_pass;
    node_id* order = room->order;
    int count = 0;

    // labels (plan/nest_labels.hpp)
    bool has_labels = false;
    node_id* picked = room->picked; ///< label of a sum that is one element of the row, or 0
    node_id* away = room->away;     ///< what a value equals where the label is not, or 0 for the value itself
    bool* depends = room->depends;  ///< on the mask of `row_label`
    node_id row_label = 0; ///< label whose element is computed apart, or 0

    /// Of `nodes`, those that are computed in nests, this one stores some from number `first` to number `last`.
    constexpr nest_values(nest_room<N>& room_, const schedule<N>& schedule_, const node_id* nodes, int first, int last, node_id space_, std::uint16_t stage_)
        : space(space_), stage(stage_), words(schedule_.words), s(&schedule_), room(&room_) {
        close(nodes, first, last);
        classify();
        find_passes();
        if (has_labels && split_label()) {
            find_passes();
            if (!label_within_reach()) {
                join_label();
                find_passes();
            }
        }
    }

    /// Leaves the room as it was.
    constexpr void leave() {
        for (int i = 0; i < count; ++i) {
            const node_id v = order[i];
            wanted[v] = full[v] = buffered[v] = depends[v] = false;
            level[v] = 0;
            picked[v] = away[v] = 0;
        }
    }

    constexpr bool is_load(node_id x) const {
        if (s->scalar[x]) return true;
        if (s->where[x].found && !s->nest[x]) return true;
        return s->materialised[x] && s->available(x) <= stage;
    }
    constexpr bool is_index(node_id x) const {
        return op_of(words[x]) == op::iota || (op_of(words[x]) == op::reshape && op_of(words[a_of(words[x])]) == op::iota);
    }
    constexpr bool is_constant(node_id x) const { return op_of(words[x]) == op::constant; }
    constexpr bool computes(node_id x) const { return !is_load(x) && !is_index(x) && !is_constant(x); }
    constexpr bool is_reduction(node_id v) const { return info(op_of(words[v])).kind == kind::reduction; }

    /// Nodes this nest must compute: what it stores or reduces, and what that needs.
    constexpr void close(const node_id* nodes, int first, int last) {
        int open = 0; // wanted and not met yet
        for (int i = last; i >= first || open > 0; --i) {
            if (i < 0) throw "typegrad: a loop nest reads what is not in memory";
            const node_id v = nodes[i];
            if (wanted[v]) --open;
            else if (s->materialised[v] && s->home[v] == space && s->stage[v] == stage) wanted[v] = true;
            else continue;
            order[count++] = v;
            for (int k = 0; k < info(op_of(words[v])).arity; ++k) {
                const node_id x = operand_of(words, v, k);
                if (wanted[x] || !computes(x)) continue;
                wanted[x] = true;
                ++open;
            }
        }
        for (int i = 0, j = count - 1; i < j; ++i, --j) {
            const node_id v = order[i];
            order[i] = order[j];
            order[j] = v;
        }
    }

    constexpr unsigned row_mask() const { return s->row_mask[space]; }
    constexpr int rank() const { return b_of(words[space]); }
    constexpr bool unit_extent(node_id shape, int k) const {
        const word e = words[operand_of(words, shape, k)];
        return op_of(e) == op::extent && static_extent_of(e) == 1;
    }
    /// Does a value of this shape change along any axis of `mask` of the space?
    constexpr bool varies(node_id shape, unsigned mask) const {
        const int r = b_of(words[shape]), lead = rank() - r;
        for (int k = 0; k < r; ++k)
            if ((mask >> (k + lead) & 1u) != 0 && !unit_extent(shape, k)) return true;
        return false;
    }
    constexpr bool has_rows() const {
        for (int i = 0; i < count; ++i)
            if (s->row[order[i]] || (row_mask() != 0 && !varies(shape_of(words[order[i]]), row_mask()) && !is_reduction(order[i]))) return true;
        return false;
    }

    constexpr void classify() {
        const bool rows = has_rows();
        row_mask_ = rows ? row_mask() : 0;
        for (int i = 0; i < count; ++i) {
            const node_id v = order[i];
            const word w = words[v];
            int l = 0;
            for (int k = 0; k < info(op_of(w)).arity; ++k) {
                const node_id x = operand_of(words, v, k);
                if (!computes(x)) continue;
                const int lx = level[x] + (s->row[x] && picked[x] == 0 ? 1 : 0);
                l = lx > l ? lx : l;
            }
            level[v] = static_cast<std::uint8_t>(l);
            full[v] = !is_reduction(v) && (row_mask_ == 0 || varies(shape_of(w), row_mask_));
            if (label_of(v) != 0) has_labels = true;
            if (has_labels && s->row[v]) picked[v] = picked_label(v);
        }
    }
    constexpr bool operand_full(node_id v) const { // of a reduction: is its operand a value of the passes?
        const node_id x = a_of(words[v]);
        return computes(x) ? full[x] : row_mask_ == 0 || varies(shape_of(words[x]), row_mask_);
    }
    /// The pass in which a node that must be evaluated is evaluated: reductions and stores of full values.
    constexpr bool rooted_in_pass(node_id v) const { return is_reduction(v) ? operand_full(v) && picked[v] == 0 : full[v] && stores(v); }
    constexpr bool stores(node_id v) const {
        return !is_reduction(v) && s->materialised[v] && s->home[v] == space && s->stage[v] == stage;
    }

    /// A value of an earlier pass is computed again if that is about a flop, else kept in a row buffer.
    constexpr bool again(node_id v, int depth = 2) const {
        if (info(op_of(words[v])).cost > 1 || depth == 0) return false;
        for (int k = 0; k < info(op_of(words[v])).arity; ++k) {
            const node_id x = operand_of(words, v, k);
            if (computes(x) && full[x] && !buffered[x] && !again(x, depth - 1)) return false;
        }
        return true;
    }
    constexpr void find_passes() {
        for (int i = 0; i < count; ++i) buffered[order[i]] = false;
        for (int i = 0; i < count; ++i)
            if (rooted_in_pass(order[i]) && level[order[i]] + 1 > passes) passes = level[order[i]] + 1;
        for (int i = 0; i < count; ++i) first_pass[order[i]] = 255;
        for (int p = 0; p < passes; ++p) {
            mark_pass(p);
            for (int i = 0; i < count; ++i)
                if (room->here[order[i]] && first_pass[order[i]] == 255) first_pass[order[i]] = static_cast<std::uint8_t>(p);
        }
    }
    /// Full values to compute in pass `p`, in `room->here`; decides row buffers the first time a value is met again.
    constexpr void mark_pass(int p) {
        bool* const here = room->here;
        for (int i = 0; i < count; ++i) here[order[i]] = false;
        for (int i = count; i-- > 0;) {
            const node_id v = order[i];
            const bool root = rooted_in_pass(v) && level[v] == p;
            if (root && full[v]) here[v] = true;
            if (!here[v] && !root) continue;
            if (away[v] != 0) {
                if (computes(away[v]) && full[away[v]]) here[away[v]] = true;
                continue;
            }
            if (here[v] && first_pass[v] < p) { // computed before
                if (!again(v)) buffered[v] = true;
                if (buffered[v]) continue;
            }
            for (int k = 0; k < info(op_of(words[v])).arity; ++k) {
                const node_id x = operand_of(words, v, k);
                if (computes(x) && full[x]) here[x] = true;
            }
        }
    }
    /// The innermost axis of the space that is not 1.
    constexpr int last_axis() const {
        int k = rank() - 1;
        while (k > 0 && unit_extent(space, k)) --k;
        return k;
    }
    constexpr int index_axis(node_id x) const {
        const node_id shape = shape_of(words[x]);
        const int r = b_of(words[shape]);
        for (int k = 0; k < r; ++k)
            if (!unit_extent(shape, k)) return k + rank() - r;
        return rank() - 1;
    }

    // plan/nest_labels.hpp
    constexpr node_id label_of(node_id x) const;
    constexpr bool is_full(node_id x) const;
    constexpr bool is_zero(node_id x) const;
    constexpr bool reachable(node_id x, node_id label, int& budget) const;
    constexpr node_id picked_label(node_id sum) const;
    constexpr bool split_label();
    constexpr bool label_within_reach() const;
    constexpr void join_label();
};

} // namespace typegrad

#include <typegrad/plan/nest_labels.hpp>
