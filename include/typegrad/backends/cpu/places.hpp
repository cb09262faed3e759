// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/cpu/cut.hpp>
#include <typegrad/backends/cpu/threads.hpp>
#include <typegrad/backends/placement.hpp>

/// Where the buffers of a plan lie in the workspace. It has three parts: what the kernels share, a tile's buffers for each
/// thread, and for each chunk its accumulators, followed by its cells for results if a group is cut. Groups run one after the
/// other and use the same places for the last two.
namespace typegrad::cpu {

/// How many tiles and chunks of it a call has, and where they begin.
struct workspace_parts {
    int threads = 1;
    std::size_t tiles_at = 0, tile = 0, chunks_at = 0, chunk = 0, total = 0;
};

template <class Source>
struct plan_places : plan_cuts<Source> {
    using cuts = plan_cuts<Source>;
    static constexpr const auto& tables = cuts::tables;
    static constexpr std::size_t buffer_count = cuts::buffer_count, group_count = cuts::group_count;
    using call = typename cuts::call;
    using places = placement<buffer_count>;

    /// In the part that kernels share.
    static constexpr bool is_shared(std::size_t b) {
        const buffer_kind k = tables.buffers[b].info.kind;
        return k != buffer_kind::slot && k != buffer_kind::output && cuts::tile_group(b) < 0 && cuts::chunk_group(b) < 0;
    }
    /// Elements of one row of a nest (of a row in each lane), or -1 where `extent` gives less for one of its factors.
    template <class Extent>
    static constexpr std::int64_t row_elements(const kernel_table_entry& k, Extent extent) {
        std::int64_t n = k.row_lanes ? static_cast<std::int64_t>(xsimd::batch<float, xsimd::default_arch>::size) : 1;
        for (int d = k.info.split; d < k.info.dim_count; ++d)
            for (int i = 0; i < k.factors[d]; ++i) {
                const std::int64_t factor = extent(k.extent[d][i]);
                n = n < 0 || factor < 0 ? -1 : n * factor;
            }
        return n;
    }
    /// Bytes that the steps of a scan work in; without a call -1 where they are not known.
    static constexpr std::int64_t step_bytes(const call* c, std::size_t b) {
        std::int64_t n = -1;
        [&]<std::size_t... K>(std::index_sequence<K...>) {
            const auto look = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
                if constexpr (tables.kernels[I].info.kind == kernel_kind::scan)
                    if (tables.buffers[b].info.index == static_cast<int>(I)) n = scan_kernel<simd, Source, I>::bytes(c);
            };
            (look(std::integral_constant<std::size_t, K>{}), ...);
        }(std::make_index_sequence<tables.kernel_count>{});
        return n;
    }
    /// Elements of a buffer if they are known when the program compiles, else -1.
    static constexpr std::int64_t known_elements(std::size_t b) {
        const buffer_table_entry& e = tables.buffers[b];
        if (e.info.kind == buffer_kind::count) return 1;
        if (e.info.kind == buffer_kind::row_buffer) return row_elements(tables.kernels[e.info.index], [](extent_code code) { return code; });
        if (e.info.kind == buffer_kind::step_memory) return step_bytes(nullptr, b);
        return e.shape.static_elements;
    }
    /// Bytes of a buffer, of local ones of a tile, with room for the lanes that a row's end overhangs.
    static constexpr std::size_t bytes(const call* c, std::size_t b, const group_cut& cut = {}) {
        const buffer_table_entry& e = tables.buffers[b];
        if (e.info.kind == buffer_kind::count) return padded_bytes(1, e.info.type);
        if (e.info.kind == buffer_kind::row_buffer) return padded_bytes(row_elements(tables.kernels[e.info.index], [&](extent_code code) { return cuts::value(c, code); }), e.info.type);
        if (e.info.kind == buffer_kind::step_memory) return padded_bytes(step_bytes(c, b), e.info.type);
        const std::int64_t n = cuts::elements(c, e.shape);
        return padded_bytes(e.info.local && cut.rows > 0 ? n / cut.rows * cut.tile_rows : n, e.info.type);
    }
    static std::size_t bytes(const call& c, std::size_t b) { return bytes(&c, b); }

    static constexpr bool alive_together(std::size_t b, std::size_t other) { return typegrad::alive_together(tables.buffers[b].info, tables.buffers[other].info); }
    /// Shared buffers of known size come first, where the compiler puts them; the others are placed behind them at the call.
    static constexpr places known_shared = [] {
        places p;
        for (std::size_t b = 0; b < buffer_count; ++b)
            if (is_shared(b) && known_elements(b) >= 0)
                p.shared = largest(p.shared, p.put(b, padded_bytes(known_elements(b), tables.buffers[b].info.type), 0, [&](std::size_t other) { return is_shared(other) && known_elements(other) >= 0 && alive_together(b, other); }));
        return p;
    }();
    struct flags { bool of[buffer_count + 1]; };
    /// Shared buffers whose size the call says.
    static constexpr flags placed_late = [] {
        flags f{};
        for (std::size_t b = 0; b < buffer_count; ++b) f.of[b] = is_shared(b) && known_elements(b) < 0;
        return f;
    }();
    template <std::size_t B>
    static constexpr flags placed_beside = [] {
        flags f{};
        for (std::size_t other = 0; other < B; ++other) f.of[other] = placed_late.of[other] && alive_together(B, other);
        return f;
    }();
    /// Results that group G reduces everything to: where a kernel writes what one tile gives, and its sum over tiles.
    struct result_cell { double total; std::int64_t int_total; std::int64_t value; std::int64_t pad[5]; };
    static constexpr bool is_result(std::size_t operand, const plan_kernel& k) {
        return k.kind == kernel_kind::nest && cuts::words_of(k).role(static_cast<int>(operand)) == operand_role::result;
    }
    static constexpr std::size_t result_count = [] {
        std::size_t n = 0;
        for (std::size_t k = 0; k < tables.kernel_count; ++k)
            for (int i = 0; i < tables.kernels[k].info.operand_count; ++i) n += tables.kernels[k].info.group >= 0 && is_result(static_cast<std::size_t>(i), tables.kernels[k].info) ? 1 : 0;
        return n;
    }();
    struct group_result {
        std::size_t buffer = 0, cell = 0; ///< the number of its cell among those of the group
        int group = -1;
        op reduction = op::sum;
        dtype type = dtype::none;
    };
    struct result_list { group_result of[result_count + 1]; };
    static constexpr result_list results = [] {
        result_list l;
        std::size_t n = 0;
        for (std::size_t k = 0; k < tables.kernel_count; ++k)
            for (int i = 0; i < tables.kernels[k].info.operand_count; ++i) {
                const plan_kernel& x = tables.kernels[k].info;
                if (x.group < 0 || !is_result(static_cast<std::size_t>(i), x)) continue;
                group_result& r = l.of[n];
                r.buffer = static_cast<std::size_t>(tables.operands[x.operand + i].info.buffer);
                r.cell = n > 0 && l.of[n - 1].group == x.group ? l.of[n - 1].cell + 1 : 0;
                r.group = x.group;
                r.reduction = op_of(Source::graph.words[tables.buffers[r.buffer].info.node]);
                r.type = tables.buffers[r.buffer].info.type;
                ++n;
            }
        return l;
    }();
    static constexpr std::size_t cells_in(int group) {
        std::size_t n = 0;
        for (std::size_t i = 0; i < result_count; ++i) n += results.of[i].group == group ? 1 : 0;
        return n;
    }

    /// The same, as one function: in place_group it would stand three times.
    [[gnu::noinline]] static constexpr std::size_t bytes_in(const call* c, std::size_t b, const group_cut& cut) { return bytes(c, b, cut); }
    static constexpr void place_group(const call* c, std::size_t g, const group_cut& cut, places& p) {
        const int group = static_cast<int>(g);
        std::size_t tile = 0, end = 0;
        for (std::size_t b = 0; b < buffer_count; ++b)
            if (cuts::tile_group(b) == group)
                tile = largest(tile, p.put(b, bytes_in(c, b, cut), 0, [&](std::size_t other) { return cuts::tile_group(other) == group && alive_together(b, other); }));
        p.tile = largest(p.tile, tile);
        for (std::size_t b = 0; b < buffer_count; ++b)
            if (cuts::chunk_group(b) == group) {
                p.size[b] = bytes_in(c, b, {});
                p.offset[b] = end;
                end += p.size[b];
            } else if (cut.chunks > 1 && cuts::partial_group(b) == group) {
                p.partial[b] = end;
                end += bytes_in(c, b, {});
            }
        p.accumulators = largest(p.accumulators, end);
        p.cells = largest(p.cells, cells_in(group) * sizeof(result_cell));
    }
    /// Are all places known when the program compiles?
    static constexpr bool static_places = [] {
        if (tables.dim_count == 0) return true;
        for (std::size_t b = 0; b < buffer_count; ++b) // those of each chunk depend on how many there are
            if (cuts::partial_group(b) >= 0) return false;
            else if (const buffer_kind k = tables.buffers[b].info.kind; k != buffer_kind::slot && k != buffer_kind::output && (tables.buffers[b].info.local || known_elements(b) < 0)) return false;
        return true;
    }();
    static constexpr places place_static() {
        places p = known_shared;
        for (std::size_t g = 0; g < group_count; ++g) place_group(nullptr, g, tables.dim_count == 0 ? cuts::cut(nullptr, g) : group_cut{}, p);
        return p;
    }
    /// Can it be that a call of this plan has a group to cut?
    static constexpr bool may_be_long = [] {
        if (tables.dim_count != 0) return group_count > 0;
        for (std::size_t g = 0; g < group_count; ++g)
            if (cuts::is_long(nullptr, g)) return true;
        return false;
    }();
    /// May any group of the call be cut?
    static TYPEGRAD_HOST_INLINE bool is_long(const call& c) {
        bool any = false;
        unrolled<group_count>([&](std::size_t g) TYPEGRAD_LAMBDA { any = any || cuts::is_long(&c, g); });
        return any;
    }
    static void cut_groups(call& c) {
        for (std::size_t g = 0; g < group_count; ++g) {
            c.cut[g] = cuts::cut(&c, g);
            c.dims[static_cast<std::size_t>(tables.dim_count) + g] = c.cut[g].rows;
        }
    }
    /// The places of a call whose groups have been cut.
    static TYPEGRAD_HOST_INLINE decltype(auto) place([[maybe_unused]] const call& c) {
        if constexpr (static_places) {
            static constexpr places known = place_static();
            return (known);
        } else {
            places p = known_shared;
            const auto put = [&](std::size_t b, const auto& beside) { p.shared = largest(p.shared, p.put(b, bytes(&c, b), known_shared.shared, beside)); };
            if constexpr (cuts::from_tables) {
                for (std::size_t b = 0; b < buffer_count; ++b)
                    if (placed_late.of[b]) put(b, [b](std::size_t other) { return placed_late.of[other] && alive_together(b, other); });
            } else
                unrolled<buffer_count>([&](auto b) TYPEGRAD_LAMBDA {
                    if constexpr (placed_late.of[b]) put(b, [beside = placed_beside<b>.of](std::size_t other) { return beside[other]; });
                });
            for (std::size_t g = 0; g < group_count; ++g) place_group(&c, g, c.cut[g], p);
            return p;
        }
    }
    /// Bytes of a call that cuts nothing, where all places are known when the program compiles.
    static constexpr std::size_t static_bytes() {
        const places p = place_static();
        return p.shared + p.tile + p.accumulators;
    }
    template <bool Cut>
    static TYPEGRAD_HOST_INLINE workspace_parts parts_of([[maybe_unused]] const call& c, const places& p) {
        workspace_parts w;
        w.tiles_at = p.shared;
        w.tile = p.tile;
        w.chunk = p.accumulators + (Cut ? p.cells : 0);
        std::int64_t chunks = 1;
        if constexpr (Cut) {
            for (std::size_t g = 0; g < group_count; ++g) chunks = largest(chunks, c.cut[g].chunks);
            w.threads = thread_count(chunks);
        }
        w.chunks_at = w.tiles_at + w.tile * static_cast<std::size_t>(w.threads);
        w.total = w.chunks_at + w.chunk * static_cast<std::size_t>(chunks);
        return w;
    }
};

} // namespace typegrad::cpu
