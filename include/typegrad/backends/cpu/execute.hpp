// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <typegrad/backends/cpu/arena.hpp>
#include <typegrad/backends/cpu/product.hpp>
#include <typegrad/backends/cpu/row_lanes_kernel.hpp>
#include <typegrad/backends/cpu/run_groups.hpp>
#include <typegrad/backends/with_types.hpp>

/// Runs a plan on the CPU.
namespace typegrad::cpu {

/// While nothing is cut, the dimension that tiles are made of goes on where the one before it ends. `operands`: those of the nest.
TYPEGRAD_HOST_INLINE void fold(const kernel_table_entry& k, const operand_table_entry* operands, nest_frame& frame) {
    const int d = k.info.lead_dim;
    for (int m = 0; m < k.info.operand_count; ++m)
        if (!operands[m].info.row_buffer && frame.stride[m][d - 1] != frame.stride[m][d] * frame.extent[d]) return;
    frame.extent[d] *= frame.extent[d - 1];
    frame.extent[d - 1] = 1;
}
/// Extents, strides and pointers of a nest, read from the tables.
[[gnu::noinline]] inline void set_frame(const table_call& c, const kernel_table_entry& k, std::ptrdiff_t row_lanes, nest_frame& frame) {
    const operand_table_entry* const operands = c.operands + k.info.operand;
    for (int d = 0; d < k.info.dim_count; ++d) {
        std::int64_t n = 1;
        for (int i = 0; i < k.factors[d]; ++i) multiply_once(n, c.value(k.extent[d][i]));
        frame.extent[d] = static_cast<std::ptrdiff_t>(n);
    }
    for (int m = 0; m < k.info.operand_count; ++m) {
        const operand_table_entry& o = operands[m];
        frame.base[m] = c.pointer(o);
        std::ptrdiff_t elements = row_lanes;
        for (int d = k.info.dim_count; d-- > 0; elements *= frame.extent[d])
            frame.stride[m][d] = !o.info.row_buffer ? c.stride(o, o.info.axis[d]) : d < k.info.split ? 0 : elements;
    }
    if (k.info.folds) fold(k, operands, frame);
}

template <class Source>
struct executor : plan_groups<Source> {
    using base = plan_groups<Source>;
    static constexpr const auto& tables = base::tables;
    static constexpr const auto& plan = base::plan;
    static constexpr std::size_t buffer_count = base::buffer_count;
    using base::from_tables;
    using typename base::call, typename base::places;
    using arch = xsimd::default_arch;
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

    /// For reports: how a nest runs.
    template <std::size_t K>
    static std::string nest_text(const call&) { return (tables.kernels[K].row_lanes ? "one in each of " : "") + std::to_string(kernel_type<K>::shape::lanes) + " lanes"; }

    template <std::size_t K>
    static constexpr bool calls_functions = [] {
        for (int i = 0; i < tables.kernels[K].info.code_size; ++i)
            if (const op code = step_code(plan.code[tables.kernels[K].info.code + i]); code < op::end_ && info(code).cost == 3) return true;
        return false;
    }();
    /// Functions of the C library may be compiled for SSE. These wait a hundred nanoseconds if the upper halves of AVX registers are in use,
    /// and g++ 12 does not always see to it.
    TYPEGRAD_HOST_INLINE static void leave_avx() {
#if defined(__AVX__)
        __builtin_ia32_vzeroupper();
#endif
    }
    template <std::size_t K>
    TYPEGRAD_HOST_INLINE static void run_scalar(const call& c) {
        constexpr plan_kernel k = tables.kernels[K].info;
        if constexpr (calls_functions<K>) leave_avx();
        scalar_operands<static_cast<std::size_t>(k.operand_count) + 1> memory;
        unrolled<static_cast<std::size_t>(k.operand_count)>([&](auto i) TYPEGRAD_LAMBDA {
            constexpr std::size_t o = static_cast<std::size_t>(k.operand) + i;
            memory.template of<element_type<tables.operands[o].info.type>>(i) = base::template pointer<o>(c);
        });
        kernel_type<K>::run(memory);
    }

    /// A product whose axes have been found.
    template <class T>
    TYPEGRAD_HOST_INLINE static void multiply(const call& c, const plan_kernel& k, product_space& space, void* x, void* y, void* z) {
        for (int m = 0; m < 3; ++m)
            if (k.cut < 0 || (k.bands[m].row != k.cut && k.bands[m].column != k.cut)) space.bands[m] = k.bands[m];
        product<arch>(static_cast<T*>(x), static_cast<T*>(y), static_cast<T*>(z), space, k.sums() && !c.first_tile, k.group < 0 || c.cut[k.group].chunks == 1);
    }
    template <std::size_t K>
    static void run_product(const call& c) {
        constexpr plan_kernel k = tables.kernels[K].info;
        constexpr std::size_t o = static_cast<std::size_t>(k.operand);
        product_space space;
        unrolled<static_cast<std::size_t>(base::products.of[K].count)>([&](auto n) TYPEGRAD_LAMBDA {
            constexpr product_label l = base::products.of[K].of[n];
            const std::int64_t extent = k.cut == l.label ? c.dims[tables.dim_count + k.group] : base::template value<l.extent>(c);
            space.of(l.kind).add({extent, base::template stride<o, l.axis[0]>(c), base::template stride<o + 1, l.axis[1]>(c), base::template stride<o + 2, l.axis[2]>(c), l.label});
        });
        multiply<element_type<tables.operands[o].info.type>>(c, k, space, base::template pointer<o>(c), base::template pointer<o + 1>(c), base::template pointer<o + 2>(c));
    }
    /// The same, read from the tables.
    template <class T>
    static void run_product(const call& c, std::size_t kernel) {
        const plan_kernel& k = tables.kernels[kernel].info;
        const table_call t = base::by_tables(c);
        product_space space = t.space_of(k, base::products.of[kernel]);
        const auto begin = t.begins(k);
        multiply<T>(c, k, space, begin.at[0], begin.at[1], begin.at[2]);
    }

    template <std::size_t K>
    TYPEGRAD_HOST_INLINE static void run_nest(const call& c) {
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
        if constexpr (k.info.folds) fold(k, tables.operands + k.info.operand, frame);
        kernel_type<K>::run(frame);
    }
    template <std::size_t K>
    TYPEGRAD_HOST_INLINE static void run_kernel(const call& c) {
        constexpr kernel_kind kind = tables.kernels[K].info.kind;
        if constexpr (kind == kernel_kind::scalar) run_scalar<K>(c);
        else if constexpr (kind == kernel_kind::product) run_product<K>(c);
        else if constexpr (kind == kernel_kind::scan) scan_kernel<simd, Source, K>::run(c);
        else {
            constexpr bool finishes = tables.kernels[K].info.finish_count > 0;
            if constexpr (finishes) base::begin(base::by_tables(c), tables.kernels[K].info, true);
            run_nest<K>(c);
            if constexpr (finishes) base::finish(base::by_tables(c), tables.kernels[K].info, true);
        }
    }

    /// Where every buffer is. `outputs[k]` receives root k.
    TYPEGRAD_HOST_INLINE static void find_buffers(call& c, void* const* outputs, const word* parameters, std::byte* memory, const places& p, const workspace_parts& w) {
        const auto find = [&](std::size_t b) TYPEGRAD_LAMBDA {
            const buffer& x = tables.buffers[b].info;
            if (x.kind == buffer_kind::slot) c.buffers[b] = c.slots[x.index].data;
            else if (x.kind == buffer_kind::output) c.buffers[b] = outputs[x.index];
            else {
                c.buffers[b] = memory + (base::tile_group(b) >= 0 ? w.tiles_at : base::chunk_group(b) >= 0 ? w.chunks_at : 0) + p.offset[b];
                if (x.kind == buffer_kind::parameter || x.kind == buffer_kind::count)
                    with_element_type(x.type, [&](auto element) TYPEGRAD_LAMBDA {
                        using T = decltype(element);
                        T& to = *static_cast<T*>(c.buffers[b]);
                        if (x.kind == buffer_kind::count) to = static_cast<T>(base::elements(c, tables.buffers[b].shape));
                        else to = is_floating(x.type) ? static_cast<T>(__builtin_bit_cast(double, parameters[x.index])) : static_cast<T>(static_cast<std::int64_t>(parameters[x.index]));
                    });
            }
            if (c.buffers[b] == nullptr) c.buffers[b] = memory; // an empty array: loops may step along it
        };
        base::template each<buffer_count>(find);
    }
    /// Runs every kernel; all memory has been checked and reserved before. `Cut`: groups run in chunks and tiles.
    template <bool Cut>
    TYPEGRAD_HOST_INLINE static void run(call& c, void* const* outputs, const word* parameters, std::byte* memory, const places& p, const workspace_parts& w) noexcept {
        find_buffers(c, outputs, parameters, memory, p, w);
        if constexpr (Cut || many_loops) run_many<Cut>(c, memory, p, w);
        else run_kernels<Cut>(c, memory, p, w);
    }
    /// In code of its own: what calls it is inlined many times over.
    template <bool Cut>
    [[gnu::noinline]] static void run_many(call& c, std::byte* memory, const places& p, const workspace_parts& w) noexcept { run_kernels<Cut>(c, memory, p, w); }
    template <std::size_t K>
    static void run_one(const call& c, std::size_t) { run_kernel<K>(c); }
    template <class Nest>
    static void run_nest_of(const call& c, std::size_t kernel) {
        const kernel_table_entry& k = tables.kernels[kernel];
        const table_call t = base::by_tables(c);
        base::begin(t, k.info, true);
        nest_frame frame;
        set_frame(t, k, k.row_lanes ? Nest::lanes : 1, frame);
        Nest::run(frame);
        base::finish(t, k.info, true);
    }
    /// Kernels as functions: nests that are alike are one, and so are products of one type. Small plans need them for groups alone.
    template <std::size_t K>
    static constexpr auto runner_of() -> typename base::runner {
        constexpr kernel_kind kind = tables.kernels[K].info.kind;
        if constexpr (!from_tables && tables.kernels[K].info.group < 0) return nullptr;
        else if constexpr (kind == kernel_kind::nest) return &run_nest_of<kernel_type<K>>;
        else if constexpr (kind == kernel_kind::product) return &run_product<element_type<tables.operands[static_cast<std::size_t>(tables.kernels[K].info.operand)].info.type>>;
        else return &run_one<K>;
    }
    template <std::size_t... K>
    static const typename base::runner* runners(std::index_sequence<K...>) {
        static constexpr typename base::runner list[]{runner_of<K>()..., nullptr};
        return list;
    }
    static const typename base::runner* runners() { return runners(std::make_index_sequence<tables.kernel_count>{}); }

    template <bool Cut>
    TYPEGRAD_HOST_INLINE static void run_kernels(call& c, [[maybe_unused]] std::byte* memory, [[maybe_unused]] const places& p, [[maybe_unused]] const workspace_parts& w) noexcept {
        const auto of_group = [&](std::size_t k, auto f) {
            const int g = tables.kernels[k].info.group;
            for (std::size_t j = g < 0 ? k : static_cast<std::size_t>(tables.groups[g].info.first), last = g < 0 ? k : static_cast<std::size_t>(tables.groups[g].info.last); j <= last; ++j)
                if (tables.kernels[j].info.finish_count > 0) f(tables.kernels[j].info);
        };
        const auto start = [&](const plan_kernel& k) { base::begin(base::by_tables(c), k, false); };
        const auto finish = [&](const plan_kernel& k) { base::finish(base::by_tables(c), k, false); };
        const auto first = [](std::size_t k) { return tables.kernels[k].info.group < 0 || tables.groups[tables.kernels[k].info.group].info.first == static_cast<int>(k); };
        const auto last = [](std::size_t k) { return tables.kernels[k].info.group < 0 || tables.groups[tables.kernels[k].info.group].info.last == static_cast<int>(k); };
        if constexpr (from_tables) {
            for (std::size_t k = 0; k < tables.kernel_count; ++k) {
                const int g = tables.kernels[k].info.group;
                if (Cut && g >= 0) {
                    if (first(k)) base::run_cut(c, static_cast<std::size_t>(g), p, w, memory, runners());
                    continue;
                }
                if (first(k)) of_group(k, start);
                runners()[k](c, k);
                if (last(k)) of_group(k, finish);
            }
        } else
            unrolled<tables.kernel_count>([&](auto k) TYPEGRAD_LAMBDA {
                constexpr int g = tables.kernels[k].info.group;
                constexpr bool is_first = first(k), is_last = last(k);
                if constexpr (Cut && g >= 0) {
                    if constexpr (is_first) base::run_cut(c, static_cast<std::size_t>(g), p, w, memory, runners());
                } else {
                    if constexpr (is_first && has_accumulators(k)) of_group(k, start);
                    run_kernel<k>(c);
                    if constexpr (is_last && has_accumulators(k)) of_group(k, finish);
                }
            });
    }
    /// Has the kernel, or one of its group, accumulators that begin and end with the group?
    static constexpr bool has_accumulators(std::size_t kernel) {
        const int g = tables.kernels[kernel].info.group;
        for (std::size_t k = g < 0 ? kernel : static_cast<std::size_t>(tables.groups[g].info.first), last = g < 0 ? kernel : static_cast<std::size_t>(tables.groups[g].info.last); k <= last; ++k)
            if (tables.kernels[k].info.finish_count > 0) return true;
        return false;
    }
};

} // namespace typegrad::cpu
