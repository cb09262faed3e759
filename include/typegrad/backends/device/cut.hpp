// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/access.hpp>
#include <typegrad/backends/device/team.hpp>
#include <typegrad/backends/placement.hpp>

/// How nests are cut into chunks, and what each chunk has of its own.
namespace typegrad::device {

/// `System` says how work is split.
template <class System, class Source>
struct nest_cuts : plan_access<Source> {
    using base = plan_access<Source>;
    static constexpr const auto& tables = base::tables;
    using typename base::call;

    static constexpr operand_role role_of(const plan_kernel& k, int operand) { return base::words_of(k).role(operand); }
    static constexpr unsigned dims_of(const plan_kernel& k, int operand) { return base::words_of(k).follows(operand); }
    /// Group tiles have no extents of their own here.
    static constexpr std::int64_t value(const call* c, extent_code e) {
        if (e < 0 && ~e >= tables.dim_count) e = tables.groups[~e - tables.dim_count].rows;
        return base::value(c, e);
    }
    static std::int64_t value(const call& c, extent_code e) { return value(&c, e); }
    template <extent_code E>
    static std::int64_t value(const call& c) { return value(&c, E); }
    static constexpr std::int64_t extent_of(const call* c, const kernel_table_entry& k, int d) {
        std::int64_t n = 1;
        for (int i = 0; i < k.factors[d]; ++i) n *= value(c, k.extent[d][i]);
        return n;
    }
    /// Elements along the dimensions that an operand of a nest follows.
    static constexpr std::int64_t followed(const call* c, const kernel_table_entry& k, int operand) {
        std::int64_t n = 1;
        for (int d = 0; d < k.info.dim_count; ++d)
            if ((dims_of(k.info, operand) >> d & 1u) != 0) n *= extent_of(c, k, d);
        return n;
    }
    static constexpr bool is_accumulator(operand_role r) { return r == operand_role::result || r == operand_role::lanes || r == operand_role::deposit; }
    /// Has each chunk one of its own? Not of sums that lie apart for each chunk anyway.
    static constexpr bool is_copied(const plan_kernel& k, int operand, const work_split& s) {
        return s.chunks > 1 && (role_of(k, operand) == operand_role::row_buffer || (dims_of(k, operand) >> s.cut & 1u) == 0);
    }
    /// The longest dimension is cut: of rows, one that does not run along them.
    static constexpr work_split split_of(const call* c, const kernel_table_entry& k, std::int64_t width) {
        const int last = k.info.split > 0 ? k.info.split : k.info.dim_count, inner = k.info.dim_count - 1;
        work_split s;
        work_size w;
        std::int64_t all = 1;
        for (int d = 0; d < k.info.dim_count; ++d) {
            all *= extent_of(c, k, d);
            if (d < last && extent_of(c, k, d) > extent_of(c, k, s.cut)) s.cut = d;
        }
        w.indices = extent_of(c, k, s.cut);
        w.inner = (extent_of(c, k, inner) + width - 1) / width;
        w.vectors = w.indices > 0 ? (all / w.indices + width - 1) / width : 0;
        w.inner_cut = s.cut == inner;
        for (int m = 0; m < k.info.operand_count; ++m)
            if (const operand_role r = role_of(k.info, m); r == operand_role::row_buffer) w.row_bytes += scratch_bytes(c, k, m);
            else if (is_accumulator(r) && (dims_of(k.info, m) >> s.cut & 1u) == 0) w.bytes += 8 * followed(c, k, m);
        const int cut = s.cut;
        s = System::split(w);
        s.cut = cut;
        return s;
    }
    /// Vectors begin at multiples of 16 bytes, whatever is before them.
    static constexpr std::int64_t scratch_bytes(const call* c, const kernel_table_entry& k, int operand) {
        return (followed(c, k, operand) * size_of(tables.operands[k.info.operand + operand].info.type) + 15) / 16 * 16;
    }
    /// Calls `f` with each accumulator and row buffer of a nest: its operand, where it begins among them, elements of one copy and copies; none of what begins
    /// there in scratch memory. Returns the bytes of all copies.
    template <class F>
    static constexpr std::size_t each_copied(const call* c, const kernel_table_entry& k, const work_split& s, const F& f) {
        std::size_t at = 0, scratch = 0;
        for (int m = 0; m < k.info.operand_count; ++m) {
            const operand_role r = role_of(k.info, m);
            if (!is_accumulator(r) && r != operand_role::row_buffer) continue;
            if (r == operand_role::row_buffer && s.scratch > 0) {
                f(m, scratch, followed(c, k, m), 0);
                scratch += static_cast<std::size_t>(scratch_bytes(c, k, m));
                continue;
            }
            const std::int64_t copies = is_copied(k.info, m, s) ? s.chunks : 1;
            const std::int64_t elements = r == operand_role::result ? 1 : (followed(c, k, m) + 15) / 16 * 16; // vectors begin at multiples of 16 bytes
            f(m, at, elements, copies);
            at += padded_bytes(elements * copies, r == operand_role::row_buffer ? tables.operands[k.info.operand + m].info.type : dtype::float64);
        }
        return at;
    }
};

} // namespace typegrad::device
