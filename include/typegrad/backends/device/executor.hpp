// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <typegrad/backends/device/cut.hpp>
#include <typegrad/backends/device/nest.hpp>
#include <typegrad/backends/device/product.hpp>
#include <typegrad/backends/device/totals.hpp>
#include <typegrad/backends/extremes.hpp>
#include <typegrad/backends/with_types.hpp>
#include <typegrad/program/engine.hpp>

/// Runs a plan kernel by kernel, each on all of a device.
namespace typegrad::device {

/// A scalar kernel: one thread.
template <std::size_t Operands, class Kernel>
struct scalar {
    void* at[Operands + 1];
    struct operands {
        void* const* at;
        template <class T>
        TYPEGRAD_INLINE T* of(std::size_t k) const { return static_cast<T*>(at[k]); }
    };
    template <class Team>
    TYPEGRAD_HD void operator()(const Team& team, std::int64_t) const {
        operands memory{at};
        if (team.rank() == 0) Kernel::run(memory);
    }
};

/// Memory of a call: buffers by their lifetimes, and behind them what the chunks of one nest have of their own.
template <std::size_t Buffers>
struct device_places : placement<Buffers> {
    std::size_t total = 0;
};
struct device_parts {
    std::size_t total = 0;
};

/// `System` says where kernels run: how work is split, launched, and memory written (backends/thrust/).
template <class System, class Source>
struct executor : nest_cuts<System, Source> {
    using base = nest_cuts<System, Source>;
    using base::value;
    static constexpr const auto& tables = base::tables;
    static constexpr const auto& plan = base::plan;
    static constexpr std::size_t buffer_count = base::buffer_count, group_count = base::group_count;
    static constexpr bool from_tables = true;
    struct call : base::call {
        typename System::context on; ///< where and in which order it runs
    };
    using places = device_places<buffer_count>;
    template <std::size_t K>
    using scan = typegrad::scan_kernel<System, Source, K>;

    static void cut_groups(call& c) { base::join_groups(c); }
    static constexpr bool is_long(const call&) { return false; }

    // --- nests ---------------------------------------------------------------------------------------------------------
    template <std::size_t K, std::size_t... C, std::size_t... I>
    static constexpr auto kernel(std::index_sequence<C...>, std::index_sequence<I...>) {
        constexpr plan_kernel k = tables.kernels[K].info;
        using constants = constant_table<plan.constants[static_cast<std::size_t>(k.constant) + C]...>;
        if constexpr (k.kind == kernel_kind::scalar) return std::type_identity<scalar<static_cast<std::size_t>(k.operand_count), scalar_kernel<constants, plan.code[static_cast<std::size_t>(k.code) + I]...>>>{};
        else return std::type_identity<nest<constants, plan.code[static_cast<std::size_t>(k.code) + I]...>>{};
    }
    template <std::size_t K>
    static constexpr auto kernel() {
        return kernel<K>(std::make_index_sequence<static_cast<std::size_t>(tables.kernels[K].info.constant_count)>{}, std::make_index_sequence<static_cast<std::size_t>(tables.kernels[K].info.code_size)>{});
    }
    // (No alias for decltype(kernel<K>())::type: nvcc would print it where it launches, with names of lambdas in it that it cannot print.)
    template <std::size_t K>
    static constexpr std::int64_t width() { return static_cast<std::int64_t>(decltype(kernel<K>())::type::width); }

    /// A kernel over elements side by side.
    template <class Kernel>
    static void launch_over(const call& c, Kernel kernel, std::int64_t elements, std::int64_t work = 1) {
        work_size w;
        w.indices = elements;
        w.vectors = work;
        w.inner_cut = true;
        kernel.split = System::split(w);
        System::launch(c.on, kernel.split, kernel);
    }

    template <std::size_t K>
    static void run_nest(const call& c, std::byte* room) {
        constexpr kernel_table_entry k = tables.kernels[K];
        using nest = typename decltype(kernel<K>())::type;
        nest f{};
        f.frame.split = base::split_of(&c, k, static_cast<std::int64_t>(nest::width));
        const work_split& split = f.frame.split;
        for (int d = 0; d < k.info.dim_count; ++d) f.frame.extent[d] = static_cast<std::ptrdiff_t>(base::extent_of(&c, k, d));
        for (int m = 0; m < k.info.operand_count; ++m) {
            const operand_table_entry& o = tables.operands[k.info.operand + m];
            f.frame.base[m] = base::pointer(c, o);
            f.frame.copy[m] = 0;
            for (int d = 0; d < k.info.dim_count; ++d) f.frame.stride[m][d] = base::stride(c, o, o.info.axis[d]);
        }
        struct { std::size_t at; std::int64_t elements, copies; } copied[static_cast<std::size_t>(k.info.operand_count) + 1];
        base::each_copied(&c, k, split, [&](int m, std::size_t at, std::int64_t elements, std::int64_t copies) {
            copied[m] = {at, elements, copies};
            f.frame.base[m] = copies > 0 ? room + at : nullptr;
            const bool row = base::role_of(k.info, m) == operand_role::row_buffer;
            f.frame.copy[m] = copies == 0  ? static_cast<std::ptrdiff_t>(at)
                              : copies > 1 ? static_cast<std::ptrdiff_t>(elements * (row ? size_of(tables.operands[k.info.operand + m].info.type) : 8))
                                           : 0;
            std::ptrdiff_t s = 1;
            for (int d = k.info.dim_count; d-- > 0;) {
                const bool follows = (base::dims_of(k.info, m) >> d & 1u) != 0;
                f.frame.stride[m][d] = follows ? s : 0;
                if (follows) s *= f.frame.extent[d];
            }
        });
        f.frame.aligned = true;
        for (int m = 0; m < k.info.operand_count; ++m) {
            const bool contiguous = base::words_of(k.info).mode(m) == stride_mode::contiguous;
            if (contiguous && !base::is_accumulator(base::role_of(k.info, m)))
                f.frame.aligned = f.frame.aligned && is_aligned(f.frame.base[m], f.frame.stride[m], base::dims_of(k.info, m), k.info.dim_count - 1, size_of(tables.operands[k.info.operand + m].info.type), nest::width);
        }
        const auto each_accumulator = [&](const auto& run) {
            unrolled<static_cast<std::size_t>(k.info.operand_count)>([&](auto m) {
                constexpr int operand = static_cast<int>(m.value);
                if constexpr (base::is_accumulator(base::role_of(tables.kernels[K].info, operand))) {
                    constexpr accumulator_facts a = facts_of(tables.kernels[K].info, operand);
                    run(a, std::integral_constant<op, a.reduction>{}, element_type<a.type>{}, copied[operand].elements, copied[operand].copies, room + copied[operand].at);
                }
            });
        };
        each_accumulator([&](const accumulator_facts& a, auto reduction, auto element, std::int64_t elements, std::int64_t copies, std::byte* totals) {
            using T = decltype(element);
            if constexpr (!nest::columns)
                if (!a.whole) launch_over(c, start_totals<T, reduction.value>{reinterpret_cast<total_type<T>*>(totals), elements * copies, {}}, elements * copies);
        });
        System::launch(c.on, split, f);
        each_accumulator([&](const accumulator_facts& a, auto reduction, auto element, std::int64_t elements, std::int64_t copies, std::byte* totals) {
            using T = decltype(element);
            const std::int64_t n = a.whole ? 1 : base::elements(c, tables.buffers[a.result].shape);
            launch_over(c, finish_totals<T, reduction.value>{reinterpret_cast<const total_type<T>*>(totals), static_cast<T*>(c.buffers[a.result]), n, elements, copies, {}}, n, copies);
        });
    }
    /// What accumulator `operand` of a nest becomes. `whole`: one number, of everything.
    struct accumulator_facts {
        int result = 0;
        dtype type = dtype::none;
        op reduction = op::sum;
        bool whole = false;
    };
    static constexpr accumulator_facts facts_of(const plan_kernel& k, int operand) {
        accumulator_facts a;
        a.result = tables.operands[k.operand + operand].info.buffer;
        a.whole = base::role_of(k, operand) == operand_role::result;
        if (tables.buffers[a.result].info.kind == buffer_kind::accumulator) {
            a.reduction = tables.buffers[a.result].info.identity;
            int i = k.finish;
            while (tables.finishes[i].accumulator != a.result) ++i;
            a.result = tables.finishes[i].result;
        } else a.reduction = op_of(Source::graph.words[tables.buffers[a.result].info.node]);
        a.type = tables.buffers[a.result].info.type;
        return a;
    }
    static bool is_aligned(const void* p, const std::ptrdiff_t* stride, unsigned dims, int inner, std::int64_t size, std::size_t width) {
        const std::uintptr_t bytes = static_cast<std::uintptr_t>(size) * width < 16 ? static_cast<std::uintptr_t>(size) * width : 16;
        std::uintptr_t all = reinterpret_cast<std::uintptr_t>(p);
        for (int d = 0; d < inner; ++d)
            if ((dims >> d & 1u) != 0) all |= static_cast<std::uintptr_t>(stride[d]) * static_cast<std::uintptr_t>(size);
        return all % bytes == 0;
    }

    // --- for reports ----------------------------------------------------------------------------------------------------
    template <std::size_t K>
    static std::string nest_text(const call& c) {
        const work_split s = base::split_of(&c, tables.kernels[K], width<K>());
        return std::to_string(s.chunks) + (s.chunks == 1 ? " chunk" : " chunks") + (s.team == 1 ? " of one thread, " : " of " + std::to_string(s.team) + " threads, ") + std::to_string(width<K>()) + " numbers side by side" + (s.scratch > 0 ? ", rows in shared memory" : "");
    }
    /// A nest itself, and what begins and finishes its accumulators.
    template <std::size_t K>
    static std::int64_t nest_launches() {
        const plan_kernel& k = tables.kernels[K].info;
        std::int64_t n = 1;
        for (int m = 0; m < k.operand_count; ++m)
            if (base::is_accumulator(base::role_of(k, m))) n += decltype(kernel<K>())::type::columns || facts_of(k, m).whole ? 1 : 2;
        return n;
    }

    // --- other kernels --------------------------------------------------------------------------------------------------
    template <std::size_t K>
    static void run_scalar(const call& c) {
        constexpr plan_kernel k = tables.kernels[K].info;
        typename decltype(kernel<K>())::type f{};
        for (int m = 0; m < k.operand_count; ++m) f.at[m] = base::pointer(c, tables.operands[k.operand + m]);
        System::launch(c.on, work_split{}, f);
    }
    template <std::size_t K>
    static void run_product(const call& c) {
        constexpr plan_kernel k = tables.kernels[K].info;
        using factor = element_type<tables.operands[static_cast<std::size_t>(k.operand)].info.type>;
        using T = element_type<tables.operands[static_cast<std::size_t>(k.operand) + 2].info.type>;
        const operand_table_entry* o = tables.operands + k.operand;
        const product_space space = base::space_of(c, K);
        const auto at = [&](int m) { return static_cast<void*>(base::pointer(c, o[m])); };
        factor *const a = static_cast<factor*>(at(0)), *const b = static_cast<factor*>(at(1));
        T* const y = static_cast<T*>(at(2));
        if (System::template multiplies<factor>(space)) return System::multiply(c.on, a, b, y, space);
        const product<factor, T> f(a, b, y, space);
        launch_over(c, f, f.elements, f.depth());
    }
    template <std::size_t K>
    static void run_kernel(const call& c, std::byte* room) {
        constexpr kernel_kind kind = tables.kernels[K].info.kind;
        if constexpr (kind == kernel_kind::scalar) run_scalar<K>(c);
        else if constexpr (kind == kernel_kind::product) run_product<K>(c);
        else if constexpr (kind == kernel_kind::scan) scan<K>::run(c);
        else run_nest<K>(c, room);
    }

    // --- memory ---------------------------------------------------------------------------------------------------------
    static constexpr bool is_placed(std::size_t b) {
        const buffer_kind k = tables.buffers[b].info.kind;
        return k != buffer_kind::slot && k != buffer_kind::output && k != buffer_kind::accumulator && k != buffer_kind::row_buffer;
    }
    static constexpr std::size_t bytes(const call* c, std::size_t b) {
        const buffer_table_entry& e = tables.buffers[b];
        if (e.info.kind == buffer_kind::count) return padded_bytes(1, e.info.type);
        if (e.info.kind == buffer_kind::step_memory) return padded_bytes(step_bytes(c, e.info.index), e.info.type);
        std::int64_t n = 1;
        for (int k = 0; k < e.shape.rank; ++k) n *= value(c, e.shape.extent[k]);
        return padded_bytes(n, e.info.type);
    }
    static std::size_t bytes(const call& c, std::size_t b) { return bytes(&c, b); }
    static constexpr std::int64_t step_bytes(const call* c, int kernel) {
        std::int64_t n = 0;
        unrolled<tables.kernel_count>([&](auto k) {
            if constexpr (tables.kernels[k].info.kind == kernel_kind::scan)
                if (kernel == static_cast<int>(k.value)) n = scan<k>::bytes(c);
        });
        return n;
    }
    static constexpr places place(const call* c) {
        places p;
        for (std::size_t b = 0; b < buffer_count; ++b)
            if (is_placed(b)) p.shared = largest(p.shared, p.put(b, bytes(c, b), 0, [&](std::size_t other) { return is_placed(other) && alive_together(tables.buffers[b].info, tables.buffers[other].info); }));
        unrolled<tables.kernel_count>([&](auto k) {
            if constexpr (tables.kernels[k].info.kind == kernel_kind::nest)
                p.total = largest(p.total, base::each_copied(c, tables.kernels[k], base::split_of(c, tables.kernels[k], width<k>()), [](int, std::size_t, std::int64_t, std::int64_t) {}));
        });
        p.total += p.shared;
        return p;
    }
    static places place(const call& c) { return place(&c); }
    static constexpr std::size_t static_bytes() { return place(nullptr).total; }
    template <bool Cut>
    static device_parts parts_of(const call&, const places& p) { return {p.total}; }

    /// Where every buffer is. `outputs[k]` receives root k.
    static void find_buffers(call& c, void* const* outputs, const word* parameters, std::byte* memory, const places& p, const device_parts&) {
        for (std::size_t b = 0; b < buffer_count; ++b) {
            const buffer& x = tables.buffers[b].info;
            if (x.kind == buffer_kind::slot) c.buffers[b] = c.slots[x.index].data;
            else if (x.kind == buffer_kind::output) c.buffers[b] = outputs[x.index];
            else if (is_placed(b)) {
                c.buffers[b] = memory + p.offset[b];
                if (x.kind == buffer_kind::parameter || x.kind == buffer_kind::count)
                    with_element_type(x.type, [&](auto element) {
                        using T = decltype(element);
                        const T number = x.kind == buffer_kind::count ? static_cast<T>(base::elements(c, tables.buffers[b].shape))
                                         : is_floating(x.type)        ? static_cast<T>(__builtin_bit_cast(double, parameters[x.index]))
                                                                      : static_cast<T>(static_cast<std::int64_t>(parameters[x.index]));
                        System::write(c.on, static_cast<T*>(c.buffers[b]), number);
                    });
            } else c.buffers[b] = nullptr;
            if (c.buffers[b] == nullptr) c.buffers[b] = memory; // an empty array
        }
    }
    template <bool Cut>
    static void run_kernels(const call& c, std::byte* memory, const places& p, const device_parts&) {
        unrolled<tables.kernel_count>([&](auto k) { run_kernel<k>(c, memory + p.shared); });
    }
    template <bool Cut>
    static void run(call& c, void* const* outputs, const word* parameters, std::byte* memory, const places& p, const device_parts& w) {
        find_buffers(c, outputs, parameters, memory, p, w);
        run_kernels<Cut>(c, memory, p, w);
    }
};

} // namespace typegrad::device
