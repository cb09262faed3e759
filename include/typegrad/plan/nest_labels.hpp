// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/plan/nest_values.hpp>

/// Labels: masks `0, 1, 2 … == label` along a row, with one label a row. Such a mask need not be compared lane by lane:
///
/// - a sum over the row of `mask ? x : 0` is x at the label, read (and computed) once a row;
/// - a stored value that depends on the mask is computed as if the mask were false, and its element at the label again,
///   with the mask true, once a row.
///
/// The same operations on the same numbers, so the results are those of the comparison (but for the sign of a zero). What
/// can't be had at one element for a few flops, or is summed along another axis, is compared after all.
namespace typegrad {

/// The label if `x` is such a mask of this nest's rows, else 0.
template <std::size_t N>
constexpr node_id nest_values<N>::label_of(node_id x) const {
    if (row_mask_ == 0 || op_of(words[x]) != op::equal || is_load(x)) return 0;
    for (int k = 0; k < rank(); ++k)
        if ((row_mask_ >> k & 1u) != 0 && k != last_axis() && !unit_extent(space, k)) return 0;
    if ((row_mask_ >> last_axis() & 1u) == 0 || unit_extent(space, last_axis())) return 0;
    for (const bool swap : {false, true}) {
        const node_id index = swap ? b_of(words[x]) : a_of(words[x]), label = swap ? a_of(words[x]) : b_of(words[x]);
        if (is_index(index) && index_axis(index) == last_axis() && !is_full(label) && !is_constant(label)) return label;
    }
    return 0;
}

/// Does it change along a row?
template <std::size_t N>
constexpr bool nest_values<N>::is_full(node_id x) const {
    return row_mask_ != 0 && varies(shape_of(words[x]), row_mask_);
}

/// Can `x` be had at the label, once a row, with a few steps?
template <std::size_t N>
constexpr bool nest_values<N>::reachable(node_id x, node_id label, int& budget) const {
    if (!is_full(x)) return true;
    if (--budget < 0) return false;
    if (is_index(x)) return dtype_of(words[x]) == dtype_of(words[label]);
    if (is_load(x) || (buffered[x] && !depends[x])) return true;
    const word w = words[x];
    if (info(op_of(w)).kind != kind::elementwise || info(op_of(w)).cost > 2 || label_of(x) != 0) return false;
    if (op_of(w) == op::select && label_of(a_of(w)) == label) return reachable(b_of(w), label, budget);
    for (int k = 0; k < info(op_of(w)).arity; ++k)
        if (!reachable(operand_of(words, x, k), label, budget)) return false;
    return true;
}
inline constexpr int label_steps = 12;

template <std::size_t N>
constexpr bool nest_values<N>::is_zero(node_id x) const {
    return is_constant(x) && (is_floating(dtype_of(words[x])) ? __builtin_bit_cast(double, words[x + 1]) == 0 : words[x + 1] == 0);
}

/// The label of a row sum of `mask ? x : 0` with x within reach, else 0.
template <std::size_t N>
constexpr node_id nest_values<N>::picked_label(node_id v) const {
    const node_id y = a_of(words[v]);
    if (op_of(words[v]) != op::sum || !computes(y) || op_of(words[y]) != op::select || !is_zero(operand_of(words, y, 2))) return 0;
    const node_id label = label_of(a_of(words[y]));
    int budget = label_steps;
    return label != 0 && reachable(b_of(words[y]), label, budget) ? label : node_id{0};
}

/// Sets `away` for everything that depends on a mask, if only stores do and there is one label.
template <std::size_t N>
constexpr bool nest_values<N>::split_label() {
    bool live[N]{};
    for (int i = count; i-- > 0;) {
        const node_id v = order[i];
        if (!full[v] || stores(v)) live[v] = true;
        if (!live[v] || picked[v] != 0) continue;
        for (int k = 0; k < info(op_of(words[v])).arity; ++k) live[operand_of(words, v, k)] = true;
    }
    const auto elsewhere = [&](node_id x) { return away[x] != 0 ? away[x] : x; };
    for (int i = 0; i < count; ++i) {
        const node_id v = order[i];
        if (!live[v] || picked[v] != 0) continue;
        if (const node_id l = label_of(v); l != 0) {
            if (row_label != 0 && row_label != l) return join_label(), false;
            row_label = l;
            depends[v] = true;
            continue;
        }
        const word w = words[v];
        const int n = info(op_of(w)).arity;
        bool masks = false;
        for (int k = 0; k < n; ++k) {
            const node_id x = operand_of(words, v, k);
            if (!computes(x) || !depends[x]) continue;
            depends[v] = true;
            masks = masks || label_of(x) != 0;
        }
        if (!depends[v]) continue;
        const bool chooses = op_of(w) == op::select && label_of(a_of(w)) != 0 && dtype_of(w) != dtype::boolean;
        if (is_reduction(v) || (masks && !chooses)) return join_label(), false;
        if (chooses) away[v] = elsewhere(operand_of(words, v, 2));
        else if ((op_of(w) == op::subtract || op_of(w) == op::add) && is_zero(elsewhere(b_of(w)))) away[v] = elsewhere(a_of(w));
        else if (op_of(w) == op::add && is_zero(elsewhere(a_of(w)))) away[v] = elsewhere(b_of(w));
    }
    return row_label != 0;
}
template <std::size_t N>
constexpr void nest_values<N>::join_label() {
    row_label = 0;
    for (int i = 0; i < count; ++i) {
        away[order[i]] = 0;
        depends[order[i]] = false;
    }
}

/// Can every store that depends on the mask be mended at the label?
template <std::size_t N>
constexpr bool nest_values<N>::label_within_reach() const {
    for (int i = 0; i < count; ++i) {
        int budget = label_steps;
        if (depends[order[i]] && full[order[i]] && stores(order[i]) && !reachable(order[i], row_label, budget)) return false;
    }
    return true;
}

} // namespace typegrad
