// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/access.hpp>
#include <typegrad/backends/cpu/small_product.hpp>

#if !defined(TYPEGRAD_THREADED_WORK)
#define TYPEGRAD_THREADED_WORK (1 << 21)
#endif
#if !defined(TYPEGRAD_TILE_BYTES)
#define TYPEGRAD_TILE_BYTES (1 << 18)
#endif
#if !defined(TYPEGRAD_TILE_ROWS)
#define TYPEGRAD_TILE_ROWS 128
#endif

/// How groups of kernels are cut into chunks and tiles.
namespace typegrad::cpu {

/// A group whose rows need less work than this runs on one thread: about 20 µs. Work is counted in operations on numbers,
/// memory accesses among them.
inline constexpr std::int64_t threaded_work = TYPEGRAD_THREADED_WORK;
inline constexpr std::int64_t chunk_work = threaded_work / 8;
inline constexpr std::int64_t most_chunks = 64;
/// What a tile may take: a part of a core's second-level cache.
inline constexpr std::int64_t tile_bytes = TYPEGRAD_TILE_BYTES;
/// And the fewest rows it has where products walk along them.
inline constexpr std::int64_t product_rows = TYPEGRAD_TILE_ROWS;
/// Bytes of all chunks' accumulators.
inline constexpr std::int64_t chunk_bytes = std::int64_t{1} << 20;

template <class Source>
struct plan_cuts : plan_access<Source> {
    using access = plan_access<Source>;
    static constexpr const auto& tables = access::tables;
    static constexpr std::size_t buffer_count = access::buffer_count, group_count = access::group_count;
    using call = typename access::call;

    struct group_numbers { std::int16_t tile[buffer_count + 1], chunk[buffer_count + 1], partial[buffer_count + 1]; };
    static constexpr group_numbers groups_of = [] {
        group_numbers n{};
        for (std::size_t b = 0; b < buffer_count; ++b) {
            const buffer& x = tables.buffers[b].info;
            const int kernel = x.kind == buffer_kind::row_buffer ? x.index : x.local ? x.first : -1;
            n.tile[b] = static_cast<std::int16_t>(kernel < 0 ? -1 : tables.kernels[kernel].info.group);
            n.chunk[b] = n.partial[b] = -1;
        }
        for (std::size_t k = 0; k < tables.kernel_count; ++k) {
            const plan_kernel& x = tables.kernels[k].info;
            const auto group = static_cast<std::int16_t>(x.group);
            for (int i = 0; i < x.finish_count; ++i)
                if (const int b = tables.finishes[x.finish + i].accumulator; !tables.buffers[b].info.local) n.chunk[b] = group;
            if (x.group >= 0 && x.kind == kernel_kind::product && x.sums()) n.partial[tables.operands[x.operand + 2].info.buffer] = group;
        }
        return n;
    }();
    /// The group in which a buffer is a tile at a time (row buffers, local ones), in which it is an accumulator, and in which it is the sum of what a
    /// product gives for each tile, of which each chunk but the first has one of its own; -1: none.
    TYPEGRAD_HOST_INLINE static constexpr int tile_group(std::size_t b) { return groups_of.tile[b]; }
    TYPEGRAD_HOST_INLINE static constexpr int chunk_group(std::size_t b) { return groups_of.chunk[b]; }
    TYPEGRAD_HOST_INLINE static constexpr int partial_group(std::size_t b) { return groups_of.partial[b]; }

    /// Buffers of a group, and of which there is a row for each row of the group.
    struct group_facts {
        bool rows_of[buffer_count + 1]{};
        bool has_local = false;
    };
    struct all_facts { group_facts of[group_count + 1]; };
    static constexpr all_facts facts = [] {
        all_facts all;
        for (std::size_t g = 0; g < group_count; ++g)
            for (int k = tables.groups[g].info.first; k <= tables.groups[g].info.last; ++k) {
                const plan_kernel& x = tables.kernels[k].info;
                for (int i = 0; i < x.operand_count; ++i) {
                    const plan_operand& o = tables.operands[x.operand + i].info;
                    const bool local = tables.buffers[o.buffer].info.local;
                    group_facts& f = all.of[g];
                    f.has_local = f.has_local || local;
                    f.rows_of[o.buffer] = f.rows_of[o.buffer] || local || o.lead >= 0;
                }
            }
        return all;
    }();

    /// Operations for one row of a kernel, the fewest rows that keep a product efficient, and whether a BLAS computes it, which has threads of
    /// its own.
    struct row_work {
        std::int64_t operations = 0, rows = 1;
        bool blas = false;
    };
    TYPEGRAD_HOST_INLINE static constexpr row_work nest_work(const call* c, const kernel_table_entry& k) {
        std::int64_t inner = 1;
        for (int d = 0; d < k.info.dim_count; ++d)
            for (int i = d == k.info.lead_dim ? 1 : 0; i < k.factors[d]; ++i) inner *= access::value(c, k.extent[d][i]);
        return {inner * (k.info.flops + 12 * k.info.transcendental + 2 * k.info.operand_count)};
    }
    TYPEGRAD_HOST_INLINE static constexpr row_work product_work(const call* c, std::size_t kernel) {
        const plan_kernel& k = tables.kernels[kernel].info;
        const auto& labels = access::products.of[kernel];
        std::int64_t inner = 1;              // multiplications for one row
        std::int64_t extent[4]{1, 1, 1, 1};  // of rows, columns and the sum of a product, and how many there are
        const product_label* cut = nullptr;
        for (int n = 0; n < labels.count; ++n)
            if (labels.of[n].label == k.cut) cut = &labels.of[n];
            else {
                const std::int64_t size = access::value(c, labels.of[n].extent);
                inner *= size;
                extent[labels.of[n].kind] *= size;
            }
        // what has rows, p and q numbers in each, is loaded and stored; the rest stays: it has to be used often enough
        std::int64_t sizes[3]{}, count = 0;
        for (int o = 0; o < 3; ++o) {
            const std::int64_t n = extent[product_space::batch] * access::value(c, tables.groups[k.group].rows);
            if (cut->is_of(o)) sizes[count++] = n == 0 ? 1 : largest<std::int64_t>(1, access::elements(c, tables.buffers[tables.operands[k.operand + o].info.buffer].shape) / n);
        }
        const std::int64_t p = sizes[0], q = sizes[1], rows = count == 3 ? 1 : largest(product_rows, 4 * p * q / (p + q));
        if (cut->kind != product_space::batch) extent[cut->kind] *= rows;
        const bool part = !(k.bands[0].of.whole() && k.bands[1].of.whole() && k.bands[2].of.whole());
        return {inner / 2, rows, goes_to_blas(tables.operands[k.operand].info.type, extent, part)};
    }
    static constexpr bool goes_to_blas([[maybe_unused]] dtype type, [[maybe_unused]] const std::int64_t (&extent)[4], [[maybe_unused]] bool part) {
#if defined(TYPEGRAD_HAS_CBLAS)
        if (type == dtype::float32) return !small_product<xsimd::default_arch, float>::is_own(extent[0], extent[1], extent[2], part);
        if (type == dtype::float64) return !small_product<xsimd::default_arch, double>::is_own(extent[0], extent[1], extent[2], part);
#endif
        return false;
    }
    TYPEGRAD_HOST_INLINE static constexpr row_work group_work(const call* c, std::size_t g) {
        row_work sum;
        access::template each<tables.kernel_count>([&](std::size_t k) TYPEGRAD_LAMBDA {
            if (tables.kernels[k].info.group != static_cast<int>(g)) return;
            const row_work w = tables.kernels[k].info.kind == kernel_kind::nest ? nest_work(c, tables.kernels[k]) : product_work(c, k);
            sum.operations += w.operations;
            sum.rows = largest(sum.rows, w.rows);
            sum.blas = sum.blas || w.blas;
        });
        return sum;
    }

    /// Bytes of everything in the group that has a row for each of the group's.
    TYPEGRAD_HOST_INLINE static constexpr std::int64_t group_bytes(const call* c, std::size_t g) {
        std::int64_t bytes = 0;
        access::template each<buffer_count>([&](std::size_t b) TYPEGRAD_LAMBDA {
            if (facts.of[g].rows_of[b]) bytes += access::elements(c, tables.buffers[b].shape) * size_of(tables.buffers[b].info.type);
        });
        return bytes;
    }
    /// Is there so much to do that threads may share it?
    static constexpr bool is_shared_out(std::int64_t rows, const row_work& w) { return !w.blas && rows * w.operations >= threaded_work && (w.rows == 1 || rows >= 4 * w.rows); }
    /// Is there so much to do that group `g` may be cut?
    TYPEGRAD_HOST_INLINE static constexpr bool is_long(const call* c, std::size_t g) {
        if (facts.of[g].has_local && group_bytes(c, g) > 2 * tile_bytes) return true;
        return is_shared_out(access::value(c, tables.groups[g].rows), group_work(c, g));
    }
    static constexpr group_cut cut(const call* c, std::size_t g) {
        group_cut out;
        out.rows = out.chunk_rows = out.tile_rows = access::value(c, tables.groups[g].rows);
        const std::int64_t all_bytes = facts.of[g].has_local ? group_bytes(c, g) : 0;
        const row_work w = group_work(c, g);
        const bool shared_out = is_shared_out(out.rows, w);
        if (all_bytes <= 2 * tile_bytes && !shared_out) return out;
        if (shared_out) {
            std::int64_t accumulated = 0;
            for (std::size_t b = 0; b < buffer_count; ++b)
                if (chunk_group(b) == static_cast<int>(g) || partial_group(b) == static_cast<int>(g)) accumulated += 8 * access::elements(c, tables.buffers[b].shape);
            std::int64_t most = most_chunks; // a power of two: as many for each of two or four threads
            while (most > 1 && most * accumulated > chunk_bytes) most /= 2;
            out.chunks = smallest(most, w.rows == 1 ? out.rows : out.rows / (2 * w.rows), out.rows * w.operations / chunk_work);
            out.chunk_rows = rounded((out.rows + out.chunks - 1) / out.chunks, out.rows > 64 * out.chunks ? 64 : 1);
            out.chunks = (out.rows + out.chunk_rows - 1) / out.chunk_rows;
            out.tile_rows = w.rows == 1 ? out.chunk_rows : smallest(out.chunk_rows, rounded(w.rows, 16)); // so many that no BLAS is wanted
        }
        if (const std::int64_t bytes = out.rows > 0 ? all_bytes / out.rows : 0; out.chunk_rows * bytes > 2 * tile_bytes) {
            const std::int64_t rows = largest(w.rows, tile_bytes / bytes, std::int64_t{1});
            out.tile_rows = smallest(out.chunk_rows, rounded(rows, rows >= 16 ? 16 : 1));
        }
        return out;
    }
    static constexpr std::int64_t rounded(std::int64_t n, std::int64_t to) { return (n + to - 1) / to * to; }
};

} // namespace typegrad::cpu
