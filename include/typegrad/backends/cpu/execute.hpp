// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/arrays/traits.hpp>
#include <typegrad/backends/cpu/arena.hpp>
#include <typegrad/backends/cpu/nest_kernel.hpp>
#include <typegrad/backends/cpu/product.hpp>
#include <typegrad/program/tables.hpp>

/// Runs a plan on the CPU.
namespace typegrad::cpu {

/// Calls `f` with std::integral_constant 0 … N-1.
template <std::size_t N, class F>
TYPEGRAD_INLINE void unrolled(F f) {
    [&]<std::size_t... I>(std::index_sequence<I...>) TYPEGRAD_LAMBDA { (f(std::integral_constant<std::size_t, I>{}), ...); }(std::make_index_sequence<N>{});
}

template <class Source>
struct executor {
    static constexpr const auto& plan = Source::plan;
    static constexpr const auto& tables = Source::tables;
    using arch = xsimd::default_arch;
    static constexpr std::size_t buffer_count = tables.buffer_count;

    struct call {
        std::int64_t dims[static_cast<std::size_t>(tables.dim_count) + 1];
        void* buffers[buffer_count + 1];
        const binding* slots;
    };

    template <extent_code E>
    TYPEGRAD_INLINE static std::int64_t value(const call& c) {
        if constexpr (E >= 0) return E;
        else return c.dims[~E];
    }
    static std::int64_t value(const call& c, extent_code e) { return e >= 0 ? e : c.dims[~e]; }

    static std::int64_t elements(const call& c, const shape_code& s) {
        std::int64_t n = 1;
        for (int k = 0; k < s.rank; ++k) n *= value(c, s.extent[k]);
        return n;
    }
    /// Elements of one row of a nest, or -1 where `extent` gives less for one of its factors.
    template <class Extent>
    static constexpr std::int64_t row_elements(const kernel_table_entry& k, Extent extent) {
        std::int64_t n = 1;
        for (int d = k.info.split; d < k.info.dim_count; ++d)
            for (int i = 0; i < k.factors[d]; ++i) {
                const std::int64_t factor = extent(k.extent[d][i]);
                n = n < 0 || factor < 0 ? -1 : n * factor;
            }
        return n;
    }
    /// Elements of a workspace buffer if they are known when the program compiles, else -1.
    static constexpr std::int64_t known_elements(std::size_t b) {
        const buffer_table_entry& e = tables.buffers[b];
        if (e.info.kind == buffer_kind::count) return 1;
        if (e.info.kind == buffer_kind::row_buffer) return row_elements(tables.kernels[e.info.index], [](extent_code code) { return code; });
        return e.shape.static_elements;
    }
    /// Bytes of a buffer, with room for the lanes that a row's end overhangs.
    static std::size_t bytes(const call& c, std::size_t b) {
        const buffer_table_entry& e = tables.buffers[b];
        if (e.info.kind == buffer_kind::count) return padded_bytes(1, e.info.type);
        if (e.info.kind == buffer_kind::row_buffer) return padded_bytes(row_elements(tables.kernels[e.info.index], [&](extent_code code) { return value(c, code); }), e.info.type);
        return padded_bytes(elements(c, e.shape), e.info.type);
    }
    static constexpr std::size_t padded_bytes(std::int64_t n, dtype type) {
        return (static_cast<std::size_t>(n) * static_cast<std::size_t>(size_of(type)) + 64 + 63) / 64 * 64;
    }
    static constexpr bool in_workspace(std::size_t b) {
        const buffer_kind k = tables.buffers[b].info.kind;
        return k != buffer_kind::slot && k != buffer_kind::output;
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
    template <std::size_t O>
    TYPEGRAD_INLINE static auto* pointer(const call& c) {
        constexpr operand_table_entry o = tables.operands[O];
        using T = element_type<o.info.type>;
        T* p = static_cast<T*>(c.buffers[o.info.buffer]);
        unrolled<max_rank>([&](auto k) TYPEGRAD_LAMBDA {
            if constexpr (o.info.fixed[k] != 0) p += static_cast<std::ptrdiff_t>(o.info.fixed[k]) * stride<O, static_cast<int>(k.value)>(c);
        });
        return p;
    }

    template <std::size_t K, std::size_t... C, std::size_t... I>
    static constexpr auto kernel(std::index_sequence<C...>, std::index_sequence<I...>) {
        constexpr std::size_t c = static_cast<std::size_t>(tables.kernels[K].info.constant), s = static_cast<std::size_t>(tables.kernels[K].info.code);
        using constants = constant_table<plan.constants[c + C]...>;
        if constexpr (tables.kernels[K].info.kind == kernel_kind::scalar) return scalar_kernel<constants, plan.code[s + I]...>{};
        else return nest_kernel<arch, constants, plan.code[s + I]...>{};
    }
    template <std::size_t K>
    using kernel_type = decltype(kernel<K>(std::make_index_sequence<static_cast<std::size_t>(tables.kernels[K].info.constant_count)>{}, std::make_index_sequence<static_cast<std::size_t>(tables.kernels[K].info.code_size)>{}));

    template <std::size_t K>
    TYPEGRAD_INLINE static void run_scalar(const call& c) {
        constexpr plan_kernel k = tables.kernels[K].info;
        scalar_operands<static_cast<std::size_t>(k.operand_count) + 1> memory;
        unrolled<static_cast<std::size_t>(k.operand_count)>([&](auto i) TYPEGRAD_LAMBDA {
            constexpr std::size_t o = static_cast<std::size_t>(k.operand) + i;
            memory.template of<element_type<tables.operands[o].info.type>>(i) = pointer<o>(c);
        });
        kernel_type<K>::run(memory);
    }

    template <std::size_t O, std::size_t Node>
    TYPEGRAD_INLINE static auto matrix(const call& c, std::int64_t rows, std::int64_t columns, int row_axis, int column_axis) {
        using T = element_type<tables.operands[O].info.type>;
        matrix_view<T> m{pointer<O>(c), rows, columns, 0, 0};
        unrolled<max_rank>([&](auto k) TYPEGRAD_LAMBDA {
            constexpr int axis = tables.operands[O].info.axis[k];
            if (static_cast<int>(k.value) == row_axis) m.row_stride = stride<O, axis>(c);
            if (static_cast<int>(k.value) == column_axis) m.column_stride = stride<O, axis>(c);
        });
        return m;
    }
    template <std::size_t K>
    static void run_product(const call& c) {
        constexpr std::size_t o = static_cast<std::size_t>(tables.kernels[K].info.operand);
        constexpr node_id node = tables.kernels[K].info.node;
        constexpr const word* w = Source::graph.words;
        constexpr node_id a = a_of(w[node]), b = b_of(w[node]);
        constexpr int ra = b_of(w[shape_of(w[a])]), rb = b_of(w[shape_of(w[b])]);
        const std::int64_t m = ra == 2 ? value(c, Source::template extent_code_of<a, 0>()) : 1;
        const std::int64_t k = value(c, Source::template extent_code_of<b, 0>());
        const std::int64_t n = rb == 2 ? value(c, Source::template extent_code_of<b, 1>()) : 1;
        product<arch>(matrix<o, a>(c, m, k, ra == 2 ? 0 : -1, ra - 1), matrix<o + 1, b>(c, k, n, 0, rb == 2 ? 1 : -1),
                      matrix<o + 2, node>(c, m, n, ra == 2 ? 0 : -1, rb == 2 ? ra - 1 : -1));
    }

    /// Calls `f` with the accumulator and result buffers of a kernel, and the number of their elements.
    template <std::size_t K, class F>
    TYPEGRAD_INLINE static void each_accumulator(const call& c, F f) {
        constexpr plan_kernel k = tables.kernels[K].info;
        unrolled<static_cast<std::size_t>(k.finish_count)>([&](auto i) TYPEGRAD_LAMBDA {
            constexpr finish_record r = tables.finishes[static_cast<std::size_t>(k.finish) + i];
            constexpr std::int64_t known = tables.buffers[r.accumulator].shape.static_elements;
            f(std::integral_constant<std::size_t, static_cast<std::size_t>(r.accumulator)>{}, std::integral_constant<std::size_t, static_cast<std::size_t>(r.result)>{},
              known >= 0 ? known : elements(c, tables.buffers[r.accumulator].shape));
        });
    }
    template <std::size_t K>
    TYPEGRAD_INLINE static void run_nest(const call& c) {
        constexpr kernel_table_entry k = tables.kernels[K];
        nest_frame frame;
        unrolled<static_cast<std::size_t>(k.info.dim_count)>([&](auto d) TYPEGRAD_LAMBDA {
            std::int64_t n = 1;
            unrolled<static_cast<std::size_t>(k.factors[d])>([&](auto i) TYPEGRAD_LAMBDA { n *= value<k.extent[d][i]>(c); });
            frame.extent[d] = static_cast<std::ptrdiff_t>(n);
        });
        unrolled<static_cast<std::size_t>(k.info.operand_count)>([&](auto m) TYPEGRAD_LAMBDA {
            constexpr std::size_t o = static_cast<std::size_t>(k.info.operand) + m;
            frame.base[m] = pointer<o>(c);
            unrolled<static_cast<std::size_t>(k.info.dim_count)>([&](auto d) TYPEGRAD_LAMBDA {
                if constexpr (tables.operands[o].info.row_buffer) {
                    std::ptrdiff_t s = static_cast<int>(d.value) < k.info.split ? 0 : 1;
                    for (std::size_t later = d + 1; later < static_cast<std::size_t>(k.info.dim_count); ++later) s *= frame.extent[later];
                    frame.stride[m][d] = s;
                } else frame.stride[m][d] = stride<o, tables.operands[o].info.axis[d]>(c);
            });
        });
        each_accumulator<K>(c, [&](auto accumulator, auto result, std::int64_t n) TYPEGRAD_LAMBDA {
            using A = element_type<tables.buffers[accumulator].info.type>;
            using T = element_type<tables.buffers[result].info.type>;
            constexpr A start = static_cast<A>(rule<tables.buffers[accumulator].info.identity>::template identity<T>());
            for (std::int64_t j = 0; j < n; ++j) static_cast<A*>(c.buffers[accumulator])[j] = start;
        });
        kernel_type<K>::run(frame);
        each_accumulator<K>(c, [&](auto accumulator, auto result, std::int64_t n) TYPEGRAD_LAMBDA {
            using A = element_type<tables.buffers[accumulator].info.type>;
            using T = element_type<tables.buffers[result].info.type>;
            for (std::int64_t j = 0; j < n; ++j) static_cast<T*>(c.buffers[result])[j] = static_cast<T>(static_cast<const A*>(c.buffers[accumulator])[j]);
        });
    }

    template <std::size_t K>
    TYPEGRAD_INLINE static void run_kernel(const call& c) {
        constexpr kernel_kind kind = tables.kernels[K].info.kind;
        if constexpr (kind == kernel_kind::scalar) run_scalar<K>(c);
        else if constexpr (kind == kernel_kind::product) run_product<K>(c);
        else run_nest<K>(c);
    }

    TYPEGRAD_INLINE static void read_dims(call& c) {
        c.dims[tables.dim_count] = 0; // nobody reads it, but g++ warns where it cannot see that
        unrolled<static_cast<std::size_t>(tables.dim_count)>([&](auto d) TYPEGRAD_LAMBDA { c.dims[d] = c.slots[tables.dims[d].slot].extent[tables.dims[d].axis]; });
    }

    /// Is the workspace's size known when the program compiles?
    static constexpr bool static_workspace = [] {
        for (std::size_t b = 0; b < buffer_count; ++b)
            if (in_workspace(b) && known_elements(b) < 0) return false;
        return true;
    }();
    struct placement {
        std::size_t offset[buffer_count + 1]{}, size[buffer_count + 1]{};
        std::size_t total = 0;

        /// Buffer `b` takes the lowest place from `at` on that is free during its life, among those placed with it.
        template <class Beside>
        constexpr void put(std::size_t b, std::size_t bytes, std::size_t at, Beside beside) {
            size[b] = bytes;
            for (bool moved = true; moved;) {
                moved = false;
                for (std::size_t other = 0; other < b; ++other)
                    if (beside(other) && at < offset[other] + size[other] && offset[other] < at + bytes) {
                        at = offset[other] + size[other];
                        moved = true;
                    }
            }
            offset[b] = at;
            total = at + bytes > total ? at + bytes : total;
        }
    };
    static constexpr bool alive_together(std::size_t b, std::size_t other) {
        const buffer &x = tables.buffers[b].info, &y = tables.buffers[other].info;
        const auto always = [](const buffer& v) { return v.kind == buffer_kind::parameter || v.kind == buffer_kind::count; }; // written first
        return always(x) || always(y) || (x.last >= y.first && y.last >= x.first);
    }
    /// Buffers of known size come first, where the compiler puts them; the others are placed behind them at the call.
    static constexpr placement known_places = [] {
        placement p;
        for (std::size_t b = 0; b < buffer_count; ++b)
            if (in_workspace(b) && known_elements(b) >= 0)
                p.put(b, padded_bytes(known_elements(b), tables.buffers[b].info.type), 0, [&](std::size_t other) { return in_workspace(other) && known_elements(other) >= 0 && alive_together(b, other); });
        return p;
    }();
    struct flags { bool of[buffer_count + 1]; };
    template <std::size_t B>
    static constexpr flags placed_beside = [] {
        flags f{};
        for (std::size_t other = 0; other < B; ++other) f.of[other] = in_workspace(other) && known_elements(other) < 0 && alive_together(B, other);
        return f;
    }();
    static placement place(const call& c) {
        placement p = known_places;
        unrolled<buffer_count>([&](auto b) TYPEGRAD_LAMBDA {
            if constexpr (in_workspace(b) && known_elements(b) < 0) {
                const bool* beside = placed_beside<b>.of;
                p.put(b, bytes(c, b), known_places.total, [beside](std::size_t other) { return beside[other]; });
            }
        });
        return p;
    }

    /// Runs every kernel. `outputs[k]` receives root k; all memory has been checked and reserved before.
    static void run(call& c, void* const* outputs, const word* parameters, std::byte* memory, const std::size_t* offset) noexcept {
        unrolled<buffer_count>([&](auto b) TYPEGRAD_LAMBDA {
            constexpr buffer x = tables.buffers[b].info;
            using T = element_type<x.type>;
            if constexpr (x.kind == buffer_kind::slot) c.buffers[b] = c.slots[x.index].data;
            else if constexpr (x.kind == buffer_kind::output) c.buffers[b] = outputs[x.index];
            else {
                c.buffers[b] = memory + offset[b];
                if constexpr (x.kind == buffer_kind::parameter) *static_cast<T*>(c.buffers[b]) = is_floating(x.type) ? static_cast<T>(__builtin_bit_cast(double, parameters[x.index])) : static_cast<T>(static_cast<std::int64_t>(parameters[x.index]));
                if constexpr (x.kind == buffer_kind::count) *static_cast<T*>(c.buffers[b]) = static_cast<T>(elements(c, tables.buffers[b].shape));
            }
            if (c.buffers[b] == nullptr) c.buffers[b] = memory; // an empty array: loops may step along it
        });
        unrolled<tables.kernel_count>([&](auto k) TYPEGRAD_LAMBDA { run_kernel<k>(c); });
    }
};

} // namespace typegrad::cpu
