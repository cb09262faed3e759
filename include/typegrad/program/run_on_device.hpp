// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>
#include <typegrad/backends/placement.hpp>
#include <typegrad/program/run_planned.hpp>

/// One call of a program whose backend has memory of its own. Numbers of the host go there before, and come back behind; all between is one record of
/// work, which is replayed where the next call works on the same memory and extents.
namespace typegrad {

/// Has an address of its own for each program on each backend.
template <class Backend, class Program>
inline constexpr char program_tag = 0;

/// `Run`: its runner.
template <class Backend, class Program, class Run>
struct device_run {
    static constexpr std::size_t slots = Program::slot_count, cell = 64, number_bytes = slots * cell; ///< of one number, and of those that are fed

    /// Is slot `s` fed with a number of the host?
    template <std::size_t S>
    static constexpr bool fed_number = [] {
        constexpr slot leaf = Program::cut_graph.slots[S];
        if constexpr (leaf.feed < 0) return false;
        else return array_element<typename Run::template feed_type<static_cast<std::size_t>(leaf.feed)>>;
    }();

    static_assert(!straight_program<Program>::needed, "typegrad: a jacobian of small arrays is straight-line code: it runs on the host");

    template <class Variables, class Results>
    static void run(const auto& feeds, const Variables& variables, const word* parameters, typename Backend::workspace* given, Results& results) {
        binding bound[slots + 1];
        Run::bind(feeds, variables, bound);
        check_bindings<Program>(bound);
        typename Backend::workspace own;
        typename Backend::workspace& memory = given != nullptr ? *given : own;
        run_planned(bound, parameters, memory, results);
        if (given == nullptr) own.synchronise(); // its memory goes
    }

  private:
    template <class Name>
    static void check(const void* p, const Name& name) {
        if (p == nullptr) throw device_error("typegrad: " + name() + " has extents but no memory");
        Backend::runtime::check(p, name);
    }
    /// Are arguments and results in the memory of the device?
    static void check_memory(const binding* bound, const auto& where) {
        unrolled<slots>([&](auto s) {
            if constexpr (!fed_number<s> && Program::cut_graph.slots[s].code != op::parameter) {
                const int rank = slot_shapes<Program>::shapes.at[s].rank;
                bool empty = false;
                for (int k = 0; k < rank; ++k) empty = empty || bound[s].extent[k] == 0;
                if (!empty) check(bound[s].data, [s] { return leaf_text<Program>(static_cast<int>(s.value)); });
            }
        });
        for (std::size_t k = 0; k < Program::results; ++k)
            if (!where[k].fetched && where[k].bytes > 0) check(where[k].to, [k] { return "the memory for result " + std::to_string(k); });
    }
    /// Where a result is written: in the workspace where it is a number of the host (`fetched`), or has to wait until everything has been read.
    struct destination {
        void* to = nullptr;
        std::size_t at = 0, bytes = 0;
        bool fetched = false, waits = false;
    };
    template <class Executor, class Planned, class Results>
    static void find_results(Results& results, const typename Executor::call& call, const binding* bound, destination* where, std::size_t& total) {
        const auto add = [&](std::size_t k, void* to, std::size_t bytes, bool fetched, bool waits) {
            where[k] = {to, total, bytes, fetched, waits};
            if (fetched || waits) total += padded_bytes(static_cast<std::int64_t>(bytes), dtype::boolean);
        };
        const auto bytes_of = [&](std::size_t k) {
            const buffer_table_entry& b = Planned::tables.buffers[Planned::tables.output[k]];
            return static_cast<std::size_t>(Executor::elements(call, Planned::tables.root[k]) * size_of(b.info.type));
        };
        constexpr std::size_t waiting = Results::first_waiting;
        unrolled<waiting>([&](auto k) {
            constexpr shape_code shape = Planned::tables.root[k];
            std::int64_t extents[max_rank]{};
            for (int a = 0; a < shape.rank; ++a) extents[a] = Executor::value(call, shape.extent[a]);
            add(k, results.template prepare<k, Planned>(extents, bound), bytes_of(k), Results::template is_number<k>, false);
        });
        if constexpr (waiting < Program::results)
            results.template prepare_updates<Planned, Executor>(bound, [&](std::size_t k, void* to, bool direct) { add(k, to, bytes_of(k), false, !direct); });
    }
    /// Numbers that are fed move to the device.
    static void write_numbers(binding* bound, const typename Backend::context& on, std::byte* at) {
        unrolled<slots>([&](auto s) {
            if constexpr (fed_number<s>) {
                using T = element_type<Program::cut_graph.slots[s].type>;
                Backend::write(on, reinterpret_cast<T*>(at + s * cell), *static_cast<const T*>(bound[s].data));
                bound[s].data = at + s * cell;
            }
        });
    }
    static void finish(const destination* where, std::byte* room, typename Backend::workspace& memory) {
        bool any = false;
        for (std::size_t k = 0; k < Program::results; ++k)
            if (where[k].fetched) {
                Backend::runtime::copy_out(where[k].to, room + where[k].at, where[k].bytes, memory.stream());
                any = true;
            }
        if (any) memory.synchronise();
    }
    static void* place_of(const destination& d, std::byte* room) { return d.fetched || d.waits ? room + d.at : d.to; }

    template <class Results>
    static void run_planned(binding* bound, const word* parameters, typename Backend::workspace& memory, Results& results) {
        using planned = planned_program<Program, canonical_for<Backend, Program, 0>, 0>;
        using executor = typename Backend::template executor<planned>;
        typename executor::call call;
        call.slots = bound;
        executor::read_dims(call);
        executor::cut_groups(call);
        const void* tag = &program_tag<Backend, Program>;
        memory.enter(tag, {call.dims, call.dims + planned::tables.dim_count});
        const auto& [places, parts] = memory.remembered([&] {
            const auto p = executor::place(call);
            return std::make_pair(p, executor::template parts_of<true>(call, p));
        });
        std::size_t total = parts.total + number_bytes;
        destination where[Program::results];
        find_results<executor, planned>(results, call, bound, where, total);
        // what recorded work depends on, beside the workspace's memory: where everything is, and how large
        std::vector<std::uintptr_t> key;
        constexpr std::uintptr_t in_workspace = 1; // where nothing else is
        unrolled<slots>([&](auto s) { key.push_back(fed_number<s> || Program::cut_graph.slots[s].code == op::parameter ? in_workspace : reinterpret_cast<std::uintptr_t>(bound[s].data)); });
        for (const destination& d : where) key.push_back(d.fetched ? in_workspace : reinterpret_cast<std::uintptr_t>(d.to));
        for (int d = 0; d < planned::tables.dim_count; ++d) key.push_back(static_cast<std::uintptr_t>(call.dims[d]));
        if (!memory.knows_call(tag, key)) check_memory(bound, where);
        std::byte* room = memory.reserve(total);
        call.on = {&memory, false};
        write_numbers(bound, call.on, room + parts.total);
        void* outputs[Program::results];
        for (std::size_t k = 0; k < Program::results; ++k) outputs[k] = place_of(where[k], room);
        word values[slots + 1]{};
        parameter_list<Program>::sort(parameters, values);
        executor::find_buffers(call, outputs, values, room, places, parts);
        call.on.recorded = true;
        memory.run(tag, key, [&] {
            executor::template run_kernels<true>(call, room, places, parts);
            for (const destination& d : where)
                if (d.waits) Backend::copy(call, d.to, room + d.at, d.bytes);
        });
        finish(where, room, memory);
    }
};

} // namespace typegrad
