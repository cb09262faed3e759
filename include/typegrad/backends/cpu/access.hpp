// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/arrays/traits.hpp>
#include <typegrad/backends/cpu/unrolled.hpp>
#include <typegrad/program/tables.hpp>

/// What the kernels of a plan work on in one call: extents, strides and pointers.
namespace typegrad::cpu {

/// How the rows of a group of kernels are cut: into chunks, which threads take, and these into tiles. Depends on the extents alone.
struct group_cut {
    std::int64_t rows = 0, chunks = 1, chunk_rows = 0, tile_rows = 0;
    constexpr bool whole() const { return chunks == 1 && tile_rows >= rows; }
};

template <class Source>
struct plan_access {
    static constexpr const auto& plan = Source::plan;
    static constexpr const auto& tables = Source::tables;
    using arch = xsimd::default_arch;
    static constexpr std::size_t buffer_count = tables.buffer_count, group_count = tables.group_count;

    struct call {
        std::int64_t dims[static_cast<std::size_t>(tables.dim_count) + group_count + 1]; ///< behind the run-time extents the rows of each group's tile
        void* buffers[buffer_count + 1];
        const binding* slots;
        std::int64_t begin = 0; ///< first row of the tile
        bool first_tile = true;
        group_cut cut[group_count + 1];
    };

    template <extent_code E>
    TYPEGRAD_INLINE static std::int64_t value(const call& c) {
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

    /// The extent of what has label `L` in product K.
    template <std::size_t K, int L>
    static constexpr extent_code label_extent() {
        constexpr const word* w = Source::graph.words;
        constexpr node_id node = tables.kernels[K].info.node;
        constexpr int o = labels_of(w, node).axis(0, L) >= 0 ? 0 : 1;
        return Source::extent_code_of(o == 0 ? a_of(w[node]) : b_of(w[node]), labels_of(w, node).axis(o, L));
    }

    /// Row-major stride of axis `axis` of operand `o`'s frame, or what the bound array says.
    template <std::size_t O, int Axis>
    TYPEGRAD_INLINE static std::ptrdiff_t stride(const call& c) {
        constexpr operand_table_entry o = tables.operands[O];
        if constexpr (Axis < 0) return 0;
        else if constexpr (o.strided) return c.slots[tables.buffers[o.info.buffer].info.index].stride[Axis];
        else {
            std::ptrdiff_t s = 1;
            for (int k = o.frame.rank; --k > Axis;) s *= static_cast<std::ptrdiff_t>(value(c, o.frame.extent[k]));
            return s;
        }
    }
    static constexpr bool has_fixed(const plan_operand& o) {
        for (const auto index : o.fixed)
            if (index != 0) return true;
        return false;
    }
    /// Where operand O of the tile begins.
    template <std::size_t O>
    TYPEGRAD_INLINE static auto* pointer(const call& c) {
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
    TYPEGRAD_INLINE static void read_dims(call& c) {
        c.dims[tables.dim_count] = 0; // nobody reads it, but g++ warns where it cannot see that
        unrolled<static_cast<std::size_t>(tables.dim_count)>([&](auto d) TYPEGRAD_LAMBDA { c.dims[d] = c.slots[tables.dims[d].slot].extent[tables.dims[d].axis]; });
    }
};

} // namespace typegrad::cpu
