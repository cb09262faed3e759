// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/plan/nest_values.hpp>

/// One loop nest: its operands, loop dimensions and steps.
namespace typegrad {

template <std::size_t N>
struct nest : nest_values<N> {
    using values = nest_values<N>;
    using values::away, values::buffered, values::computes, values::count, values::first_pass, values::full, values::index_axis,
        values::is_constant, values::is_full, values::is_index, values::is_load, values::is_reduction, values::label_of, values::last_axis,
        values::level, values::mark_pass, values::operand_full, values::order, values::passes, values::picked, values::rank,
        values::rooted_in_pass, values::room, values::row_label, values::depends, values::row_mask_, values::s, values::space, values::stage, values::stores, values::unit_extent, values::words;

    nest_operand* operands = room->operands;
    int operand_count = 0;
    loop_dim dims[max_dims]{};
    int dim_count = 0, split = 0, accumulators = 0;
    int lead = -1;       ///< the axis of the space along which it can be cut into tiles, or -1
    bool folds = false;  ///< the dimension that begins with `lead` goes on where the one before it ends, as long as nothing is cut
    word* code;
    int code_size = 0, code_room;
    int body = 0;   ///< where the steps begin in `code`
    word* constants;
    int constant_count = 0;
    int transcendental = 0, flops = 0; ///< per element of the space

    // scratch of the construction
    std::uint64_t strided_slots = 0;
    std::uint16_t* slot = room->slot; ///< position of the value's step plus one, in the section being written
    node_id* placed = room->placed;   ///< the nodes that have a slot, in the order in which they got it
    int placed_count = 0;

    /// Writes its steps to `code_`, where `most` of them fit, and its constants to `constants_`.
    constexpr nest(const values& what, std::uint64_t strided, word* code_, int most, word* constants_)
        : values(what), code(code_), code_room(most), constants(constants_), strided_slots(strided) {
        list_operands();
        lead = find_lead();
        collapse();
        emit();
        forget(0);
    }

    // --- operands ---------------------------------------------------------------------------------------------------
    constexpr int find_operand(node_id value, operand_role role) const {
        for (int k = 0; k < operand_count; ++k)
            if (operands[k].value == value && operands[k].role == role) return k;
        return -1;
    }
    constexpr int add_operand(node_id value, operand_role role, dtype type) {
        const int known = find_operand(value, role);
        if (known >= 0) return known;
        if (operand_count == max_operands) throw "typegrad: a loop nest has at most 96 operands";
        nest_operand& o = operands[operand_count];
        o = {};
        o.value = value;
        o.role = role;
        o.type = type;
        const node_id shape = shape_of(words[value]);
        const int r = b_of(words[shape]), lead = rank() - r;
        for (int k = 0; k < r; ++k) {
            if (unit_extent(shape, k)) continue;
            o.axis[k + lead] = role == operand_role::lanes || role == operand_role::deposit || !s->where[value].found ? static_cast<std::int8_t>(k) : s->where[value].axis[k];
        }
        return operand_count++;
    }
    static constexpr dtype accumulator_type(dtype t) { return is_floating(t) ? dtype::float64 : dtype::int64; }

    constexpr void list_operands() {
        for (int i = 0; i < count; ++i) {
            const node_id v = order[i];
            for (int k = 0; k < info(op_of(words[v])).arity; ++k) {
                const node_id x = operand_of(words, v, k);
                if (is_load(x)) add_operand(x, operand_role::read, dtype_of(words[x]));
            }
        }
        for (int i = 0; i < count; ++i) {
            const node_id v = order[i];
            if (stores(v) || (s->row[v] && s->materialised[v])) add_operand(v, operand_role::write, dtype_of(words[v]));
            if (buffered[v]) add_operand(v, operand_role::row_buffer, dtype_of(words[v]));
            if (is_reduction(v) && !s->row[v]) {
                const bool inner_kept = !(b_of(words[v]) >> last_axis() & 1u) && operand_full(v);
                if (row_mask_ == 0 && s->one_element(v)) add_operand(v, operand_role::result, dtype_of(words[v]));
                else add_operand(v, inner_kept ? operand_role::lanes : operand_role::deposit, accumulator_type(dtype_of(words[v])));
            }
        }
    }

    // --- loop dimensions ----------------------------------------------------------------------------------------------
    constexpr bool mergeable(int k, int next) const {
        if (row_mask_ != 0 && (row_mask_ >> k & 1u) != (row_mask_ >> next & 1u)) return false;
        for (int m = 0; m < operand_count; ++m) {
            const nest_operand& o = operands[m];
            if (o.role == operand_role::row_buffer) continue;
            const int a = o.axis[k], b = o.axis[next];
            if (a < 0 && b < 0) continue;
            if (a < 0 || b < 0 || b <= a) return false;
            if (o.role == operand_role::lanes || o.role == operand_role::deposit) continue; // buffers of the nest's own shape
            const access& w = s->where[o.value];
            for (int j = a + 1; j < b; ++j)
                if (!unit_extent(shape_of(words[w.frame]), j)) return false;
            if (w.base == w.frame && is_slot(op_of(words[w.base])) && (strided_slots >> (a_of(words[w.base]) & 63) & 1u) != 0) return false;
        }
        for (int i = 0; i < count; ++i)
            for (int j = 0; j < info(op_of(words[order[i]])).arity; ++j) {
                const node_id x = operand_of(words, order[i], j);
                if (is_index(x) && !s->nest[x] && (index_axis(x) == k || index_axis(x) == next)) return false;
            }
        return true;
    }
    /// Are the slices along axis `k` computed apart from each other but for sums over them?
    constexpr bool can_lead(int k) const {
        if ((row_mask_ >> k & 1u) != 0) return false;
        for (int i = 0; i < count; ++i)
            for (int j = 0; j < info(op_of(words[order[i]])).arity; ++j) {
                const node_id x = operand_of(words, order[i], j);
                if (is_index(x) && index_axis(x) == k) return false;
            }
        return true;
    }
    constexpr int find_lead() const {
        const int k = tile_axis(words, space);
        if (k < 0 || can_lead(k)) return k;
        int first = 0;
        while (unit_extent(space, first)) ++first;
        return can_lead(first) ? first : -1;
    }
    constexpr void collapse() {
        for (int k = 0; k < rank(); ++k) {
            if (unit_extent(space, k)) continue;
            const bool goes_on = dim_count > 0 && mergeable(dims[dim_count - 1].last, k);
            if (goes_on && k == lead) folds = true;
            if (goes_on && k != lead) dims[dim_count - 1].last = static_cast<std::int8_t>(k);
            else dims[dim_count++] = {static_cast<std::int8_t>(k), static_cast<std::int8_t>(k)};
        }
        split = 0;
        if (row_mask_ != 0)
            while (split < dim_count && (row_mask_ >> dims[split].first & 1u) == 0) ++split;
        for (int m = 0; m < operand_count; ++m) {
            nest_operand& o = operands[m];
            for (int d = 0; d < dim_count; ++d)
                if (o.role == operand_role::row_buffer ? d >= split : o.axis[dims[d].last] >= 0) o.dims = static_cast<std::uint8_t>(o.dims | 1u << d);
            const bool follows = (o.dims >> (dim_count - 1) & 1u) != 0;
            o.inner = !follows ? stride_mode::repeated : stride_mode::contiguous;
            if (!follows || o.role >= operand_role::row_buffer) continue;
            const access& w = s->where[o.value];
            const int j = o.axis[dims[dim_count - 1].last];
            bool last = true; // is it the last axis of its frame that counts?
            for (int q = j + 1; q < b_of(words[shape_of(words[w.frame])]); ++q) last = last && unit_extent(shape_of(words[w.frame]), q);
            const bool any = w.base == w.frame && is_slot(op_of(words[w.base])) && (strided_slots >> (a_of(words[w.base]) & 63) & 1u) != 0;
            if (!last || any) o.inner = stride_mode::strided;
        }
    }

    // --- steps --------------------------------------------------------------------------------------------------------
    constexpr int put(word w) {
        if (code_size + 1 >= code_room) throw "typegrad: a loop nest has too many steps";
        code[code_size] = w;
        return code_size++ - body;
    }
    constexpr int put_load(dtype t, int m) {
        if (m < 0) throw "typegrad: a loop nest reads what is not in memory";
        const stride_mode mode = operands[m].inner;
        if (mode == stride_mode::repeated) return put(make_step(step_op::splat, t, static_cast<std::uint32_t>(m)));
        return put(make_mode_step(step_op::load, t, static_cast<int>(mode), static_cast<std::uint32_t>(m)));
    }
    constexpr void put_store(node_id v, operand_role role) {
        const int m = find_operand(v, role);
        put(make_mode_step(step_op::store, dtype_of(words[v]), static_cast<int>(operands[m].inner), slot[v] - 1u, static_cast<std::uint32_t>(m)));
    }
    constexpr void put_reduction(step_op how, node_id v, std::uint32_t a, std::uint32_t b = 0, std::uint32_t c = 0) {
        put(make_mode_step(how, dtype_of(words[v]), reduction_mode(op_of(words[v])), a, b, c));
    }
    constexpr void place(node_id v, std::uint32_t at) {
        if (slot[v] == 0) placed[placed_count++] = v;
        slot[v] = static_cast<std::uint16_t>(at + 1);
    }
    constexpr std::uint32_t value_of(node_id x, bool in_pass) {
        if (slot[x] != 0) return slot[x] - 1u;
        int at = 0;
        const dtype t = dtype_of(words[x]);
        if (is_constant(x)) {
            at = put(make_step(step_op::constant, t, static_cast<std::uint32_t>(constant_count)));
            constants[constant_count++] = words[x + 1];
        } else if (is_index(x)) {
            const int axis = index_axis(x);
            int d = 0;
            while (d < dim_count && dims[d].last < axis) ++d;
            at = put(make_step(d == dim_count - 1 ? step_op::inner_index : step_op::index, t, static_cast<std::uint32_t>(d)));
        } else if (buffered[x] && in_pass) at = put_load(t, find_operand(x, operand_role::row_buffer));
        else at = put_load(t, find_operand(x, operand_role::read));
        place(x, static_cast<std::uint32_t>(at));
        return static_cast<std::uint32_t>(at);
    }
    constexpr void put_elementwise(node_id v, bool in_pass) {
        const word w = words[v];
        std::uint32_t x[3]{};
        const int n = info(op_of(w)).arity;
        for (int k = 0; k < n; ++k) x[k] = value_of(operand_of(words, v, k), in_pass);
        const dtype from = dtype_of(words[operand_of(words, v, n == 3 ? 1 : 0)]);
        if (n == 1) x[1] = b_of(w);
        place(v, static_cast<std::uint32_t>(put(make_step(op_of(w), dtype_of(w), from, x[0], x[1], x[2]))));
    }
    /// The value at the row's label, once a row.
    constexpr std::uint32_t put_at(node_id x, node_id label) {
        if (!is_full(x)) return value_of(x, false);
        if (is_index(x)) return value_of(label, false);
        if (is_load(x)) return put_load_at(x, operand_role::read, label);
        if (buffered[x] && !depends[x]) return put_load_at(x, operand_role::row_buffer, label);
        const word w = words[x];
        if (op_of(w) == op::select && label_of(a_of(w)) == label) return put_at(b_of(w), label);
        std::uint32_t operand[3]{};
        const int n = info(op_of(w)).arity;
        for (int k = 0; k < n; ++k) operand[k] = put_at(operand_of(words, x, k), label);
        if (n == 1) operand[1] = b_of(w);
        return static_cast<std::uint32_t>(put(make_step(op_of(w), dtype_of(w), dtype_of(words[operand_of(words, x, n == 3 ? 1 : 0)]), operand[0], operand[1], operand[2])));
    }
    constexpr std::uint32_t put_load_at(node_id x, operand_role role, node_id label) {
        const int m = find_operand(x, role);
        const std::uint32_t at = value_of(label, false);
        return static_cast<std::uint32_t>(put(make_mode_step(step_op::load_at, dtype_of(words[x]), label_mode(operands[m].inner, dtype_of(words[label])), static_cast<std::uint32_t>(m), at)));
    }

    /// Forgets the values of a pass; those of the rows, placed before it, stay.
    constexpr void forget(int before) {
        while (placed_count > before) slot[placed[--placed_count]] = 0;
    }

    constexpr void emit() {
        const int sections = 2 * passes + 2;
        if (1 + operand_count + sections >= code_room) throw "typegrad: a loop nest has too many steps";
        code[0] = static_cast<word>(dim_count) | static_cast<word>(split) << 4 | static_cast<word>(passes) << 8 | static_cast<word>(operand_count) << 16;
        code_size = 1;
        for (int m = 0; m < operand_count; ++m) code_size++;
        const int table = code_size;
        code_size += sections;
        body = code_size;
        int section = 0;
        const auto close_section = [&] { code[table + section++] = static_cast<word>(code_size - body); };

        // before the loops: constants and scalars
        for (int i = 0; i < count; ++i)
            for (int k = 0; k < info(op_of(words[order[i]])).arity; ++k) {
                const node_id x = operand_of(words, order[i], k);
                if (is_constant(x) || (is_load(x) && operands[find_operand(x, operand_role::read)].dims == 0)) value_of(x, false);
            }
        close_section();
        for (int p = 0; p <= passes; ++p) {
            emit_row(p);
            close_section();
            if (p == passes) break;
            const int before = placed_count;
            emit_pass(p);
            close_section();
            forget(before);
        }
        for (int m = 0; m < operand_count; ++m) {
            const nest_operand& o = operands[m];
            code[1 + m] = static_cast<word>(o.type) | static_cast<word>(o.inner) << 4 | static_cast<word>(o.dims) << 8 | static_cast<word>(o.role) << 16;
        }
    }

    /// Row values of level `p`: finished reductions, what is computed from them, and their stores.
    constexpr void emit_row(int p) {
        if (row_mask_ == 0) return;
        const std::uint32_t outer = (1u << split) - 1;
        for (int i = 0; i < count; ++i) { // operands that are constant along a row
            const node_id v = order[i];
            for (int k = 0; k < info(op_of(words[v])).arity; ++k) {
                const node_id x = operand_of(words, v, k);
                if (!is_load(x) || slot[x] != 0 || p != 0) continue;
                if ((operands[find_operand(x, operand_role::read)].dims & ~outer) == 0) value_of(x, false);
            }
        }
        for (int i = 0; i < count; ++i) {
            const node_id v = order[i];
            if (picked[v] != 0) {
                if (level[v] != p) continue;
                const std::uint32_t x = put_at(b_of(words[a_of(words[v])]), picked[v]);
                place(v, static_cast<std::uint32_t>(put(make_mode_step(step_op::within, dtype_of(words[v]), label_mode(stride_mode::repeated, dtype_of(words[picked[v]])), x, value_of(picked[v], false)))));
                if (s->materialised[v] && s->stage[v] == stage) put_store(v, operand_role::write);
            } else if (s->row[v] && level[v] + 1 == p) {
                place(v, static_cast<std::uint32_t>(code_size - body));
                put_reduction(step_op::total, v, accumulate_step[accumulator_of(v)]);
                if (s->materialised[v] && s->stage[v] == stage) put_store(v, operand_role::write);
            } else if (!is_reduction(v) && !full[v] && level[v] == p) {
                put_elementwise(v, false);
                if (stores(v)) put_store(v, operand_role::write);
            } else if (is_reduction(v) && !s->row[v] && !operand_full(v) && level[v] == p) {
                const std::uint32_t x = value_of(a_of(words[v]), false);
                put_reduction(step_op::deposit, v, x, static_cast<std::uint32_t>(find_operand(v, operand_role::deposit)));
            } else if (row_label != 0 && full[v] && stores(v) && depends[v] && level[v] + 1 == p) {
                const int m = find_operand(v, operand_role::write);
                const std::uint32_t x = put_at(v, row_label);
                put(make_mode_step(step_op::store_at, dtype_of(words[v]), label_mode(operands[m].inner, dtype_of(words[row_label])), x, static_cast<std::uint32_t>(m), value_of(row_label, false)));
            }
        }
    }
    node_id accumulated[64]{};
    std::uint32_t accumulate_step[64]{};
    constexpr int accumulator_of(node_id v) {
        for (int k = 0; k < accumulators; ++k)
            if (accumulated[k] == v) return k;
        if (accumulators == 64) throw "typegrad: a loop nest has at most 64 reductions";
        accumulated[accumulators] = v;
        return accumulators++;
    }

    /// Where a reduction that is not a row's goes.
    constexpr int target_of(node_id v) const {
        const int m = find_operand(v, operand_role::result);
        return m >= 0 ? m : find_operand(v, operand_role::deposit);
    }

    constexpr void emit_pass(int p) {
        mark_pass(p);
        const bool* const here = room->here;
        for (int i = 0; i < count; ++i) {
            const node_id v = order[i];
            if (here[v] && !(buffered[v] && first_pass[v] < p)) {
                if (away[v] != 0) place(v, value_of(away[v], true));
                else {
                    put_elementwise(v, true);
                    flops += info(op_of(words[v])).cost > 0 ? 1 : 0;
                    transcendental += info(op_of(words[v])).cost == 3 ? 1 : 0;
                }
                if (buffered[v] && first_pass[v] == p) put_store(v, operand_role::row_buffer);
                if (stores(v) && level[v] == p) put_store(v, operand_role::write);
            }
            if (is_reduction(v) && rooted_in_pass(v) && level[v] == p) {
                const std::uint32_t x = value_of(a_of(words[v]), true);
                flops += 1;
                if (const int m = find_operand(v, operand_role::lanes); m >= 0) put_reduction(step_op::accumulate_lanes, v, x, static_cast<std::uint32_t>(m));
                else {
                    const int k = accumulator_of(v);
                    accumulate_step[k] = static_cast<std::uint32_t>(code_size - body);
                    put_reduction(step_op::accumulate, v, x, static_cast<std::uint32_t>(k), s->row[v] ? no_target : static_cast<std::uint32_t>(target_of(v)));
                }
            }
        }
    }
};

} // namespace typegrad
