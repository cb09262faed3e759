// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tuple>
#include <typegrad/arrays/result.hpp>
#include <typegrad/backends/backends.hpp>
#include <typegrad/program/engine.hpp>
#include <typegrad/program/run_on_device.hpp>
#include <typegrad/program/run_planned.hpp>

/// One call: bind, check, run. Whatever can fail happens before the first store.
namespace typegrad {

template <class... Buffers>
struct into_buffers {
    std::tuple<Buffers&...> buffers;
};
/// Memory for results that the caller owns: `f(x, tg::into(g))` writes the last results there. Errors: another number of axes or
/// element type; tg::shape_error for extents, tg::alias_error where it overlaps what the call reads or writes.
template <class... Buffers>
constexpr into_buffers<std::remove_const_t<Buffers>...> into(Buffers&... buffers) {
    static_assert((writable<Buffers> && ...), "typegrad: into: the memory is const");
    static_assert((array<std::remove_const_t<Buffers>> && ...), "typegrad: into: buffers are arrays or numbers");
    return {std::tuple<std::remove_const_t<Buffers>&...>(const_cast<std::remove_const_t<Buffers>&>(buffers)...)}; // only elements are written
}
template <class T>
inline constexpr bool is_into = false;
template <class... B>
inline constexpr bool is_into<into_buffers<B...>> = true;

/// The bytes an array reaches over.
struct memory_range {
    const std::byte* first;
    const std::byte* last;
    constexpr bool overlaps(const memory_range& o) const { return first < o.last && o.first < last; }
};
inline memory_range range_of(const binding& b, int rank, std::size_t size) {
    if (b.data == nullptr) return {nullptr, nullptr};
    std::ptrdiff_t low = 0, high = 0;
    for (int k = 0; k < rank; ++k) {
        if (b.extent[k] == 0) return {nullptr, nullptr};
        const std::ptrdiff_t reach = static_cast<std::ptrdiff_t>(b.extent[k] - 1) * b.stride[k];
        (reach < 0 ? low : high) += reach;
    }
    const std::byte* p = static_cast<const std::byte*>(b.data);
    return {p + low * static_cast<std::ptrdiff_t>(size), p + (high + 1) * static_cast<std::ptrdiff_t>(size)};
}

/// Extents and element type of root K of a program, from its source graph.
template <class Program, std::size_t K>
struct root_info {
    static constexpr node_id node = Program::source.roots[K];
    static constexpr dtype type = settled(dtype_of(Program::source.words[node]));
    static constexpr node_id shape = shape_of(Program::source.words[node]);
    static constexpr int rank = b_of(Program::source.words[shape]);
    static constexpr std::int64_t extent(int axis) {
        const word e = Program::source.words[operand_of(Program::source.words, shape, axis)];
        return op_of(e) == op::extent ? static_extent_of(e) : -1;
    }
    template <family Family, std::size_t... A>
    static constexpr auto make(std::index_sequence<A...>) {
        return std::type_identity<typename result_container<Family, element_type<type>, extent(static_cast<int>(A))...>::type>{};
    }
    template <class Backend, family Family>
    static constexpr auto make_for() {
        if constexpr (Backend::own_memory && rank > 0) return std::type_identity<typename Backend::template array<element_type<type>, rank>>{};
        else return make<Family>(std::make_index_sequence<static_cast<std::size_t>(rank)>{});
    }
    /// What a new result lies in.
    template <class Backend, family Family>
    using container = typename decltype(make_for<Backend, Family>())::type;
};

/// Where kernels of one group read slot `slot` and write output `output`, do all of them walk along its rows? The others would
/// find, in the second tile, what has been written in the first.
template <class Planned>
constexpr bool tiles_in_step(int slot, int output) {
    const auto& t = Planned::tables;
    for (std::size_t g = 0; g < t.group_count; ++g) {
        const operand_table_entry* rows = nullptr;
        bool read = false, written = false, apart = false;
        for (int k = t.groups[g].info.first; k <= t.groups[g].info.last; ++k) {
            const plan_kernel& x = t.kernels[k].info;
            for (int i = 0; i < x.operand_count; ++i) {
                const operand_table_entry& o = t.operands[x.operand + i];
                const buffer& b = t.buffers[o.info.buffer].info;
                const bool in = b.kind == buffer_kind::slot && b.index == slot, out = b.kind == buffer_kind::output && b.index == output;
                if (!in && !out) continue;
                const bool sum = out && o.info.lead < 0; // a nest's is written when the group has run
                if (sum && x.kind == kernel_kind::nest) continue;
                read = read || in;
                written = written || out;
                apart = apart || o.info.lead < 0 || o.strided || (rows != nullptr && (o.info.lead != rows->info.lead || o.frame.rank != rows->frame.rank));
                for (int d = 0; rows != nullptr && d < o.frame.rank; ++d) apart = apart || o.frame.extent[d] != rows->frame.extent[d];
                rows = &o;
            }
            for (int i = 0; i < x.finish_count; ++i)
                if (const finish_record& f = t.finishes[x.finish + i]; f.lead >= 0 && t.buffers[f.result].info.kind == buffer_kind::output && t.buffers[f.result].info.index == output) written = apart = true;
        }
        if (read && written && apart) return false;
    }
    return true;
}

/// Is it safe that output `output` is written where slot `slot` is read? Every kernel that reads the slot must run before the
/// first that writes, or, with `in_step`, be a single pass over both that reads each element before it writes it.
template <class Planned>
constexpr bool in_place_safe(int slot, int output, bool in_step = true) {
    const auto& t = Planned::tables;
    if (!tiles_in_step<Planned>(slot, output)) return false;
    const auto is_out = [&](int b) { return t.buffers[b].info.kind == buffer_kind::output && t.buffers[b].info.index == output; };
    bool written = false;
    for (std::size_t k = 0; k < t.kernel_count; ++k) {
        const plan_kernel& x = t.kernels[k].info;
        int read = -1, write = -1;
        bool reads_twice = false, finishes = false;
        for (int i = 0; i < x.operand_count; ++i) {
            const operand_table_entry& o = t.operands[x.operand + i];
            if (is_out(o.info.buffer)) write = i;
            const buffer& b = t.buffers[o.info.buffer].info;
            if (b.kind == buffer_kind::slot && b.index == slot) {
                reads_twice = read >= 0;
                read = i;
            }
        }
        for (int i = 0; i < x.finish_count; ++i) finishes = finishes || is_out(t.finishes[x.finish + i].result);
        if (read >= 0) {
            if (written || (!in_step && (write >= 0 || finishes))) return false;
            if (write >= 0) {
                const operand_table_entry &from = t.operands[x.operand + read], &to = t.operands[x.operand + write];
                if (reads_twice || from.strided || from.frame.rank != to.frame.rank || !operands_in_step(Planned::plan, x, read, write)) return false;
                for (int d = 0; d < from.frame.rank; ++d)
                    if (from.frame.extent[d] != to.frame.extent[d]) return false;
            }
        }
        written = written || write >= 0 || finishes;
    }
    return true;
}

[[noreturn, gnu::noinline, gnu::cold]] inline void throw_alias(int result) {
    throw alias_error(joined({"typegrad: the memory for result ", result, " overlaps an array that the call reads or writes"}));
}

/// `Feeds`: array types bound to the program's feeds, in order. `Variables` gives `pointer<slot>()` for variables.
template <class Backend, class Program, class Feeds>
struct runner;

struct no_variables {
    template <int Slot, class T>
    constexpr T* pointer() const { return nullptr; }
};

template <class Backend, class Program, class... Feed>
struct runner<Backend, Program, std::tuple<Feed...>> {
    static constexpr std::size_t slots = Program::slot_count;
    template <std::size_t F>
    using feed_type = std::tuple_element_t<F, std::tuple<Feed...>>;
    static constexpr const auto& slot_list = Program::cut_graph.slots;

    static constexpr std::uint64_t strided = [] {
        std::uint64_t mask = 0;
        constexpr bool of[]{array_traits<Feed>::strided..., false};
        for (std::size_t s = 0; s < slots; ++s)
            if (slot_list[s].feed >= 0 && of[slot_list[s].feed]) mask |= std::uint64_t{1} << s;
        return mask;
    }();
    /// Runs as straight-line code.
    static constexpr bool straight = [] {
        if constexpr (strided != 0 || slot_shapes<Program>::shapes.dims != 0) return false;
        else if constexpr (Backend::straight_line) return straight_program<Program>::possible;
        else return !Backend::own_memory && straight_program<Program>::needed;
    }();

    /// Results of a straight-line program, constant expressions included.
    template <class Variables, class... Result>
    TYPEGRAD_HOST_INLINE static constexpr void run_straight(const std::tuple<const Feed&...>& feeds, const Variables& variables, const word* parameters, std::tuple<Result&...> results) {
        using program = straight_program<Program>;
        typename program::operands memory{};
        std::tuple<straight_view<Feed>...> fed;
        std::tuple<straight_view<Result>...> made;
        struct numbers { float floats[slots + 1]; double doubles[slots + 1]; std::int32_t int32s[slots + 1]; std::int64_t int64s[slots + 1]; bool booleans[slots + 1]; } values{};
        [&]<std::size_t... S>(std::index_sequence<S...>) TYPEGRAD_LAMBDA {
            [[maybe_unused]] const auto bind = [&]<std::size_t K>(std::integral_constant<std::size_t, K>) TYPEGRAD_LAMBDA {
                constexpr slot leaf = slot_list[K];
                using T = element_type<leaf.type>;
                if constexpr (leaf.feed >= 0) memory.template of<T>(K) = std::get<static_cast<std::size_t>(leaf.feed)>(fed).read(std::get<static_cast<std::size_t>(leaf.feed)>(feeds));
                else if constexpr (leaf.code == op::variable) memory.template of<T>(K) = variables.template pointer<static_cast<int>(K), T>();
                else {
                    constexpr std::size_t p = a_of(Program::source.words[leaf.source]);
                    const auto set = [&](auto* at) TYPEGRAD_LAMBDA {
                        at[K] = is_floating(leaf.type) ? static_cast<T>(__builtin_bit_cast(double, parameters[p])) : static_cast<T>(static_cast<std::int64_t>(parameters[p]));
                        memory.template of<T>(K) = at + K;
                    };
                    if constexpr (leaf.type == dtype::float32) set(values.floats);
                    else if constexpr (leaf.type == dtype::float64) set(values.doubles);
                    else if constexpr (leaf.type == dtype::int32) set(values.int32s);
                    else if constexpr (leaf.type == dtype::int64) set(values.int64s);
                    else set(values.booleans);
                }
            };
            (bind(std::integral_constant<std::size_t, S>{}), ...);
        }(std::make_index_sequence<slots>{});
        [&]<std::size_t... R>(std::index_sequence<R...>) TYPEGRAD_LAMBDA {
            ((memory.template of<element_type<root_info<Program, R>::type>>(slots + R) = std::get<R>(made).read(std::get<R>(results))), ...);
            program::run(memory);
            (std::get<R>(made).write(std::get<R>(results)), ...);
        }(std::index_sequence_for<Result...>{});
    }

    /// Bindings of all slots.
    template <class Variables>
    TYPEGRAD_HOST_INLINE static void bind(const std::tuple<const Feed&...>& feeds, const Variables& variables, binding* out) {
        unrolled<slots>([&](auto k) TYPEGRAD_LAMBDA {
            constexpr slot leaf = slot_list[k];
            if constexpr (leaf.feed >= 0) out[k] = bind_array(std::get<static_cast<std::size_t>(leaf.feed)>(feeds));
            else if constexpr (leaf.code == op::variable) {
                using T = element_type<leaf.type>;
                out[k].data = variables.template pointer<static_cast<int>(k.value), T>();
                const shape_code& s = slot_shapes<Program>::shapes.at[k];
                std::ptrdiff_t step = 1;
                for (int a = s.rank; a-- > 0;) {
                    out[k].extent[a] = s.extent[a];
                    out[k].stride[a] = step;
                    step *= static_cast<std::ptrdiff_t>(s.extent[a]);
                }
            }
        });
    }
    /// The checks of a call alone.
    template <class Variables>
    TYPEGRAD_HOST_INLINE static void check(const std::tuple<const Feed&...>& feeds, const Variables& variables) {
        if constexpr (((array_traits<Feed>::rank != 0) || ...)) {
            binding bound[slots + 1];
            bind(feeds, variables, bound);
            check_bindings<Program>(bound);
        }
    }
    static bool all_row_major(const binding* slots_) {
        bool yes = true;
        unrolled<slots>([&](auto k) TYPEGRAD_LAMBDA {
            if constexpr ((strided >> k & 1u) != 0) yes = yes && is_row_major<feed_type<static_cast<std::size_t>(slot_list[k].feed)>>(slots_[k]);
        });
        return yes;
    }

    /// Binds, checks and runs; views that happen to lie in row-major order run as whole arrays do.
    template <class Variables, class Results>
    TYPEGRAD_HOST_INLINE static void run_bound(const std::tuple<const Feed&...>& feeds, const Variables& variables, const word* parameters, Results& results, typename Backend::workspace* given = nullptr) {
        if constexpr (Backend::own_memory) device_run<Backend, Program, runner>::run(feeds, variables, parameters, given, results);
        else {
            using run = planned_run<Backend, Program>;
            binding bound[slots + 1];
            bind(feeds, variables, bound);
            check_bindings<Program>(bound);
            if constexpr (strided == 0) run::template call<0>(bound, parameters, given, results);
            else if (all_row_major(bound)) run::template call_apart<0>(bound, parameters, given, results);
            else run::template call_apart<strided>(bound, parameters, given, results);
        }
    }
};

} // namespace typegrad
