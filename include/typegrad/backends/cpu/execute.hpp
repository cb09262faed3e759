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
    /// Bytes of a workspace buffer, with room for the lanes that a row's end overhangs.
    static std::size_t bytes(const call& c, std::size_t b) {
        const buffer_table_entry& e = tables.buffers[b];
        const std::int64_t n = elements(c, e.shape);
        return (static_cast<std::size_t>(n) * static_cast<std::size_t>(size_of(e.info.type)) + 64 + 63) / 64 * 64;
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

    template <dtype T>
    static void fill(void* p, std::int64_t n, op reduction, dtype of) {
        using E = element_type<T>;
        E v{};
        const auto pick = [&]<class R>(R) TYPEGRAD_LAMBDA {
            switch (reduction) {
            case op::prod: return static_cast<E>(rule<op::prod>::identity<R>());
            case op::max: return static_cast<E>(rule<op::max>::identity<R>());
            case op::min: return static_cast<E>(rule<op::min>::identity<R>());
            default: return static_cast<E>(0);
            }
        };
        v = of == dtype::int32 ? pick(std::int32_t{}) : of == dtype::int64 ? pick(std::int64_t{}) : of == dtype::float32 ? pick(float{}) : pick(double{});
        for (std::int64_t i = 0; i < n; ++i) static_cast<E*>(p)[i] = v;
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
        unrolled<static_cast<std::size_t>(k.info.finish_count)>([&](auto i) TYPEGRAD_LAMBDA {
            constexpr std::size_t b = static_cast<std::size_t>(tables.finishes[static_cast<std::size_t>(k.info.finish) + i].accumulator);
            constexpr std::size_t r = static_cast<std::size_t>(tables.finishes[static_cast<std::size_t>(k.info.finish) + i].result);
            fill<tables.buffers[b].info.type>(c.buffers[b], elements(c, tables.buffers[b].shape), tables.buffers[b].info.identity, tables.buffers[r].info.type);
        });
        kernel_type<K>::run(frame);
        unrolled<static_cast<std::size_t>(k.info.finish_count)>([&](auto i) TYPEGRAD_LAMBDA {
            constexpr finish_record f = tables.finishes[static_cast<std::size_t>(k.info.finish) + i];
            using A = element_type<tables.buffers[f.accumulator].info.type>;
            using T = element_type<tables.buffers[f.result].info.type>;
            const std::int64_t n = elements(c, tables.buffers[f.accumulator].shape);
            for (std::int64_t j = 0; j < n; ++j) static_cast<T*>(c.buffers[f.result])[j] = static_cast<T>(static_cast<const A*>(c.buffers[f.accumulator])[j]);
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
        unrolled<static_cast<std::size_t>(tables.dim_count)>([&](auto d) TYPEGRAD_LAMBDA { c.dims[d] = c.slots[tables.dims[d].slot].extent[tables.dims[d].axis]; });
    }

    /// Offsets of the workspace's buffers: each takes the lowest place that is free during its life. Returns the size.
    static std::size_t place(const call& c, std::size_t* offset) {
        std::size_t total = 0;
        std::size_t size[buffer_count + 1];
        for (std::size_t b = 0; b < buffer_count; ++b) {
            if (!in_workspace(b)) continue;
            size[b] = bytes(c, b);
            const buffer& x = tables.buffers[b].info;
            const bool always = x.kind == buffer_kind::parameter || x.kind == buffer_kind::count; // written before the first kernel
            std::size_t at = 0;
            for (bool moved = true; moved;) {
                moved = false;
                for (std::size_t other = 0; other < b; ++other) {
                    if (!in_workspace(other)) continue;
                    const buffer& y = tables.buffers[other].info;
                    const bool y_always = y.kind == buffer_kind::parameter || y.kind == buffer_kind::count;
                    if (!always && !y_always && (x.last < y.first || y.last < x.first)) continue;
                    if (at < offset[other] + size[other] && offset[other] < at + size[b]) {
                        at = offset[other] + size[other];
                        moved = true;
                    }
                }
            }
            offset[b] = at;
            total = at + size[b] > total ? at + size[b] : total;
        }
        return total;
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
        });
        unrolled<tables.kernel_count>([&](auto k) TYPEGRAD_LAMBDA { run_kernel<k>(c); });
    }
};

} // namespace typegrad::cpu
