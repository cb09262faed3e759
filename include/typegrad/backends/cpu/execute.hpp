// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstring>
#include <typegrad/backends/cpu/arena.hpp>
#include <typegrad/backends/cpu/places.hpp>
#include <typegrad/backends/cpu/product.hpp>
#include <typegrad/backends/cpu/row_lanes_kernel.hpp>

/// Runs a plan on the CPU.
namespace typegrad::cpu {

template <class Source>
struct executor : plan_places<Source> {
    using base = plan_places<Source>;
    static constexpr const auto& tables = base::tables;
    static constexpr const auto& plan = base::plan;
    static constexpr std::size_t buffer_count = base::buffer_count, group_count = base::group_count;
    using typename base::call, typename base::places, typename base::arch, typename base::result_cell;
    /// Who calls many loops does not feel one call more.
    static constexpr bool many_loops = [] {
        int loops = 0;
        for (std::size_t k = 0; k < tables.kernel_count; ++k) loops += tables.kernels[k].info.kind == kernel_kind::scalar ? 0 : 1;
        return loops > 2;
    }();

    template <std::size_t K, std::size_t... C, std::size_t... I>
    static constexpr auto kernel(std::index_sequence<C...>, std::index_sequence<I...>) {
        constexpr std::size_t c = static_cast<std::size_t>(tables.kernels[K].info.constant), s = static_cast<std::size_t>(tables.kernels[K].info.code);
        using constants = constant_table<plan.constants[c + C]...>;
        if constexpr (tables.kernels[K].info.kind == kernel_kind::scalar) return scalar_kernel<constants, plan.code[s + I]...>{};
        else if constexpr (tables.kernels[K].row_lanes) return row_lanes_kernel<arch, constants, plan.code[s + I]...>{};
        else return nest_kernel<arch, constants, plan.code[s + I]...>{};
    }
    template <std::size_t K>
    using kernel_type = decltype(kernel<K>(std::make_index_sequence<static_cast<std::size_t>(tables.kernels[K].info.constant_count)>{}, std::make_index_sequence<static_cast<std::size_t>(tables.kernels[K].info.code_size)>{}));

    template <std::size_t K>
    static constexpr bool calls_functions = [] {
        for (int i = 0; i < tables.kernels[K].info.code_size; ++i)
            if (const op code = step_code(plan.code[tables.kernels[K].info.code + i]); code < op::end_ && info(code).cost == 3) return true;
        return false;
    }();
    /// Functions of the C library may be compiled for SSE. These wait a hundred nanoseconds if the upper halves of AVX registers are in use,
    /// and g++ 12 does not always see to it.
    TYPEGRAD_INLINE static void leave_avx() {
#if defined(__AVX__)
        _mm256_zeroupper();
#endif
    }
    template <std::size_t K>
    TYPEGRAD_INLINE static void run_scalar(const call& c) {
        constexpr plan_kernel k = tables.kernels[K].info;
        if constexpr (calls_functions<K>) leave_avx();
        scalar_operands<static_cast<std::size_t>(k.operand_count) + 1> memory;
        unrolled<static_cast<std::size_t>(k.operand_count)>([&](auto i) TYPEGRAD_LAMBDA {
            constexpr std::size_t o = static_cast<std::size_t>(k.operand) + i;
            memory.template of<element_type<tables.operands[o].info.type>>(i) = base::template pointer<o>(c);
        });
        kernel_type<K>::run(memory);
    }

    /// Stride with which operand `O` of product K walks along what has label `L`.
    template <std::size_t K, int O, int L>
    TYPEGRAD_INLINE static std::ptrdiff_t label_stride(const call& c) {
        constexpr std::size_t o = static_cast<std::size_t>(tables.kernels[K].info.operand + O);
        constexpr int axis = O == 2 ? (L < axis_labels::summed ? L : -1) : labels_of(Source::graph.words, tables.kernels[K].info.node).axis(O, L);
        if constexpr (axis < 0) return 0;
        else return base::template stride<o, tables.operands[o].info.axis[axis]>(c);
    }
    template <std::size_t K>
    static void run_product(const call& c) {
        constexpr plan_kernel kernel = tables.kernels[K].info;
        constexpr std::size_t o = static_cast<std::size_t>(kernel.operand);
        constexpr axis_labels labels = labels_of(Source::graph.words, kernel.node);
        product_space space;
        unrolled<axis_labels::none>([&](auto label) TYPEGRAD_LAMBDA {
            constexpr int l = static_cast<int>(label.value);
            if constexpr (labels.has(l)) {
                constexpr bool in_a = labels.axis(0, l) >= 0, in_b = labels.axis(1, l) >= 0;
                std::int64_t n = base::template value<base::template label_extent<K, l>()>(c);
                if constexpr (kernel.cut == l) n = c.dims[tables.dim_count + kernel.group];
                space.of(l >= axis_labels::summed ? product_space::inner : !in_b ? product_space::rows : !in_a ? product_space::columns : product_space::batch)
                    .add({n, label_stride<K, 0, l>(c), label_stride<K, 1, l>(c), label_stride<K, 2, l>(c), l});
            }
        });
        for (int m = 0; m < 3; ++m)
            if (kernel.cut < 0 || (kernel.bands[m].row != kernel.cut && kernel.bands[m].column != kernel.cut)) space.bands[m] = kernel.bands[m];
        product<arch>(base::template pointer<o>(c), base::template pointer<o + 1>(c), base::template pointer<o + 2>(c), space, kernel.sums() && !c.first_tile, kernel.group < 0 || c.cut[kernel.group < 0 ? 0 : kernel.group].chunks == 1);
    }

    /// Elements of a buffer along axes First … Last-1.
    template <std::size_t B, int First, int Last>
    TYPEGRAD_INLINE static std::int64_t elements_along(const call& c) {
        std::int64_t n = 1;
        unrolled<static_cast<std::size_t>(Last - First)>([&](auto k) TYPEGRAD_LAMBDA { n *= base::template value<tables.buffers[B].shape.extent[First + static_cast<int>(k.value)]>(c); });
        return n;
    }
    /// Calls `f` with each accumulator of a kernel that is finished with its tile (`Tiled`) or with its group, where its value goes, and how
    /// many pieces of how many elements it has: those of a tile lie apart in what holds all rows.
    template <std::size_t K, bool Tiled, class F>
    TYPEGRAD_INLINE static void each_accumulator(const call& c, F f) {
        constexpr plan_kernel k = tables.kernels[K].info;
        unrolled<static_cast<std::size_t>(k.finish_count)>([&](auto i) TYPEGRAD_LAMBDA {
            constexpr finish_record r = tables.finishes[static_cast<std::size_t>(k.finish) + i];
            if constexpr (tables.buffers[r.accumulator].info.local == Tiled) {
                constexpr std::size_t b = static_cast<std::size_t>(r.accumulator);
                std::int64_t pieces = 1, n = 0;
                if constexpr (Tiled) {
                    pieces = elements_along<b, 0, r.lead>(c);
                    n = c.dims[tables.dim_count + k.group] * elements_along<b, r.lead + 1, tables.buffers[b].shape.rank>(c);
                } else n = elements_along<b, 0, tables.buffers[b].shape.rank>(c);
                f(std::integral_constant<std::size_t, static_cast<std::size_t>(i)>{}, pieces, n);
            }
        });
    }
    template <std::size_t K, std::size_t I>
    static constexpr finish_record finish = tables.finishes[static_cast<std::size_t>(tables.kernels[K].info.finish) + I];
    template <std::size_t K, bool Tiled>
    TYPEGRAD_INLINE static void start_accumulators(const call& c) {
        each_accumulator<K, Tiled>(c, [&](auto i, std::int64_t pieces, std::int64_t n) TYPEGRAD_LAMBDA {
            constexpr finish_record r = finish<K, i>;
            using A = element_type<tables.buffers[r.accumulator].info.type>;
            using T = element_type<tables.buffers[r.result].info.type>;
            constexpr A start = static_cast<A>(rule<tables.buffers[r.accumulator].info.identity>::template identity<T>());
            for (std::int64_t j = 0; j < pieces * n; ++j) static_cast<A*>(c.buffers[r.accumulator])[j] = start;
        });
    }
    template <std::size_t K, bool Tiled>
    TYPEGRAD_INLINE static void finish_accumulators(const call& c) {
        each_accumulator<K, Tiled>(c, [&](auto i, std::int64_t pieces, std::int64_t n) TYPEGRAD_LAMBDA {
            constexpr finish_record r = finish<K, i>;
            constexpr std::size_t b = static_cast<std::size_t>(r.result);
            const auto* from = static_cast<const element_type<tables.buffers[r.accumulator].info.type>*>(c.buffers[r.accumulator]);
            using T = element_type<tables.buffers[b].info.type>;
            T* to = static_cast<T*>(c.buffers[b]);
            std::int64_t pitch = n;
            if constexpr (Tiled && !tables.buffers[b].info.local) {
                constexpr int rank = tables.buffers[b].shape.rank;
                pitch = elements_along<b, r.lead, rank>(c);
                to += c.begin * elements_along<b, r.lead + 1, rank>(c);
            }
            for (std::int64_t p = 0; p < pieces; ++p)
                for (std::int64_t j = 0; j < n; ++j) to[p * pitch + j] = static_cast<T>(from[p * n + j]);
        });
    }
    /// While nothing is cut, the dimension that tiles are made of goes on where the one before it ends.
    template <std::size_t K>
    TYPEGRAD_INLINE static void fold(nest_frame& frame) {
        constexpr plan_kernel k = tables.kernels[K].info;
        constexpr std::size_t d = static_cast<std::size_t>(k.lead_dim);
        bool goes_on = true;
        unrolled<static_cast<std::size_t>(k.operand_count)>([&](auto m) TYPEGRAD_LAMBDA {
            if constexpr (!tables.operands[static_cast<std::size_t>(k.operand) + m].info.row_buffer) goes_on = goes_on && frame.stride[m][d - 1] == frame.stride[m][d] * frame.extent[d];
        });
        if (!goes_on) return;
        frame.extent[d] *= frame.extent[d - 1];
        frame.extent[d - 1] = 1;
    }
    template <std::size_t K>
    TYPEGRAD_INLINE static void run_nest(const call& c) {
        constexpr kernel_table_entry k = tables.kernels[K];
        nest_frame frame;
        unrolled<static_cast<std::size_t>(k.info.dim_count)>([&](auto d) TYPEGRAD_LAMBDA {
            std::int64_t n = 1;
            unrolled<static_cast<std::size_t>(k.factors[d])>([&](auto i) TYPEGRAD_LAMBDA { n *= base::template value<k.extent[d][i]>(c); });
            frame.extent[d] = static_cast<std::ptrdiff_t>(n);
        });
        unrolled<static_cast<std::size_t>(k.info.operand_count)>([&](auto m) TYPEGRAD_LAMBDA {
            constexpr std::size_t o = static_cast<std::size_t>(k.info.operand) + m;
            frame.base[m] = base::template pointer<o>(c);
            unrolled<static_cast<std::size_t>(k.info.dim_count)>([&](auto d) TYPEGRAD_LAMBDA {
                if constexpr (tables.operands[o].info.row_buffer) {
                    std::ptrdiff_t s = static_cast<int>(d.value) < k.info.split ? 0 : k.row_lanes ? kernel_type<K>::lanes : 1;
                    for (std::size_t later = d + 1; later < static_cast<std::size_t>(k.info.dim_count); ++later) s *= frame.extent[later];
                    frame.stride[m][d] = s;
                } else frame.stride[m][d] = base::template stride<o, tables.operands[o].info.axis[d]>(c);
            });
        });
        if constexpr (k.info.folds) fold<K>(frame);
        kernel_type<K>::run(frame);
    }
    template <std::size_t K>
    TYPEGRAD_INLINE static void run_kernel(const call& c) {
        constexpr kernel_kind kind = tables.kernels[K].info.kind;
        if constexpr (kind == kernel_kind::scalar) run_scalar<K>(c);
        else if constexpr (kind == kernel_kind::product) run_product<K>(c);
        else if constexpr (kind == kernel_kind::scan) scan_kernel<Source, K>::run(c);
        else {
            start_accumulators<K, true>(c);
            run_nest<K>(c);
            finish_accumulators<K, true>(c);
        }
    }

    // --- groups ------------------------------------------------------------------------------------------------------
    template <std::size_t G, class F>
    TYPEGRAD_INLINE static void each_kernel(F f) {
        constexpr std::size_t first = static_cast<std::size_t>(tables.groups[G].info.first), last = static_cast<std::size_t>(tables.groups[G].info.last);
        unrolled<last - first + 1>([&](auto k) TYPEGRAD_LAMBDA { f(std::integral_constant<std::size_t, first + k>{}); });
    }
    template <std::size_t G>
    struct result_list { int buffer[base::template result_count<G> + 1]{}; };
    template <std::size_t G>
    static constexpr result_list<G> results_of = [] {
        result_list<G> l;
        std::size_t n = 0;
        for (int k = tables.groups[G].info.first; k <= tables.groups[G].info.last; ++k)
            for (int i = 0; i < tables.kernels[k].info.operand_count; ++i)
                if (base::is_result(static_cast<std::size_t>(i), tables.kernels[k].info)) l.buffer[n++] = tables.operands[tables.kernels[k].info.operand + i].info.buffer;
        return l;
    }();
    /// Calls `f` with the buffer of each number that group G reduces everything to, and the number of its cell.
    template <std::size_t G, class F>
    TYPEGRAD_INLINE static void each_result(F f) {
        unrolled<base::template result_count<G>>([&](auto n) TYPEGRAD_LAMBDA { f(std::integral_constant<std::size_t, static_cast<std::size_t>(results_of<G>.buffer[n])>{}, n); });
    }
    template <std::size_t B>
    static constexpr op reduction_of = op_of(Source::graph.words[tables.buffers[B].info.node]);
    template <class T>
    static TYPEGRAD_INLINE auto& total_of(result_cell& cell) {
        if constexpr (std::is_floating_point_v<T>) return cell.total;
        else return cell.int_total;
    }
    static result_cell* cells_of(const places& p, std::byte* chunk) { return reinterpret_cast<result_cell*>(chunk + p.accumulators); }
    /// A buffer's accumulated numbers of chunk `from` joined to those of chunk 0. Products of that one go where the results are.
    template <std::size_t G>
    static void join_chunk(const call& c, const places& p, std::byte* first, std::byte* from) {
        each_kernel<G>([&](auto k) TYPEGRAD_LAMBDA {
            each_accumulator<k, false>(c, [&](auto i, std::int64_t, std::int64_t n) TYPEGRAD_LAMBDA {
                constexpr std::size_t b = static_cast<std::size_t>(finish<k, i>.accumulator);
                using A = element_type<tables.buffers[b].info.type>;
                A* to = reinterpret_cast<A*>(first + p.offset[b]);
                const A* x = reinterpret_cast<const A*>(from + p.offset[b]);
                for (std::int64_t j = 0; j < n; ++j) to[j] = rule<tables.buffers[b].info.identity>::forward(to[j], x[j]);
            });
        });
        unrolled<buffer_count>([&](auto b) TYPEGRAD_LAMBDA {
            if constexpr (base::partial_group(b) == static_cast<int>(G)) {
                using T = element_type<tables.buffers[b].info.type>;
                T* to = static_cast<T*>(c.buffers[b]);
                const T* x = reinterpret_cast<const T*>(from + p.partial[b]);
                for (std::int64_t j = 0, n = base::elements(c, tables.buffers[b].shape); j < n; ++j) to[j] += x[j];
            }
        });
        each_result<G>([&](auto b, auto n) TYPEGRAD_LAMBDA {
            using T = element_type<tables.buffers[b].info.type>;
            auto& to = total_of<T>(cells_of(p, first)[n]);
            to = rule<reduction_of<b>>::forward(to, total_of<T>(cells_of(p, from)[n]));
        });
    }
    /// Chunk by chunk, each tile by tile.
    template <std::size_t G>
    static void run_cut(const call& c, const places& p, const workspace_parts& w, std::byte* memory) {
        const group_cut cut = c.cut[G];
        std::byte *const tiles = memory + w.tiles_at, *const chunks = memory + w.chunks_at;
        each_task(cut.chunks, w.threads, [&](std::int64_t chunk, int thread) TYPEGRAD_LAMBDA {
            call mine = c;
            std::byte *const tile = tiles + static_cast<std::size_t>(thread) * w.tile, *const own = chunks + static_cast<std::size_t>(chunk) * w.chunk;
            result_cell* const cells = cells_of(p, own);
            unrolled<buffer_count>([&](auto b) TYPEGRAD_LAMBDA {
                if constexpr (base::tile_group(b) == static_cast<int>(G)) mine.buffers[b] = tile + p.offset[b];
                if constexpr (base::chunk_group(b) == static_cast<int>(G)) mine.buffers[b] = own + p.offset[b];
                if constexpr (base::partial_group(b) == static_cast<int>(G))
                    if (chunk > 0) {
                        mine.buffers[b] = own + p.partial[b];
                        std::memset(mine.buffers[b], 0, base::bytes(c, b)); // products leave out what nobody reads
                    }
            });
            each_kernel<G>([&](auto k) TYPEGRAD_LAMBDA { start_accumulators<k, false>(mine); });
            each_result<G>([&](auto b, auto n) TYPEGRAD_LAMBDA {
                using T = element_type<tables.buffers[b].info.type>;
                mine.buffers[b] = &cells[n].value;
                total_of<T>(cells[n]) = static_cast<std::remove_cvref_t<decltype(total_of<T>(cells[n]))>>(rule<reduction_of<b>>::template identity<T>());
            });
            const std::int64_t end = std::min(cut.rows, (chunk + 1) * cut.chunk_rows);
            mine.begin = chunk * cut.chunk_rows;
            do { // once for no rows, too: products then write zeros
                mine.dims[static_cast<std::size_t>(tables.dim_count) + G] = std::min(cut.tile_rows, end - mine.begin);
                mine.first_tile = mine.begin == chunk * cut.chunk_rows;
                each_kernel<G>([&](auto k) TYPEGRAD_LAMBDA { run_kernel<k>(mine); });
                each_result<G>([&](auto b, auto n) TYPEGRAD_LAMBDA {
                    using T = element_type<tables.buffers[b].info.type>;
                    auto& to = total_of<T>(cells[n]);
                    to = rule<reduction_of<b>>::forward(to, static_cast<std::remove_cvref_t<decltype(to)>>(*static_cast<const T*>(mine.buffers[b])));
                });
            } while ((mine.begin += cut.tile_rows) < end);
        });
        for (std::int64_t chunk = 1; chunk < cut.chunks; ++chunk) join_chunk<G>(c, p, chunks, chunks + static_cast<std::size_t>(chunk) * w.chunk);
        each_kernel<G>([&](auto k) TYPEGRAD_LAMBDA { finish_accumulators<k, false>(c); });
        each_result<G>([&](auto b, auto n) TYPEGRAD_LAMBDA {
            using T = element_type<tables.buffers[b].info.type>;
            *static_cast<T*>(c.buffers[b]) = static_cast<T>(total_of<T>(cells_of(p, chunks)[n]));
        });
    }

    /// Where every buffer is. `outputs[k]` receives root k.
    TYPEGRAD_INLINE static void find_buffers(call& c, void* const* outputs, const word* parameters, std::byte* memory, const places& p, const workspace_parts& w) {
        unrolled<buffer_count>([&](auto b) TYPEGRAD_LAMBDA {
            constexpr buffer x = tables.buffers[b].info;
            using T = element_type<x.type>;
            if constexpr (x.kind == buffer_kind::slot) c.buffers[b] = c.slots[x.index].data;
            else if constexpr (x.kind == buffer_kind::output) c.buffers[b] = outputs[x.index];
            else {
                c.buffers[b] = memory + (base::tile_group(b) >= 0 ? w.tiles_at : base::chunk_group(b) >= 0 ? w.chunks_at : 0) + p.offset[b];
                if constexpr (x.kind == buffer_kind::parameter) *static_cast<T*>(c.buffers[b]) = is_floating(x.type) ? static_cast<T>(__builtin_bit_cast(double, parameters[x.index])) : static_cast<T>(static_cast<std::int64_t>(parameters[x.index]));
                if constexpr (x.kind == buffer_kind::count) *static_cast<T*>(c.buffers[b]) = static_cast<T>(base::elements(c, tables.buffers[b].shape));
            }
            if (c.buffers[b] == nullptr) c.buffers[b] = memory; // an empty array: loops may step along it
        });
    }
    /// Calls `f` with kernel K, or with all kernels of its group.
    template <std::size_t K, class F>
    TYPEGRAD_INLINE static void each_of_group(F f) {
        constexpr int g = tables.kernels[K].info.group;
        if constexpr (g < 0) f(std::integral_constant<std::size_t, K>{});
        else each_kernel<static_cast<std::size_t>(g)>(f);
    }
    /// Runs every kernel; all memory has been checked and reserved before. `Cut`: groups run in chunks and tiles.
    template <bool Cut>
    TYPEGRAD_INLINE static void run(call& c, void* const* outputs, const word* parameters, std::byte* memory, const places& p, const workspace_parts& w) noexcept {
        find_buffers(c, outputs, parameters, memory, p, w);
        if constexpr (Cut || many_loops) run_many<Cut>(c, memory, p, w);
        else run_kernels<Cut>(c, memory, p, w);
    }
    /// In code of its own: what calls it is inlined many times over.
    template <bool Cut>
    [[gnu::noinline]] static void run_many(call& c, std::byte* memory, const places& p, const workspace_parts& w) noexcept { run_kernels<Cut>(c, memory, p, w); }
    template <bool Cut>
    TYPEGRAD_INLINE static void run_kernels(call& c, [[maybe_unused]] std::byte* memory, [[maybe_unused]] const places& p, [[maybe_unused]] const workspace_parts& w) noexcept {
        unrolled<tables.kernel_count>([&](auto k) TYPEGRAD_LAMBDA {
            constexpr int g = tables.kernels[k].info.group;
            constexpr bool first = g < 0 || tables.groups[g].info.first == static_cast<int>(k.value), last = g < 0 || tables.groups[g].info.last == static_cast<int>(k.value);
            if constexpr (Cut && g >= 0) {
                if constexpr (first) run_cut<static_cast<std::size_t>(g)>(c, p, w, memory);
            } else {
                if constexpr (first) each_of_group<k>([&](auto each) TYPEGRAD_LAMBDA { start_accumulators<each, false>(c); });
                run_kernel<k>(c);
                if constexpr (last) each_of_group<k>([&](auto each) TYPEGRAD_LAMBDA { finish_accumulators<each, false>(c); });
            }
        });
    }
};

} // namespace typegrad::cpu
