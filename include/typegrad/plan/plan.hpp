// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/loop.hpp>
#include <typegrad/plan/groups.hpp>

/// The plan of a program: buffers, and kernels in the order they run.
namespace typegrad {

template <std::size_t N, std::size_t Roots, std::size_t Kernels = N + 16>
struct planner {
    using plan_type = program_plan<N, Roots, Kernels>;
    static constexpr int max_buffers = plan_type::max_buffers, max_kernels = plan_type::max_kernels;
    plan_type plan;
    const word* words;
    std::uint32_t size;
    const node_id* roots;
    std::uint64_t strided;
    const schedule<N>& s;
    band_analysis<N> bands;
    node_id nest_nodes[N]{};   ///< what is computed in nests
    node_id scalar_nodes[N]{}; ///< in scalar code
    node_id whole_nodes[N]{};  ///< products and scans
    int nest_count = 0, scalar_count = 0, whole_count = 0;
    nest_room<N> room{};

    constexpr planner(const schedule<N>& scheduled, const word* words_, std::uint32_t size_, const node_id* roots_, std::uint64_t strided_, std::size_t reusable = Roots)
        : words(words_), size(size_), roots(roots_), strided(strided_), s(scheduled), bands(words_, size_, roots_, Roots) {
        for (std::size_t k = 0; k < Roots; ++k) plan.output[k] = add_buffer(buffer_kind::output, s.stored_root(roots[k]), static_cast<int>(k));
        for (std::uint32_t p = 0; p < size; p += 1 + static_cast<std::uint32_t>(payload_of(words[p]))) {
            const node_id v = static_cast<node_id>(p);
            const op code = op_of(words[p]);
            if (s.nest[p]) nest_nodes[nest_count++] = v;
            else if (info(code).kind != kind::structure && computed_scalar(v)) scalar_nodes[scalar_count++] = v;
            else if (code == op::einsum || code == op::scan) whole_nodes[whole_count++] = v;
        }
        for (std::uint16_t t = 0; t < s.stages; ++t) {
            plan_scalars(t);
            plan_products(t);
            plan_nests(t);
        }
        grouping<plan_type>(plan, words);
        lifetimes();
        reuse_outputs(reusable);
    }

    constexpr int add_buffer(buffer_kind kind, node_id node, int index = 0) {
        if (plan.buffer_count == max_buffers) throw "typegrad: the program needs more buffers than one of its size may have";
        buffer& b = plan.buffers[plan.buffer_count];
        b.kind = kind;
        b.type = dtype_of(words[node]);
        b.node = node;
        b.index = index;
        if (kind != buffer_kind::accumulator && kind != buffer_kind::row_buffer) plan.buffer_of[node] = static_cast<std::int16_t>(plan.buffer_count + 1);
        return plan.buffer_count++;
    }
    constexpr int buffer_for(node_id base) {
        if (plan.buffer_of[base] != 0) return plan.buffer_of[base] - 1;
        switch (op_of(words[base])) {
        case op::parameter: return add_buffer(buffer_kind::parameter, base, a_of(words[base]));
        case op::count: return add_buffer(buffer_kind::count, base);
        case op::input:
        case op::variable:
        case op::argument: return add_buffer(buffer_kind::slot, base, a_of(words[base]));
        default: return add_buffer(buffer_kind::temporary, base);
        }
    }
    /// The node that holds a scalar's value: behind reshapes of computed scalars.
    constexpr node_id scalar_source(node_id x) const {
        while (s.scalar[x] && op_of(words[x]) == op::reshape) x = a_of(words[x]);
        return x;
    }
    constexpr plan_operand& new_operand() {
        if (plan.operand_count == plan_type::max_operands) throw "typegrad: the program's kernels have more operands than those of one of its size may have";
        return plan.operands[plan.operand_count++];
    }
    constexpr plan_operand make_operand(node_id value) {
        value = scalar_source(value);
        const access w = s.where[value].found ? s.where[value] : direct_access(words, value);
        plan_operand o;
        o.buffer = buffer_for(w.base);
        o.type = dtype_of(words[value]);
        o.frame = w.frame;
        for (int k = 0; k < max_rank; ++k) o.axis[k] = w.axis[k];
        for (int k = 0; k < max_rank; ++k) o.fixed[k] = w.fixed[k];
        return o;
    }
    constexpr void add_operand(node_id value) {
        const plan_operand o = make_operand(value);
        new_operand() = o;
    }
    constexpr int put(word w) {
        if (plan.code_size == static_cast<int>(plan.code_capacity)) throw "typegrad: the program has too many steps";
        plan.code[plan.code_size] = w;
        return plan.code_size++;
    }

    // --- scalar code ---------------------------------------------------------------------------------------------
    constexpr bool computed_scalar(node_id v) const { return s.scalar[v] && op_of(words[v]) != op::reshape; }

    constexpr bool used_elsewhere(node_id v, std::uint16_t t) const {
        if (plan.buffer_of[v] != 0 || s.where[v].found) return true;
        for (std::uint32_t p = v; p < size; p += 1 + static_cast<std::uint32_t>(payload_of(words[p]))) {
            const kind kd = info(op_of(words[p])).kind;
            if (kd == kind::structure || kd == kind::leaf) continue;
            const int n = arity_of(words[p]);
            for (int k = 0; k < n; ++k)
                if (scalar_source(operand_of(words, p, k)) == v && !(s.scalar[p] && s.stage[p] == t && op_of(words[p]) != op::reshape)) {
                    if (op_of(words[p]) == op::reshape && s.scalar[p] && !used_elsewhere(static_cast<node_id>(p), t)) continue;
                    return true;
                }
        }
        return false;
    }

    constexpr void plan_scalars(std::uint16_t t) {
        int first = 0;
        while (first < scalar_count && s.stage[scalar_nodes[first]] != t) ++first;
        if (first == scalar_count) return;
        plan_kernel k;
        k.kind = kernel_kind::scalar;
        k.stage = t;
        k.code = plan.code_size;
        k.constant = plan.constant_count;
        k.operand = plan.operand_count;
        std::uint16_t* const slot = room.slot;
        node_id *const operand_value = room.placed, *const placed = room.order;
        int placed_count = 0;
        const auto place = [&](node_id x, int at) {
            slot[x] = static_cast<std::uint16_t>(at - k.code + 1);
            placed[placed_count++] = x;
        };
        const auto operand = [&](node_id x) {
            const int known = plan.operand_count - k.operand;
            for (int j = 0; j < known; ++j)
                if (operand_value[j] == x) return j;
            operand_value[known] = x;
            add_operand(x);
            return known;
        };
        for (int i = first; i < scalar_count; ++i) {
            const node_id v = scalar_nodes[i];
            if (s.stage[v] != t) continue;
            const word w = words[v];
            const int arity = info(op_of(w)).arity;
            std::uint32_t x[3]{};
            for (int j = 0; j < arity; ++j) {
                const node_id y = scalar_source(operand_of(words, v, j));
                if (slot[y] == 0) {
                    int at = 0;
                    if (op_of(words[y]) == op::constant) {
                        at = put(make_step(step_op::constant, dtype_of(words[y]), static_cast<std::uint32_t>(plan.constant_count - k.constant)));
                        plan.constants[plan.constant_count++] = words[y + 1];
                    } else at = put(make_step(step_op::load, dtype_of(words[y]), static_cast<std::uint32_t>(operand(y))));
                    place(y, at);
                }
                x[j] = slot[y] - 1u;
            }
            if (arity == 1) x[1] = b_of(w);
            const dtype from = dtype_of(words[operand_of(words, v, arity == 3 ? 1 : 0)]);
            place(v, put(make_step(op_of(w), dtype_of(w), from, x[0], x[1], x[2])));
            if (used_elsewhere(v, t)) put(make_step(step_op::store, dtype_of(w), slot[v] - 1u, static_cast<std::uint32_t>(operand(v))));
        }
        while (placed_count > 0) slot[placed[--placed_count]] = 0;
        finish_kernel(k);
    }
    constexpr void finish_kernel(plan_kernel& k) {
        k.code_size = plan.code_size - k.code;
        k.constant_count = plan.constant_count - k.constant;
        k.operand_count = plan.operand_count - k.operand;
        plan.kernels[plan.kernel_count++] = k;
    }

    // --- products ------------------------------------------------------------------------------------------------
    constexpr void plan_products(std::uint16_t t) {
        for (int i = 0; i < whole_count; ++i) {
            const node_id p = whole_nodes[i];
            if (s.stage[p] != t) continue;
            if (op_of(words[p]) == op::scan) plan_scan(p, t);
            else plan_product(p, t);
        }
    }
    constexpr void plan_product(node_id product, std::uint16_t t) {
        plan_kernel k;
        k.kind = kernel_kind::product;
        k.stage = t;
        k.node = product;
        k.code = plan.code_size;
        k.constant = plan.constant_count;
        k.operand = plan.operand_count;
        for (const node_id x : {a_of(words[product]), b_of(words[product]), product}) add_operand(x);
        for (int o = 0; o < 3; ++o) k.bands[o] = bands.of_operand(product, o);
        finish_kernel(k);
    }

    constexpr void plan_scan(node_id scan, std::uint16_t t) {
        plan_kernel k;
        k.kind = kernel_kind::scan;
        k.stage = t;
        k.node = scan;
        k.code = plan.code_size;
        k.constant = plan.constant_count;
        k.operand = plan.operand_count;
        const loop_node l = read_loop(words, scan);
        k.arguments = l.count;
        for (int i = 0; i < l.count; ++i) add_operand(l.argument[i]);
        for (std::uint32_t p = scan; p < size; p += 1 + static_cast<std::uint32_t>(payload_of(words[p])))
            if (op_of(words[p]) == op::scan_result && a_of(words[p]) == scan) add_operand(static_cast<node_id>(p));
        const int memory = add_buffer(buffer_kind::step_memory, scan, plan.kernel_count);
        plan.buffers[memory].type = dtype::boolean;
        plan_operand& o = new_operand();
        o.buffer = memory;
        o.type = dtype::boolean;
        o.frame = scan;
        finish_kernel(k);
    }

    // --- nests ---------------------------------------------------------------------------------------------------
    constexpr void plan_nests(std::uint16_t t) {
        struct range { node_id space; int first, last; };
        range spaces[max_kernels]{};
        int n = 0;
        for (int i = 0; i < nest_count; ++i) {
            const node_id p = nest_nodes[i];
            if (!s.materialised[p] || s.stage[p] != t) continue;
            int k = 0;
            while (k < n && spaces[k].space != s.home[p]) ++k;
            if (k == n) spaces[n++] = {s.home[p], i, i};
            spaces[k].last = i;
        }
        for (int k = 0; k < n; ++k) plan_nest(nest_values<N>(room, s, nest_nodes, spaces[k].first, spaces[k].last, spaces[k].space, t));
    }
    constexpr void plan_nest(nest_values<N>&& values) {
        const node_id space = values.space;
        const std::uint16_t t = values.stage;
        const nest<N> m(values, strided, plan.code + plan.code_size, static_cast<int>(plan.code_capacity) - plan.code_size, plan.constants + plan.constant_count);
        plan_kernel k;
        k.kind = kernel_kind::nest;
        k.stage = t;
        k.node = space;
        k.code = plan.code_size;
        k.operand = plan.operand_count;
        k.dim_count = m.dim_count;
        k.split = m.split;
        k.passes = m.passes;
        k.flops = m.flops;
        k.transcendental = m.transcendental;
        const int lead = m.lead;
        if (lead >= 0) k.lead = operand_of(words, space, lead);
        k.folds = m.folds;
        for (int d = 0; d < m.dim_count; ++d) {
            k.dims[d] = m.dims[d];
            if (m.dims[d].first == lead) k.lead_dim = d;
        }
        plan.code_size += m.code_size;
        k.constant = plan.constant_count;
        plan.constant_count += m.constant_count;
        k.finish = plan.finish_count;
        for (int i = 0; i < m.operand_count; ++i) {
            const nest_operand& from = m.operands[i];
            plan_operand o;
            switch (from.role) {
            case operand_role::read:
            case operand_role::write:
            case operand_role::result: o = make_operand(from.value); break;
            case operand_role::row_buffer:
                o.buffer = add_buffer(buffer_kind::row_buffer, from.value, plan.kernel_count);
                o.frame = from.value;
                o.row_buffer = true;
                break;
            default: {
                o.buffer = add_buffer(buffer_kind::accumulator, from.value);
                plan.buffers[o.buffer].type = from.type;
                plan.buffers[o.buffer].identity = op_of(words[from.value]);
                o.frame = from.value;
                plan.finishes[plan.finish_count++] = {o.buffer, buffer_for(from.value), lead >= 0 ? from.axis[lead] : std::int8_t{-1}};
                ++k.finish_count;
            }
            }
            o.type = from.type;
            if (lead >= 0 && !o.row_buffer) o.lead = from.axis[lead];
            for (int d = 0; d < max_rank; ++d) o.axis[d] = -1;
            for (int d = 0; d < m.dim_count; ++d)
                if ((from.dims >> d & 1) != 0) o.axis[d] = from.axis[m.dims[d].last];
            new_operand() = o;
        }
        finish_kernel(k);
        values.leave();
    }
    /// Kernels between which each buffer is alive.
    constexpr void lifetimes() {
        bool met[max_buffers]{};
        const auto touch = [&](int b, int k) {
            buffer& x = plan.buffers[b];
            if (!met[b]) x.first = static_cast<std::uint16_t>(k);
            x.last = static_cast<std::uint16_t>(k);
            met[b] = true;
        };
        for (int k = 0; k < plan.kernel_count; ++k) {
            const plan_kernel& x = plan.kernels[k];
            for (int i = 0; i < x.operand_count; ++i) touch(plan.operands[x.operand + i].buffer, k);
            for (int i = 0; i < x.finish_count; ++i) {
                touch(plan.finishes[x.finish + i].accumulator, k);
                touch(plan.finishes[x.finish + i].result, k);
            }
        }
        // what is more than one tile of it is there as long as its group runs
        for (int b = 0; b < plan.buffer_count; ++b) {
            buffer& x = plan.buffers[b];
            if (x.local || !met[b]) continue;
            if (const int g = plan.kernels[x.first].group; g >= 0) x.first = static_cast<std::uint16_t>(plan.groups[g].first);
            if (const int g = plan.kernels[x.last].group; g >= 0) x.last = static_cast<std::uint16_t>(plan.groups[g].last);
        }
    }

    /// Does kernel `k` read buffer `from` and write `to` element by element in the same order?
    constexpr bool in_step(const plan_kernel& k, int from, int to) const {
        int r = -1, w = -1;
        for (int i = 0; i < k.operand_count; ++i) {
            const int b = plan.operands[k.operand + i].buffer;
            if (b == from && r >= 0) return false;
            if (b == from) r = i;
            if (b == to) w = i;
        }
        return r >= 0 && w >= 0 && operands_in_step(plan, k, r, w) && shape_of(words[plan.operands[k.operand + r].frame]) == shape_of(words[plan.operands[k.operand + w].frame]);
    }
    /// An intermediate of an output's shape and type that is dead when the output is written lives in the output's memory.
    constexpr void reuse_outputs(std::size_t reusable) {
        bool taken[max_buffers]{};
        for (int t = 0; t < plan.buffer_count; ++t) {
            buffer& x = plan.buffers[t];
            if (x.kind != buffer_kind::temporary || x.local || s.scalar[x.node]) continue;
            for (int o = 0; o < plan.buffer_count; ++o) {
                const buffer& y = plan.buffers[o];
                if (y.kind != buffer_kind::output || static_cast<std::size_t>(y.index) >= reusable || taken[o] || y.type != x.type || shape_of(words[y.node]) != shape_of(words[x.node]) || y.first < x.last) continue;
                if (y.first == x.last && !in_step(plan.kernels[x.last], t, o)) continue;
                taken[o] = true;
                x.kind = buffer_kind::output;
                x.index = y.index;
                break;
            }
        }
    }
};

} // namespace typegrad
