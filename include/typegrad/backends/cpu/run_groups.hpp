// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstring>
#include <typegrad/backends/cpu/places.hpp>
#include <typegrad/backends/cpu/totals.hpp>

/// What happens around the kernels of a group: accumulators begin and are finished, chunks and tiles follow one another. It reads the
/// plan's tables, so there is one such code for all groups.
namespace typegrad::cpu {

/// Calls `f` with each accumulator of a kernel that is finished with its tile (`tiled`) or with its group, and how many pieces of how many
/// elements it has: those of a tile lie apart in what holds all rows.
template <class F>
TYPEGRAD_HOST_INLINE void each_accumulator(const table_call& c, const plan_kernel& k, bool tiled, const F& f) {
    for (int i = 0; i < k.finish_count; ++i) {
        const finish_record& r = c.finishes[k.finish + i];
        const buffer_table_entry& b = c.buffers[r.accumulator];
        if (b.info.local != tiled) continue;
        if (tiled) f(r, c.elements(b.shape, 0, r.lead), c.tile_rows[k.group] * c.elements(b.shape, r.lead + 1, b.shape.rank));
        else f(r, std::int64_t{1}, c.elements(b.shape, 0, b.shape.rank));
    }
}
template <class Totals>
[[gnu::noinline]] void start_accumulators(const table_call& c, const plan_kernel& k, bool tiled) {
    each_accumulator(c, k, tiled, [&](const finish_record& r, std::int64_t pieces, std::int64_t n) {
        Totals::start(c.buffers[r.accumulator].info.identity, c.buffers[r.result].info.type, c.memory[r.accumulator], pieces * n);
    });
}
template <class Totals>
[[gnu::noinline]] void finish_accumulators(const table_call& c, const plan_kernel& k, bool tiled) {
    each_accumulator(c, k, tiled, [&](const finish_record& r, std::int64_t pieces, std::int64_t n) {
        const buffer_table_entry& b = c.buffers[r.result];
        std::int64_t pitch = n, begin = 0;
        if (tiled && !b.info.local) {
            pitch = c.elements(b.shape, r.lead, b.shape.rank);
            begin = c.begin * c.elements(b.shape, r.lead + 1, b.shape.rank);
        }
        const std::int64_t total = size_of(c.buffers[r.accumulator].info.type), element = size_of(b.info.type);
        for (std::int64_t p = 0; p < pieces; ++p)
            Totals::finish(b.info.type, static_cast<const std::byte*>(c.memory[r.accumulator]) + p * n * total, static_cast<std::byte*>(c.memory[r.result]) + (begin + p * pitch) * element, n);
    });
}

template <class Source>
struct plan_groups : plan_places<Source> {
    using base = plan_places<Source>;
    static constexpr const auto& tables = base::tables;
    static constexpr std::size_t buffer_count = base::buffer_count, group_count = base::group_count;
    using typename base::call, typename base::places, typename base::result_cell, typename base::group_result;
    /// Runs a kernel of the plan.
    using runner = void (*)(const call&, std::size_t kernel);
    /// What becomes of accumulators, and of what groups reduce everything to.
    using all_totals = totals<[] {
        total_set s;
        for (std::size_t k = 0; k < tables.kernel_count; ++k)
            for (int i = 0; i < tables.kernels[k].info.finish_count; ++i) {
                const finish_record& r = tables.finishes[tables.kernels[k].info.finish + i];
                s.add(tables.buffers[r.accumulator].info.identity, tables.buffers[r.result].info.type);
            }
        for (std::size_t i = 0; i < base::result_count; ++i) s.add(base::results.of[i].reduction, base::results.of[i].type);
        return s;
    }()>;
    static constexpr bool accumulates = [] {
        for (std::size_t k = 0; k < tables.kernel_count; ++k)
            if (tables.kernels[k].info.finish_count > 0) return true;
        return false;
    }();
    /// What comes before a kernel and behind it, of accumulators that live as long as its tile or its group.
    TYPEGRAD_HOST_INLINE static void begin([[maybe_unused]] const table_call& c, [[maybe_unused]] const plan_kernel& k, [[maybe_unused]] bool tiled) {
        if constexpr (accumulates)
            if (k.finish_count > 0) start_accumulators<all_totals>(c, k, tiled);
    }
    TYPEGRAD_HOST_INLINE static void finish([[maybe_unused]] const table_call& c, [[maybe_unused]] const plan_kernel& k, [[maybe_unused]] bool tiled) {
        if constexpr (accumulates)
            if (k.finish_count > 0) finish_accumulators<all_totals>(c, k, tiled);
    }
    /// Of products that are summed over tiles.
    using all_sums = totals<[] {
        total_set s;
        for (std::size_t b = 0; b < buffer_count; ++b)
            if (base::partial_group(b) >= 0) s.add(tables.buffers[b].info.type);
        return s;
    }()>;

    /// The total in a cell of a result of this type.
    static void* total_in(result_cell& cell, dtype type) { return is_floating(type) ? static_cast<void*>(&cell.total) : static_cast<void*>(&cell.int_total); }
    static result_cell* cells_of(const places& p, std::byte* chunk) { return reinterpret_cast<result_cell*>(chunk + p.accumulators); }
    /// Calls `f` with each number that group `g` reduces everything to.
    template <class F>
    TYPEGRAD_HOST_INLINE static void each_result(std::size_t g, const F& f) {
        for (std::size_t i = 0; i < base::result_count; ++i)
            if (is_of(base::results.of[i].group, g)) f(base::results.of[i]);
    }
    template <class F>
    TYPEGRAD_HOST_INLINE static void each_kernel(std::size_t g, const F& f) {
        for (int k = tables.groups[g].info.first; k <= tables.groups[g].info.last; ++k) f(static_cast<std::size_t>(k));
    }
    static bool is_of(int group, std::size_t g) { return group == static_cast<int>(g); }

    /// What chunk `from` has summed is joined to what chunk 0 has. Products of that one go where the results are.
    static void join_chunk(const call& c, std::size_t g, const places& p, std::byte* first, std::byte* from) {
        each_kernel(g, [&](std::size_t k) {
            each_accumulator(base::by_tables(c), tables.kernels[k].info, false, [&](const finish_record& r, std::int64_t, std::int64_t n) {
                const std::size_t b = static_cast<std::size_t>(r.accumulator);
                all_totals::join(tables.buffers[b].info.identity, tables.buffers[b].info.type, first + p.offset[b], from + p.offset[b], n);
            });
        });
        for (std::size_t b = 0; b < buffer_count; ++b)
            if (is_of(base::partial_group(b), g)) all_sums::add_elements(tables.buffers[b].info.type, c.buffers[b], from + p.partial[b], base::elements(c, tables.buffers[b].shape));
        each_result(g, [&](const group_result& r) {
            all_totals::join(r.reduction, r.type, total_in(cells_of(p, first)[r.cell], r.type), total_in(cells_of(p, from)[r.cell], r.type), 1);
        });
    }
    /// Chunk by chunk, each tile by tile.
    static void run_cut(const call& c, std::size_t g, const places& p, const workspace_parts& w, std::byte* memory, const runner* run) {
        const group_cut cut = c.cut[g];
        std::byte *const tiles = memory + w.tiles_at, *const chunks = memory + w.chunks_at;
        each_task(cut.chunks, w.threads, [&](std::int64_t chunk, int thread) {
            call mine = c;
            std::byte *const tile = tiles + static_cast<std::size_t>(thread) * w.tile, *const own = chunks + static_cast<std::size_t>(chunk) * w.chunk;
            result_cell* const cells = cells_of(p, own);
            for (std::size_t b = 0; b < buffer_count; ++b) {
                if (is_of(base::tile_group(b), g)) mine.buffers[b] = tile + p.offset[b];
                if (is_of(base::chunk_group(b), g)) mine.buffers[b] = own + p.offset[b];
                if (chunk > 0 && is_of(base::partial_group(b), g)) {
                    mine.buffers[b] = own + p.partial[b];
                    std::memset(mine.buffers[b], 0, base::bytes(c, b)); // products leave out what nobody reads
                }
            }
            each_kernel(g, [&](std::size_t k) { begin(base::by_tables(mine), tables.kernels[k].info, false); });
            each_result(g, [&](const group_result& r) {
                mine.buffers[r.buffer] = &cells[r.cell].value;
                all_totals::start(r.reduction, r.type, total_in(cells[r.cell], r.type), 1);
            });
            const std::int64_t end = smallest(cut.rows, (chunk + 1) * cut.chunk_rows);
            mine.begin = chunk * cut.chunk_rows;
            do { // once for no rows, too: products then write zeros
                mine.dims[static_cast<std::size_t>(tables.dim_count) + g] = smallest(cut.tile_rows, end - mine.begin);
                mine.first_tile = mine.begin == chunk * cut.chunk_rows;
                each_kernel(g, [&](std::size_t k) { run[k](mine, k); });
                each_result(g, [&](const group_result& r) { all_totals::join_value(r.reduction, r.type, total_in(cells[r.cell], r.type), mine.buffers[r.buffer]); });
            } while ((mine.begin += cut.tile_rows) < end);
        });
        for (std::int64_t chunk = 1; chunk < cut.chunks; ++chunk) join_chunk(c, g, p, chunks, chunks + static_cast<std::size_t>(chunk) * w.chunk);
        each_kernel(g, [&](std::size_t k) { finish(base::by_tables(c), tables.kernels[k].info, false); });
        each_result(g, [&](const group_result& r) { all_totals::finish(r.type, total_in(cells_of(p, chunks)[r.cell], r.type), c.buffers[r.buffer], 1); });
    }
};

} // namespace typegrad::cpu
