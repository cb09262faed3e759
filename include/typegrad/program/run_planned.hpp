// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstring>
#include <typegrad/backends/backends.hpp>
#include <typegrad/backends/cpu/arena.hpp>
#include <typegrad/program/engine.hpp>

/// A planned program whose arguments have been bound and checked: reserve, then run. What arrays they are is of no concern here.
namespace typegrad {

/// Numbers that only the call knows, by slot.
template <class Program>
struct parameter_list {
    static constexpr std::size_t slots = Program::slot_count;
    struct slot_numbers { std::size_t at[slots + 1], count; };
    static constexpr slot_numbers of_slots = [] {
        slot_numbers found{};
        for (std::size_t s = 0; s < slots; ++s)
            if (Program::cut_graph.slots[s].code == op::parameter) found.at[found.count++] = s;
        return found;
    }();
    TYPEGRAD_HOST_INLINE static void sort(const word* parameters, word (&values)[slots + 1]) {
        unrolled<of_slots.count>([&](auto n) TYPEGRAD_LAMBDA {
            constexpr std::size_t k = of_slots.at[n];
            values[k] = parameters[a_of(Program::source.words[Program::cut_graph.slots[k].source])];
        });
    }
};

template <class Backend, class Program>
struct planned_run {
    static constexpr std::size_t slots = Program::slot_count;
    static constexpr std::size_t small_workspace = 2048;
    using memory = typename Backend::workspace;

    /// `results.prepare<k, planned>(extents, bound)` says where result k goes, having checked that memory; where those from `first_waiting` on go
    /// says `results.prepare_updates`.
    template <std::uint64_t Strided, class Results>
    TYPEGRAD_HOST_INLINE static void call(const binding* bound, const word* parameters, memory* given, Results& results) {
        using planned = planned_program<Program, canonical_for<Backend, Program, Strided>, Strided>;
        using executor = typename Backend::template executor<planned>;
        if constexpr (executor::from_tables) call_in_parts<planned>(bound, parameters, given, results);
        else {
            typename executor::call c;
            c.slots = bound;
            executor::read_dims(c);
            if constexpr (executor::may_be_long)
                if (executor::is_long(c)) [[unlikely]] return call_in_parts<planned>(bound, parameters, given, results);
            executor::join_groups(c);
            memory own;
            run<planned, false>(c, bound, parameters, given != nullptr ? *given : own, results);
        }
    }
    /// The same in code of its own.
    template <std::uint64_t Strided, class Results>
    [[gnu::noinline]] static void call_apart(const binding* bound, const word* parameters, memory* given, Results& results) {
        call<Strided>(bound, parameters, given, results);
    }

  private:
    struct bindings { binding of[slots + 1]; };
    /// A call that runs in tiles or chunks, or from tables, has copies of its own: what a small call works on stays in registers only if nobody else
    /// sees it.
    template <class Planned, class Results>
    TYPEGRAD_HOST_INLINE static void call_in_parts(const binding* bound, const word* parameters, memory* given, const Results& results) {
        bindings copy;
        for (std::size_t s = 0; s < slots; ++s) {
            copy.of[s].data = bound[s].data;
            for (int k = 0; k < slot_shapes<Program>::shapes.at[s].rank; ++k) {
                copy.of[s].extent[k] = bound[s].extent[k];
                copy.of[s].stride[k] = bound[s].stride[k];
            }
        }
        run_in_parts<Planned>(copy, parameters, given, results);
    }
    template <class Planned, class Results>
    [[gnu::noinline]] static void run_in_parts(const bindings& bound, const word* parameters, memory* given, Results results) {
        using executor = typename Backend::template executor<Planned>;
        typename executor::call c;
        c.slots = bound.of;
        executor::read_dims(c);
        executor::cut_groups(c);
        memory own;
        run<Planned, true>(c, bound.of, parameters, given != nullptr ? *given : own, results);
    }
    template <class Planned, bool Cut, class Results>
    TYPEGRAD_HOST_INLINE static void run(typename Backend::template executor<Planned>::call& c, const binding* bound, const word* parameters, memory& work, Results& results) {
        using planned = Planned;
        using executor = typename Backend::template executor<planned>;
        const auto& placed = executor::place(c);
        const auto parts = executor::template parts_of<Cut>(c, placed);
        // results: allocate, or check what the caller gave
        constexpr std::size_t waiting = Results::first_waiting;
        struct wait { void* to = nullptr; std::size_t at = 0; };
        [[maybe_unused]] wait waits[Program::results - waiting + 1];
        void* outputs[Program::results];
        std::size_t total = parts.total;
        unrolled<waiting>([&](auto k) TYPEGRAD_LAMBDA {
            constexpr shape_code shape = planned::tables.root[k];
            std::int64_t extents[max_rank]{};
            unrolled<static_cast<std::size_t>(shape.rank)>([&](auto axis) TYPEGRAD_LAMBDA { extents[axis] = executor::template value<shape.extent[axis]>(c); });
            outputs[k] = results.template prepare<k, planned>(extents, bound);
        });
        if constexpr (waiting < Program::results)
            results.template prepare_updates<planned, executor>(bound, [&](std::size_t k, void* to, bool direct) TYPEGRAD_LAMBDA {
                outputs[k] = to;
                if (direct) return;
                waits[k - waiting] = {to, total};
                total += executor::bytes(c, static_cast<std::size_t>(planned::tables.output[k]));
            });
        alignas(64) std::byte small[small_workspace]; // saves short calls the heap
        std::byte* room = total <= small_workspace ? small : work.reserve(total);
        word values[slots + 1]{};
        parameter_list<Program>::sort(parameters, values);
        for (std::size_t k = waiting; k < Program::results; ++k)
            if (waits[k - waiting].to != nullptr) outputs[k] = room + waits[k - waiting].at;
        executor::template run<Cut>(c, outputs, values, room, placed, parts);
        executor::template each<Program::results - waiting>([&](std::size_t k) TYPEGRAD_LAMBDA {
            if (waits[k].to == nullptr) return;
            const buffer_table_entry& b = planned::tables.buffers[planned::tables.output[waiting + k]];
            std::memcpy(waits[k].to, outputs[waiting + k], static_cast<std::size_t>(executor::elements(c, b.shape)) * static_cast<std::size_t>(size_of(b.info.type)));
        });
    }
};

} // namespace typegrad
