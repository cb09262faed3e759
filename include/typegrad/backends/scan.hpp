// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/access.hpp>
#include <typegrad/program/engine.hpp>

/// Scans. The step is a program of its own, planned as any other, whose arguments and results lie where the loop says: rows of
/// sequences and of stacked results are read and written in place, carries go from one of two buffers to the other, or from row to
/// row of their history where that is kept.
namespace typegrad {

/// The graph of a scan's step: its new carries and the rows that somebody asks for, then its arguments. The rows of a carry are
/// where it waits from step to step.
template <class Source, std::size_t K>
struct scan_step {
    static constexpr bool is_step = true;
    static constexpr const auto& tables = Source::tables;
    static constexpr plan_kernel kernel = tables.kernels[K].info;
    static constexpr loop_node loop = read_loop(Source::graph.words, kernel.node);
    static constexpr std::size_t arguments = static_cast<std::size_t>(loop.count), carries = static_cast<std::size_t>(loop.carries), sequences = static_cast<std::size_t>(loop.sequences);
    static constexpr std::size_t first_operand = static_cast<std::size_t>(kernel.operand), first_result = first_operand + arguments, memory_operand = first_operand + static_cast<std::size_t>(kernel.operand_count) - 1;

    struct sizes {
        std::uint32_t words = 0;
        int results = 0;
    };
    /// Which carry the rows of operand `o` are, or -1.
    static constexpr int carry_of(const step_graph& f, std::size_t o) {
        for (int c = 0; c < loop.carries; ++c)
            if (result_of(o) == f.results() + f.argument(c)) return c;
        return -1;
    }
    static constexpr int result_of(std::size_t o) { return b_of(Source::graph.words[tables.operands[o].info.frame]); }
    static constexpr sizes stored = [] {
        const step_graph f(Source::graph.words, loop.step);
        sizes s{f.size(), loop.carries};
        for (std::size_t o = first_result; o < memory_operand; ++o) s.results += result_of(o) >= loop.carries && carry_of(f, o) < 0 ? 1 : 0;
        return s;
    }();
    static constexpr std::size_t results = static_cast<std::size_t>(stored.results);
    /// Per result of the step, the operand it is written to, or -1: of a carry, the last one; of a row, all rows. Of each carry, the
    /// operand that has all of it.
    struct operand_lists { int targets[results + 1], histories[results + 1]; };
    static constexpr operand_lists operands = [] {
        operand_lists t{};
        const step_graph f(Source::graph.words, loop.step);
        for (std::size_t k = 0; k <= results; ++k) t.targets[k] = t.histories[k] = -1;
        std::size_t n = carries;
        for (std::size_t o = first_result; o < memory_operand; ++o)
            if (result_of(o) < loop.carries) t.targets[result_of(o)] = static_cast<int>(o);
            else if (const int c = carry_of(f, o); c >= 0) t.histories[c] = static_cast<int>(o);
            else t.targets[n++] = static_cast<int>(o);
        return t;
    }();
    static constexpr auto data = [] {
        graph_data<stored.words, results + arguments> out;
        const step_graph f(Source::graph.words, loop.step);
        for (std::uint32_t i = 0; i < f.size(); ++i) out.words[i] = f.words()[i];
        out.size = f.size();
        std::size_t n = 0;
        for (; n < carries; ++n) out.roots[n] = f.root(static_cast<int>(n));
        for (; n < results; ++n) out.roots[n] = f.node_of(result_of(static_cast<std::size_t>(operands.targets[n])));
        for (int k = 0; k < f.arguments(); ++k) out.roots[n++] = f.argument(k);
        return out;
    }();
};

/// `Backend`, beside what a runner asks of it: copy(call, to, from, bytes).
template <class Backend, class Source, std::size_t K>
struct scan_kernel {
    using step = scan_step<Source, K>;
    using program = program_graph<step>;
    using planned = planned_program<program, canonical_for<Backend, program, 0>, 0>;
    using executor = typename Backend::template executor<planned>;
    using outer = plan_access<Source>;
    using call = typename Backend::template executor<Source>::call;
    static constexpr const auto& tables = Source::tables;
    static constexpr std::size_t carries = step::carries, arguments = step::arguments, results = step::results;

    /// Steps on a few numbers are straight-line code: vectors would not be filled.
    static constexpr std::int64_t few_numbers = 4;
    static constexpr bool straight = [] {
        if (!Backend::straight_line) return false;
        const auto& g = canonical_program<program, 0>::graph;
        builder b{const_cast<word*>(static_cast<const word*>(g.words))};
        for (std::uint32_t at = 0; at < g.size; at += 1 + static_cast<std::uint32_t>(payload_of(g.words[at])))
            if (info(op_of(g.words[at])).kind != kind::structure)
                if (const std::int64_t n = b.static_size(shape_of(g.words[at])); n < 0 || n > few_numbers) return false;
        return straight_program<program>::possible && straight_program<program>::elements <= TYPEGRAD_PLAN_LIMIT;
    }();

    static constexpr bool is_sequence(std::size_t argument) { return argument >= carries && argument < carries + step::sequences; }
    /// Extent of an axis of an operand's value.
    template <std::size_t O, int Axis>
    static constexpr extent_code extent() {
        constexpr operand_table_entry o = tables.operands[O];
        if constexpr (o.info.axis[Axis] < 0) return 1;
        else return o.frame.extent[o.info.axis[Axis]];
    }
    /// Axes of argument A of the step, and bytes of a row.
    template <std::size_t A>
    static constexpr int rank = b_of(program::source.words[shape_of(program::source.words[program::source.roots[results + A]])]);
    template <std::size_t A>
    static constexpr int from = is_sequence(A) ? 1 : 0;
    template <std::size_t A>
    static constexpr std::int64_t bytes_of(const call* c) {
        std::int64_t n = size_of(tables.operands[step::first_operand + A].info.type);
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            ((n *= outer::value(c, extent<step::first_operand + A, static_cast<int>(I) + from<A>>())), ...);
        }(std::make_index_sequence<static_cast<std::size_t>(rank<A>)>{});
        return n;
    }
    /// Of a row of stacked results.
    template <std::size_t O>
    static constexpr std::int64_t row_bytes(const call* c) {
        constexpr operand_table_entry o = tables.operands[O];
        std::int64_t n = size_of(o.info.type);
        for (int k = 1; k < o.frame.rank; ++k) n *= outer::value(c, o.frame.extent[k]);
        return n;
    }
    static constexpr std::int64_t padded(std::int64_t bytes) { return (bytes + 64 + 63) / 64 * 64; }
    /// Buffers of carry C: it needs none where the next row of its history is one, but for the last step.
    template <std::size_t C>
    static constexpr std::int64_t buffers_of = step::operands.histories[C] < 0 ? 2 : step::operands.targets[C] < 0 ? 1 : 0;
    static constexpr std::int64_t carry_bytes(const call* c) {
        std::int64_t n = 0;
        [&]<std::size_t... C>(std::index_sequence<C...>) { ((n += buffers_of<C> * padded(bytes_of<C>(c))), ...); }(std::make_index_sequence<carries>{});
        return n;
    }

    static constexpr bool known = straight || planned::tables.dim_count == 0;
    /// The step's own memory, where it is known when the program compiles.
    static constexpr std::int64_t known_step_bytes = [] {
        if constexpr (straight || !known) return std::int64_t{0};
        else return padded(static_cast<std::int64_t>(executor::static_bytes()));
    }();
    static constexpr std::int64_t bytes(const call* c) {
        if constexpr (known) return known_step_bytes + carry_bytes(c);
        else return c == nullptr ? -1 : dynamic_bytes(*c);
    }
    static std::int64_t dynamic_bytes(const call& c) {
        binding bound[arguments + 1];
        typename executor::call inner;
        open(c, inner, bound);
        const auto& placed = executor::place(inner);
        return padded(static_cast<std::int64_t>(executor::template parts_of<false>(inner, placed).total)) + carry_bytes(&c);
    }

    /// The step's extents; where its arguments lie changes from step to step.
    static void open(const call& c, typename executor::call& inner, binding* bound) {
        unrolled<program::slot_count>([&](auto s) TYPEGRAD_LAMBDA {
            constexpr std::size_t a = static_cast<std::size_t>(program::cut_graph.slots[s].feed);
            unrolled<static_cast<std::size_t>(rank<a>)>([&](auto axis) TYPEGRAD_LAMBDA {
                bound[s].extent[axis] = outer::template value<extent<step::first_operand + a, static_cast<int>(axis.value) + from<a>>()>(c);
            });
        });
        inner.slots = bound;
        if constexpr (requires { inner.on; }) inner.on = c.on;
        executor::read_dims(inner);
        executor::join_groups(inner);
    }
    template <std::size_t O>
    TYPEGRAD_HOST_INLINE static std::byte* start(const call& c) {
        return reinterpret_cast<std::byte*>(outer::template pointer<O>(c));
    }

    static void run(const call& c) noexcept(!Backend::own_memory) {
        const std::int64_t steps = outer::template value<extent<step::first_operand + carries, 0>()>(c);
        std::byte* memory = start<step::memory_operand>(c);
        std::byte *at[arguments + 1], *carry_memory[2][carries + 1], *last[carries + 1], *target[results + 1];
        unrolled<arguments>([&](auto a) TYPEGRAD_LAMBDA { at[a] = start<step::first_operand + a>(c); });
        unrolled<results>([&](auto r) TYPEGRAD_LAMBDA {
            if constexpr (step::operands.targets[r] >= 0) target[r] = start<static_cast<std::size_t>(step::operands.targets[r])>(c);
            else target[r] = nullptr;
        });
        unrolled<carries>([&](auto k) TYPEGRAD_LAMBDA {
            const std::int64_t n = bytes_of<k>(&c);
            for (int b = 0; b < 2; ++b) {
                carry_memory[b][k] = memory;
                if (b < buffers_of<k>) memory += padded(n);
            }
            last[k] = target[k] != nullptr ? target[k] : carry_memory[0][k];
            if (steps == 0) {
                if (target[k] != nullptr && n > 0) Backend::copy(c, target[k], at[k], static_cast<std::size_t>(n));
            } else if constexpr (step::operands.histories[k] >= 0) {
                std::byte* const first = start<static_cast<std::size_t>(step::operands.histories[k])>(c) + (step::loop.backward ? steps - 1 : 0) * n;
                if (n > 0) Backend::copy(c, first, at[k], static_cast<std::size_t>(n));
                at[k] = first;
            }
        });
        if (steps == 0) return;
        [[maybe_unused]] const auto next_carry = [&](auto k, std::int64_t i) TYPEGRAD_LAMBDA {
            if (i + 1 == steps) return last[k] == target[k] || step::operands.histories[k] >= 0 ? last[k] : carry_memory[i & 1][k];
            if constexpr (step::operands.histories[k] >= 0) return step::loop.backward ? at[k] - bytes_of<k>(&c) : at[k] + bytes_of<k>(&c);
            else return carry_memory[i & 1][k];
        };
        // everything that one step reads and writes, then on to the next
        const auto each_step = [&](auto run_step) TYPEGRAD_LAMBDA {
            void *in[arguments + 1], *out[results + 1];
            for (std::int64_t i = 0; i < steps; ++i) {
                const std::int64_t row = step::loop.backward ? steps - 1 - i : i;
                unrolled<arguments>([&](auto a) TYPEGRAD_LAMBDA {
                    if constexpr (is_sequence(a)) in[a] = at[a] + row * bytes_of<a>(&c);
                    else in[a] = at[a];
                });
                unrolled<results>([&](auto r) TYPEGRAD_LAMBDA {
                    if constexpr (r < carries) out[r] = next_carry(r, i);
                    else out[r] = target[r] + row * row_bytes<static_cast<std::size_t>(step::operands.targets[r])>(&c);
                });
                run_step(in, out);
                unrolled<carries>([&](auto k) TYPEGRAD_LAMBDA { at[k] = static_cast<std::byte*>(out[k]); });
            }
        };
        if constexpr (straight) {
            each_step([&](void* const* in, void* const* out) TYPEGRAD_LAMBDA {
                typename straight_program<program>::operands numbers{};
                unrolled<program::slot_count>([&](auto s) TYPEGRAD_LAMBDA {
                    constexpr slot leaf = program::cut_graph.slots[s];
                    using T = element_type<leaf.type>;
                    numbers.template of<T>(s) = static_cast<T*>(in[leaf.feed]);
                });
                unrolled<results>([&](auto r) TYPEGRAD_LAMBDA {
                    using T = element_type<settled(dtype_of(program::source.words[program::source.roots[r]]))>;
                    numbers.template of<T>(program::slot_count + r) = static_cast<T*>(out[r]);
                });
                straight_program<program>::run(numbers);
            });
        } else {
            binding bound[arguments + 1];
            typename executor::call inner;
            open(c, inner, bound);
            const auto& placed = executor::place(inner);
            const auto parts = executor::template parts_of<false>(inner, placed);
            unrolled<program::slot_count>([&](auto s) TYPEGRAD_LAMBDA { bound[s].data = at[program::cut_graph.slots[s].feed]; });
            void* targets[results + 1];
            for (std::size_t r = 0; r < results; ++r) targets[r] = target[r];
            executor::find_buffers(inner, targets, nullptr, memory, placed, parts);
            each_step([&](void* const* in, void* const* out) TYPEGRAD_LAMBDA {
                unrolled<executor::buffer_count>([&](auto b) TYPEGRAD_LAMBDA { // constants stay where they are
                    constexpr buffer x = planned::tables.buffers[b].info;
                    if constexpr (x.kind == buffer_kind::output) inner.buffers[b] = out[x.index];
                    else if constexpr (x.kind == buffer_kind::slot) {
                        constexpr int a = program::cut_graph.slots[x.index].feed;
                        if constexpr (a < step::loop.carries + step::loop.sequences) inner.buffers[b] = in[a];
                    }
                });
                executor::template run_kernels<false>(inner, memory, placed, parts);
            });
        }
    }
};

} // namespace typegrad
