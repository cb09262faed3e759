// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <typegrad/backends/cpu/access.hpp>
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

    template <std::size_t G>
    static constexpr kernel_group group = tables.groups[G].info;

    /// The group in which a buffer is a tile at a time (row buffers, local ones), and in which it is an accumulator; -1: none.
    static constexpr int tile_group(std::size_t b) {
        const buffer& x = tables.buffers[b].info;
        if (x.kind == buffer_kind::row_buffer) return tables.kernels[x.index].info.group;
        return x.local ? tables.kernels[x.first].info.group : -1;
    }
    static constexpr int chunk_group(std::size_t b) {
        if (tables.buffers[b].info.kind != buffer_kind::accumulator || tables.buffers[b].info.local) return -1;
        for (std::size_t k = 0; k < tables.kernel_count; ++k)
            for (int i = 0; i < tables.kernels[k].info.finish_count; ++i)
                if (tables.finishes[tables.kernels[k].info.finish + i].accumulator == static_cast<int>(b)) return tables.kernels[k].info.group;
        return -1;
    }

    /// The group in which a buffer is the sum of what a product gives for each tile; -1: none. Each chunk but the first has a sum of its own.
    static constexpr int partial_group(std::size_t b) {
        for (std::size_t k = 0; k < tables.kernel_count; ++k)
            if (const plan_kernel& x = tables.kernels[k].info; x.group >= 0 && x.kind == kernel_kind::product && x.sums() && tables.operands[x.operand + 2].info.buffer == static_cast<int>(b)) return x.group;
        return -1;
    }

    /// Buffers of a group, and of which there is a row for each row of the group.
    struct group_facts {
        bool rows_of[buffer_count + 1]{};
        bool has_local = false;
    };
    template <std::size_t G>
    static constexpr group_facts facts = [] {
        group_facts f;
        for (int k = group<G>.first; k <= group<G>.last; ++k) {
            const plan_kernel& x = tables.kernels[k].info;
            for (int i = 0; i < x.operand_count; ++i) {
                const plan_operand& o = tables.operands[x.operand + i].info;
                const bool local = tables.buffers[o.buffer].info.local;
                f.has_local = f.has_local || local;
                f.rows_of[o.buffer] = f.rows_of[o.buffer] || local || o.lead >= 0;
            }
        }
        return f;
    }();

    /// Operations for one row of kernel K, the fewest rows that keep a product efficient, and whether a BLAS computes it, which has threads of
    /// its own.
    struct row_work {
        std::int64_t operations = 0, rows = 1;
        bool blas = false;
    };
    template <std::size_t K>
    static constexpr row_work work(const call* c) {
        constexpr kernel_table_entry k = tables.kernels[K];
        if constexpr (k.info.kind == kernel_kind::nest) {
            std::int64_t inner = 1;
            for (int d = 0; d < k.info.dim_count; ++d)
                for (int i = d == k.info.lead_dim ? 1 : 0; i < k.factors[d]; ++i) inner *= access::value(c, k.extent[d][i]);
            return {inner * (k.info.flops + 12 * k.info.transcendental + 2 * k.info.operand_count)};
        } else {
            constexpr axis_labels labels = labels_of(Source::graph.words, k.info.node);
            std::int64_t inner = 1, products = 1; // multiplications for one row, of so many products
            std::int64_t extent[3]{1, 1, 1};      // of rows, columns and the sum of one of them
            int cut_kind = -1;
            [&]<std::size_t... L>(std::index_sequence<L...>) {
                const auto times = [&](auto label) {
                    if constexpr (constexpr int l = static_cast<int>(label.value); labels.has(l)) {
                        constexpr bool in_a = labels.axis(0, l) >= 0, in_b = labels.axis(1, l) >= 0;
                        constexpr int kind = l >= axis_labels::summed ? 2 : !in_b ? 0 : !in_a ? 1 : -1;
                        if constexpr (l == k.info.cut) cut_kind = kind;
                        else {
                            const std::int64_t n = access::value(c, access::template label_extent<K, l>());
                            inner *= n;
                            (kind < 0 ? products : extent[kind]) *= n;
                        }
                    }
                };
                (times(std::integral_constant<std::size_t, L>{}), ...);
            }(std::make_index_sequence<axis_labels::none>{});
            // what has rows, p and q numbers in each, is loaded and stored; the rest stays: it has to be used often enough
            std::int64_t sizes[3]{}, count = 0;
            for (int o = 0; o < 3; ++o) {
                const std::int64_t n = products * access::value(c, tables.groups[k.info.group].rows);
                if (o < 2 ? labels.axis(o, k.info.cut) >= 0 : !k.info.sums()) sizes[count++] = n == 0 ? 1 : std::max<std::int64_t>(1, access::elements(c, tables.buffers[tables.operands[k.info.operand + o].info.buffer].shape) / n);
            }
            const std::int64_t p = sizes[0], q = sizes[1], rows = count == 3 ? 1 : std::max(product_rows, 4 * p * q / (p + q));
            if (cut_kind >= 0) extent[cut_kind] *= rows;
            const bool part = !(k.info.bands[0].of.whole() && k.info.bands[1].of.whole() && k.info.bands[2].of.whole());
            return {inner / 2, rows, goes_to_blas<K>(extent, part)};
        }
    }
    template <std::size_t K>
    static constexpr bool goes_to_blas([[maybe_unused]] const std::int64_t (&extent)[3], [[maybe_unused]] bool part) {
#if defined(TYPEGRAD_HAS_CBLAS)
        using T = element_type<tables.operands[tables.kernels[K].info.operand].info.type>;
        if constexpr (std::is_floating_point_v<T>) return !small_product<typename access::arch, T>::is_own(extent[0], extent[1], extent[2], part);
#endif
        return false;
    }
    template <std::size_t G>
    static constexpr row_work group_work(const call* c) {
        row_work sum;
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            const auto add = [&](const row_work& w) {
                sum.operations += w.operations;
                sum.rows = std::max(sum.rows, w.rows);
                sum.blas = sum.blas || w.blas;
            };
            (add(work<static_cast<std::size_t>(group<G>.first) + I>(c)), ...);
        }(std::make_index_sequence<static_cast<std::size_t>(group<G>.last - group<G>.first + 1)>{});
        return sum;
    }

    /// Bytes of everything in the group that has a row for each of the group's.
    template <std::size_t G>
    static constexpr std::int64_t group_bytes(const call* c) {
        std::int64_t bytes = 0;
        for (std::size_t b = 0; b < buffer_count; ++b)
            if (facts<G>.rows_of[b]) bytes += access::elements(c, tables.buffers[b].shape) * size_of(tables.buffers[b].info.type);
        return bytes;
    }
    /// Is there so much to do that threads may share it?
    static constexpr bool is_shared_out(std::int64_t rows, const row_work& w) { return !w.blas && rows * w.operations >= threaded_work && (w.rows == 1 || rows >= 4 * w.rows); }
    /// Is there so much to do that group G may be cut?
    template <std::size_t G>
    TYPEGRAD_INLINE static constexpr bool is_long(const call* c) {
        if (facts<G>.has_local && group_bytes<G>(c) > 2 * tile_bytes) return true;
        return is_shared_out(access::value(c, tables.groups[G].rows), group_work<G>(c));
    }
    template <std::size_t G>
    static constexpr group_cut cut(const call* c) {
        constexpr const group_facts& f = facts<G>;
        group_cut out;
        out.rows = out.chunk_rows = out.tile_rows = access::value(c, tables.groups[G].rows);
        if (!is_long<G>(c)) return out;
        const row_work w = group_work<G>(c);
        if (is_shared_out(out.rows, w)) {
            std::int64_t accumulated = 0;
            for (std::size_t b = 0; b < buffer_count; ++b)
                if (chunk_group(b) == static_cast<int>(G) || partial_group(b) == static_cast<int>(G)) accumulated += 8 * access::elements(c, tables.buffers[b].shape);
            std::int64_t most = most_chunks; // a power of two: as many for each of two or four threads
            while (most > 1 && most * accumulated > chunk_bytes) most /= 2;
            out.chunks = std::min({most, w.rows == 1 ? out.rows : out.rows / (2 * w.rows), out.rows * w.operations / chunk_work});
            out.chunk_rows = rounded((out.rows + out.chunks - 1) / out.chunks, out.rows > 64 * out.chunks ? 64 : 1);
            out.chunks = (out.rows + out.chunk_rows - 1) / out.chunk_rows;
            out.tile_rows = w.rows == 1 ? out.chunk_rows : std::min(out.chunk_rows, rounded(w.rows, 16)); // so many that no BLAS is wanted
        }
        if constexpr (f.has_local)
            if (const std::int64_t bytes = out.rows > 0 ? group_bytes<G>(c) / out.rows : 0; out.chunk_rows * bytes > 2 * tile_bytes) {
                const std::int64_t rows = std::max({w.rows, tile_bytes / bytes, std::int64_t{1}});
                out.tile_rows = std::min(out.chunk_rows, rounded(rows, rows >= 16 ? 16 : 1));
            }
        return out;
    }
    static constexpr std::int64_t rounded(std::int64_t n, std::int64_t to) { return (n + to - 1) / to * to; }
};

} // namespace typegrad::cpu
