// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/scalar_kernel.hpp>
#include <typegrad/backends/table_call.hpp>
#include <typegrad/backends/unrolled.hpp>

#if !defined(TYPEGRAD_TABLE_KERNELS)
#define TYPEGRAD_TABLE_KERNELS 9
#endif

/// What the kernels of a plan work on in one call: extents, strides and pointers.
namespace typegrad {

/// How the rows of a group of kernels are cut: into chunks, which threads take, and these into tiles. Depends on the extents alone.
struct group_cut {
    std::int64_t rows = 0, chunks = 1, chunk_rows = 0, tile_rows = 0;
    constexpr bool whole() const { return chunks == 1 && tile_rows >= rows; }
};

template <class Source>
struct plan_access {
    static constexpr const auto& plan = Source::plan;
    static constexpr const auto& tables = Source::tables;
    static constexpr std::size_t buffer_count = tables.buffer_count, group_count = tables.group_count;

    /// Plans of so many kernels are run by code that reads the tables. It takes about a hundred nanoseconds a kernel more than code for each
    /// operand, but that takes compilers a third of a second a kernel.
    static constexpr bool from_tables = tables.kernel_count >= TYPEGRAD_TABLE_KERNELS;

    /// Calls `f` with 0 … N-1, which are constants where plans have code for each operand.
    template <std::size_t N, class F>
    TYPEGRAD_HOST_INLINE static constexpr void each(const F& f) {
        if constexpr (from_tables) for (std::size_t i = 0; i < N; ++i) f(i);
        else unrolled<N>(f);
    }

    struct call {
        std::int64_t dims[static_cast<std::size_t>(tables.dim_count) + group_count + 1]; ///< behind the run-time extents the rows of each group's tile
        void* buffers[buffer_count + 1];
        const binding* slots;
        std::int64_t begin = 0; ///< first row of the tile
        bool first_tile = true;
        group_cut cut[group_count + 1];
    };

    template <extent_code E>
    TYPEGRAD_HOST_INLINE static std::int64_t value(const call& c) {
        if constexpr (E >= 0) return E;
        else return c.dims[~E];
    }
    /// Of a shape that is known when the program compiles there need be no call.
    static constexpr std::int64_t value(const call* c, extent_code e) { return e >= 0 ? e : c->dims[~e]; }
    static constexpr std::int64_t elements(const call* c, const shape_code& s) {
        std::int64_t n = 1;
        for (int k = 0; k < s.rank; ++k) n *= value(c, s.extent[k]);
        return n;
    }
    static std::int64_t value(const call& c, extent_code e) { return value(&c, e); }
    static std::int64_t elements(const call& c, const shape_code& s) { return elements(&c, s); }

    static constexpr nest_words words_of(const plan_kernel& nest) { return nest_words{plan.code + nest.code}; }

    struct all_products { product_labels of[tables.kernel_count + 1]; };
    /// By kernel; those that are no products have none.
    static constexpr all_products products = [] {
        all_products all;
        const word* w = Source::graph.words;
        for (std::size_t k = 0; k < tables.kernel_count; ++k) {
            const plan_kernel& x = tables.kernels[k].info;
            if (x.kind != kernel_kind::product) continue;
            const axis_labels labels = labels_of(w, x.node);
            for (int l = 0; l < axis_labels::none; ++l) {
                const int axis[3]{labels.axis(0, l), labels.axis(1, l), l < axis_labels::summed ? l : -1};
                if (axis[0] < 0 && axis[1] < 0) continue;
                product_label& p = all.of[k].of[all.of[k].count++];
                p.extent = Source::extent_code_of(axis[0] >= 0 ? a_of(w[x.node]) : b_of(w[x.node]), axis[0] >= 0 ? axis[0] : axis[1]);
                p.label = static_cast<std::int8_t>(l);
                p.kind = static_cast<std::int8_t>(axis[2] < 0 ? product_space::inner : axis[1] < 0 ? product_space::rows : axis[0] < 0 ? product_space::columns : product_space::batch);
                // each of them is set: g++ 12 takes what only its initialiser has set for 0 when it optimises
                for (int o = 0; o < 3; ++o) p.axis[o] = axis[o] >= 0 ? tables.operands[x.operand + o].info.axis[axis[o]] : std::int8_t{-1};
            }
        }
        return all;
    }();

    TYPEGRAD_HOST_INLINE static table_call by_tables(const call& c) {
        return {c.dims, c.dims + tables.dim_count, c.buffers, c.slots, c.begin, tables.buffers, tables.operands, tables.finishes};
    }
    /// Row-major stride of axis `axis` of operand `o`'s frame, or what the bound array says. A constant where all that it needs is one.
    TYPEGRAD_HOST_INLINE static std::ptrdiff_t stride(const call& c, const operand_table_entry& o, int axis) {
        if (axis < 0) return 0;
        if (o.strided) return c.slots[tables.buffers[o.info.buffer].info.index].stride[axis];
        std::ptrdiff_t s = 1;
        for (int k = o.frame.rank; --k > axis;) s *= static_cast<std::ptrdiff_t>(value(c, o.frame.extent[k]));
        return s;
    }
    template <std::size_t O, int Axis>
    TYPEGRAD_HOST_INLINE static std::ptrdiff_t stride(const call& c) {
        constexpr operand_table_entry o = tables.operands[O];
        return stride(c, o, Axis);
    }
    static constexpr bool has_fixed(const plan_operand& o) {
        for (const auto index : o.fixed)
            if (index != 0) return true;
        return false;
    }
    /// Where operand O of the tile begins.
    template <std::size_t O>
    TYPEGRAD_HOST_INLINE static auto* pointer(const call& c) {
        constexpr operand_table_entry o = tables.operands[O];
        using T = element_type<o.info.type>;
        T* p = static_cast<T*>(c.buffers[o.info.buffer]);
        if constexpr (has_fixed(o.info))
            unrolled<max_rank>([&](auto k) TYPEGRAD_LAMBDA {
                if constexpr (o.info.fixed[k] != 0) p += static_cast<std::ptrdiff_t>(o.info.fixed[k]) * stride<O, static_cast<int>(k.value)>(c);
            });
        if constexpr (o.info.lead >= 0) p += static_cast<std::ptrdiff_t>(c.begin) * stride<O, o.info.lead>(c);
        return p;
    }
    /// The same, read from the tables.
    static std::byte* pointer(const call& c, const operand_table_entry& o) { return by_tables(c).pointer(o); }
    /// The axes of product `kernel`, read from the tables.
    static product_space space_of(const call& c, std::size_t kernel) { return by_tables(c).space_of(tables.kernels[kernel].info, products.of[kernel]); }
    /// All rows of each group are one tile.
    TYPEGRAD_HOST_INLINE static void join_groups(call& c) {
        for (std::size_t g = 0; g < group_count; ++g) c.dims[static_cast<std::size_t>(tables.dim_count) + g] = value(&c, tables.groups[g].rows);
    }
    TYPEGRAD_HOST_INLINE static void read_dims(call& c) {
        c.dims[tables.dim_count] = 0; // nobody reads it, but g++ warns where it cannot see that
        unrolled<static_cast<std::size_t>(tables.dim_count)>([&](auto d) TYPEGRAD_LAMBDA { c.dims[d] = c.slots[tables.dims[d].slot].extent[tables.dims[d].axis]; });
    }
};

} // namespace typegrad
