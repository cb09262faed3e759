// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/access.hpp>
#include <typegrad/program/function.hpp>
#include <typegrad/program/program.hpp>
#include <typegrad/program/report_text.hpp>

/// What a call does, in words: `std::cout << train.report(state, x = images, y = labels)`. Shapes, bytes and operations are
/// those of the arrays given; nothing is run and nothing written.
namespace typegrad {

template <class Program>
std::string slot_text(int s) {
    const slot leaf = Program::cut_graph.slots[s];
    if (leaf.code != op::parameter) return leaf_text<Program>(s);
    message m;
    m.name(Program::source.words + leaf.source + 1, payload_of(Program::source.words[leaf.source]));
    return m.size == 0 ? "a number" : m.text;
}

// --- straight-line programs -------------------------------------------------------------------------------------------

template <class Program, class ResultName>
program_report report_straight(const binding* slots, ResultName result_name) {
    constexpr const auto& code = straight_program<Program>::lazily::code;
    constexpr int leaves = static_cast<int>(Program::slot_count);
    program_report out;
    kernel_report k;
    op_counts ops;
    for (int i = 0; i < code.size; ++i) {
        const word w = code.code[i];
        const std::int64_t size = size_of(step_type(w));
        ops.add_step(w);
        if (step_is(w, step_op::load)) {
            const int s = static_cast<int>(step_a(w));
            k.bytes_read += size;
            k.read.add(0, s, joined({slot_text<Program>(s), extents_text(slots[s].extent, b_of(Program::source.words[shape_of(Program::source.words[Program::cut_graph.slots[s].source])]))}));
        } else if (step_is(w, step_op::store)) {
            k.bytes_written += size;
            const int result = static_cast<int>(step_b(w)) - leaves;
            k.written.add(0, result, result_name(static_cast<std::size_t>(result)));
        }
    }
    k.what = joined({"straight-line code, ", program_report::counted(static_cast<std::size_t>(code.size), "step")});
    k.lines[0] = "no loops, no memory of its own";
    k.lines[1] = ops.sentence("operation");
    k.flops = ops.flops();
    k.transcendental = ops.flops(3);
    out.floor = k.bytes_read + k.bytes_written;
    out.kernels.push_back(k);
    return out;
}

// --- planned programs -------------------------------------------------------------------------------------------------

/// `Arch`: as all code that depends on the architecture, this has it in its name.
template <class Backend, class Arch, class Program, class Planned, class ResultName>
struct plan_reporter {
    using executor = typename Backend::template executor<Planned>;
    static constexpr const auto& tables = Planned::tables;
    const typename executor::call& call;
    bool cut; ///< is any group of kernels?
    ResultName result_name;
    program_report out{};

    std::int64_t buffer_bytes(std::size_t b) const { return executor::elements(call, tables.buffers[b].shape) * size_of(tables.buffers[b].info.type); }
    /// Intermediates may live in a result's memory before it is written.
    static bool is_result(std::size_t b) { return tables.buffers[b].info.kind == buffer_kind::output && tables.output[tables.buffers[b].info.index] == static_cast<int>(b); }
    std::string buffer_name(std::size_t b) const {
        const buffer& x = tables.buffers[b].info;
        const shape_code& s = tables.buffers[b].shape;
        std::int64_t extent[max_rank]{};
        int rank = 0;
        for (int k = 0; k < s.rank; ++k)
            if (const std::int64_t e = executor::value(call, s.extent[k]); e != 1 || x.kind == buffer_kind::slot) extent[rank++] = e;
        switch (x.kind) {
        case buffer_kind::slot: return joined({slot_text<Program>(x.index), extents_text(extent, rank)});
        case buffer_kind::parameter: return slot_text<Program>(x.index);
        case buffer_kind::count: return "the number of elements";
        case buffer_kind::output:
            if (is_result(b)) return joined({result_name(static_cast<std::size_t>(x.index)), extents_text(extent, rank)});
            return joined({"t", b, extents_text(extent, rank), " in the memory of ", result_name(static_cast<std::size_t>(x.index))});
        default: return joined({"t", b, extents_text(extent, rank)});
        }
    }
    void name(array_names& names, std::size_t b, const char* how = "") const {
        const buffer& x = tables.buffers[b].info;
        const bool numbered = x.kind == buffer_kind::slot || x.kind == buffer_kind::parameter || is_result(b);
        names.add(static_cast<int>(numbered ? x.kind : buffer_kind::temporary), numbered ? x.index : static_cast<int>(b), joined({buffer_name(b), how}));
    }
    void read(kernel_report& r, std::size_t b, std::int64_t bytes, const char* how = "") const {
        r.bytes_read += bytes;
        name(r.read, b, how);
    }
    void write(kernel_report& r, std::size_t b, std::int64_t bytes) const {
        r.bytes_written += bytes;
        name(r.written, b);
    }

    void launched(std::int64_t n) {
        if constexpr (Backend::launches) out.launches += n;
    }

    void scalar(const plan_kernel& k) {
        kernel_report r;
        op_counts ops;
        for (int i = 0; i < k.code_size; ++i) {
            const word w = Planned::plan.code[k.code + i];
            const auto buffer_of = [&](std::uint32_t m) { return static_cast<std::size_t>(tables.operands[static_cast<std::uint32_t>(k.operand) + m].info.buffer); };
            ops.add_step(w);
            if (step_is(w, step_op::load)) read(r, buffer_of(step_a(w)), size_of(step_type(w)));
            else if (step_is(w, step_op::store)) write(r, buffer_of(step_b(w)), size_of(step_type(w)));
        }
        r.what = "scalar code";
        r.lines[0] = ops.sentence("operation");
        r.flops = ops.flops();
        r.transcendental = ops.flops(3);
        launched(1);
        out.kernels.push_back(r);
    }

    template <std::size_t K>
    void product(); // program/report_product.hpp

    template <std::size_t K>
    void nest() {
        constexpr const kernel_table_entry& k = tables.kernels[K];
        const nest_words code = executor::words_of(k.info);
        kernel_report r;
        std::int64_t extent[max_dims + 1]{}, space[max_dims * max_rank]{}, elements = 1, rows = 1;
        int rank = 0, buffers = 0;
        for (int d = 0; d < k.info.dim_count; ++d) {
            extent[d] = 1;
            for (int i = 0; i < k.factors[d]; ++i) extent[d] *= space[rank++] = executor::value(call, k.extent[d][i]);
            (d < k.info.split ? rows : elements) *= extent[d];
        }
        elements *= rows;
        for (int m = 0; m < code.operands(); ++m) {
            const plan_operand& o = tables.operands[k.info.operand + m].info;
            std::int64_t bytes = size_of(o.type);
            for (int d = 0; d < k.info.dim_count; ++d) bytes *= o.axis[d] >= 0 ? extent[d] : 1;
            if (code.role(m) == operand_role::read) read(r, static_cast<std::size_t>(o.buffer), bytes, code.mode(m) == stride_mode::strided ? " by stride" : "");
            else if (code.role(m) == operand_role::write || code.role(m) == operand_role::result) write(r, static_cast<std::size_t>(o.buffer), bytes);
            else if (code.role(m) == operand_role::row_buffer) ++buffers;
        }
        for (int i = 0; i < k.info.finish_count; ++i) {
            const std::size_t b = static_cast<std::size_t>(tables.finishes[k.info.finish + i].result);
            write(r, b, buffer_bytes(b));
        }
        op_counts per_row, per_element;
        for (int section = 1; section < code.sections(); ++section)
            for (int i = code.begin(section); i < code.end(section); ++i) (section % 2 == 0 ? per_element : per_row).add_step(code.step(i));
        r.flops = k.info.flops * elements + per_row.flops() * rows;
        r.transcendental = k.info.transcendental * elements + per_row.flops(3) * rows;
        r.what = joined({"loop nest ", rank == 0 ? std::string("[1]") : extents_text(space, rank), ", ", code.passes(), code.passes() == 1 ? " pass" : " passes"});
        if (k.info.split > 0) r.lines[0] = joined({rows, " rows of ", rows == 0 ? 0 : elements / rows, ", "});
        r.lines[0] += executor::template nest_text<K>(call);
        if (buffers > 0) r.lines[0] += joined({", ", program_report::counted(static_cast<std::size_t>(buffers), "row buffer")});
        r.lines[1] = per_element.sentence("operation");
        if (per_row.total() > 0) r.lines[2] = joined({"once a row ", per_row.text()});
        if constexpr (Backend::launches) launched(executor::template nest_launches<K>());
        else out.simd = Backend::template instructions<Arch>();
        out.kernels.push_back(r);
    }

    template <std::size_t K>
    void scan(); // program/report_scan.hpp

    program_report run() {
        unrolled<tables.kernel_count>([&](auto k) {
            constexpr kernel_kind kind = tables.kernels[k].info.kind;
            if constexpr (kind == kernel_kind::scalar) scalar(tables.kernels[k].info);
            else if constexpr (kind == kernel_kind::product) product<k>();
            else if constexpr (kind == kernel_kind::scan) scan<k>();
            else nest<k>();
        });
        for (std::size_t b = 0; b < tables.buffer_count; ++b)
            if (tables.buffers[b].info.kind == buffer_kind::slot || is_result(b)) out.floor += buffer_bytes(b);
        out.workspace = cut ? executor::template parts_of<true>(call, executor::place(call)).total : executor::template parts_of<false>(call, executor::place(call)).total;
        if constexpr (!Backend::launches)
            unrolled<tables.group_count>([&](auto g) {
                constexpr kernel_group group = tables.groups[g].info;
                const group_cut& c = call.cut[g];
                if (c.whole()) return;
                const std::string which = group.first == group.last ? joined({"kernel ", group.first + 1}) : joined({"kernels ", group.first + 1, " to ", group.last + 1});
                const auto parts = executor::template parts_of<true>(call, executor::place(call));
                const std::string chunks = c.chunks == 1 ? std::string() : joined({", in ", c.chunks, " chunks on ", program_report::counted(static_cast<std::size_t>(parts.threads), "thread")});
                out.tiles += joined({"tiles      ", which, ": ", program_report::number(c.tile_rows), " of ", program_report::number(c.rows), " rows at a time", chunks, "\n"});
            });
        return out;
    }
};

/// Where a call writes a result: where it belongs; in the workspace, because everything has to be read first; there, because it is a number for the
/// host.
enum class result_place { direct, waits, fetched };

/// `check<k, planned>(extents, slots)` checks the memory of result k as the call would, and says where it is written.
template <class Backend, class Arch, class Program, class Run, std::uint64_t Strided, class Check, class ResultName>
program_report report_planned(const binding* slots, Check check, ResultName result_name) {
    using planned = planned_program<Program, canonical_for<Backend, Program, Strided>, Strided>;
    using executor = typename Backend::template executor<planned>;
    typename executor::call call;
    call.slots = slots;
    executor::read_dims(call);
    const bool cut = executor::is_long(call);
    executor::cut_groups(call);
    program_report out = plan_reporter<Backend, Arch, Program, planned, ResultName>{call, cut, result_name}.run();
    unrolled<Program::results>([&](auto k) {
        std::int64_t extents[max_rank]{};
        for (int axis = 0; axis < planned::tables.root[k].rank; ++axis) extents[axis] = executor::value(call, planned::tables.root[k].extent[axis]);
        const result_place place = check.template operator()<k, planned>(extents, slots);
        if (place == result_place::direct) return;
        const buffer_table_entry& result = planned::tables.buffers[planned::tables.output[k]];
        out.workspace += executor::bytes(call, static_cast<std::size_t>(planned::tables.output[k]));
        if (place == result_place::waits) out.copied += executor::elements(call, result.shape) * size_of(result.info.type);
    });
    if constexpr (Backend::own_memory) {
        out.on_device = true;
        out.workspace += device_run<Backend, Program, Run>::number_bytes;
    } else out.small_workspace = planned_run<Backend, Program>::small_workspace;
    return out;
}
template <class Backend, class Arch, class Program, class Run, class Feeds, class Variables, class Check, class ResultName>
std::string report_call(const Feeds& feeds, const Variables& variables, Check check, ResultName result_name) {
    binding slots[Program::slot_count + 1];
    Run::bind(feeds, variables, slots);
    if constexpr (Run::straight) {
        Run::check(feeds, variables);
        return report_straight<Program>(slots, result_name).text();
    } else {
        check_bindings<Program>(slots);
        if constexpr (Run::strided != 0)
            if (!Run::all_row_major(slots)) return report_planned<Backend, Arch, Program, Run, Run::strided>(slots, check, result_name).text();
        return report_planned<Backend, Arch, Program, Run, 0>(slots, check, result_name).text();
    }
}

/// The checks of memory given with tg::into; results that the call would make are not made.
template <class Backend, class Program, std::size_t Kept, class... Given>
struct given_results {
    struct none {};
    template <class Sequence>
    struct set;
    template <std::size_t... K>
    struct set<std::index_sequence<K...>> : std::type_identity<result_set<Program, std::tuple<std::enable_if_t<K + 1 != 0, none>...>, std::tuple<Given&...>>> {};
    none nothing{};
    typename set<std::make_index_sequence<Kept>>::type results;

    template <std::size_t... K>
    static constexpr auto placeholders(none& n, std::index_sequence<K...>) {
        return std::tuple<std::enable_if_t<K + 1 != 0, none&>...>((static_cast<void>(K), n)...);
    }
    constexpr explicit given_results(const std::tuple<Given&...>& given) : results{placeholders(nothing, std::make_index_sequence<Kept>{}), given} {}
    template <std::size_t K, class Planned>
    result_place check(const std::int64_t* extents, const binding* slots) {
        bool number = root_info<Program, K>::rank == 0;
        if constexpr (K >= Kept) {
            results.template prepare<K, Planned>(extents, slots);
            number = array_element<std::tuple_element_t<K - Kept, std::tuple<Given...>>>;
        }
        return Backend::own_memory && number ? result_place::fetched : result_place::direct;
    }
    template <class Updated>
    constexpr void check_straight(const Updated& updated) { results.check_straight(updated); }
};

// --- what programs and functions call ---------------------------------------------------------------------------------

template <class Backend, class... Item>
template <class Arch, class... Argument>
std::string program<Backend, Item...>::report_on(Argument&&... arguments) const {
    static_assert((known<std::remove_cvref_t<Argument>> && ...), "typegrad: program: report takes what a call takes");
    if constexpr (((known<std::remove_cvref_t<Argument>> && may_be_fed<std::remove_cvref_t<Argument>>) && ...)) {
        const auto feeds = std::tuple_cat(feeds_in(arguments)...);
        const auto given = std::tuple_cat(buffers_in(arguments)...);
        if constexpr (call_fits<Backend, items, std::remove_const_t<std::remove_pointer_t<decltype(state_in(arguments...))>>>(std::type_identity<std::remove_const_t<decltype(given)>>{}, std::type_identity<std::remove_const_t<decltype(feeds)>>{}))
            return std::apply([&](const auto&... f) { return report_of<Arch>(state_in(arguments...), given, f...); }, feeds);
    }
    return {};
}

template <class Backend, class... Item>
template <class Arch, class State, class... Given, class... Feed>
std::string program<Backend, Item...>::report_of(State* state, const std::tuple<Given&...>& given, const Feed&... feeds) {
    using P = program_graph<call_source<items, typename Feed::symbol_type...>>;
    constexpr std::size_t kept = items::fetches - sizeof...(Given);
    const std::tuple<decltype(hold(feeds.array()))...> arrays(hold(feeds.array())...);
    const auto bound = std::apply([](const auto&... a) { return std::tuple<const held<typename Feed::array_type>&...>(a...); }, arrays);
    const auto variables = [&] {
        if constexpr (std::same_as<State, no_state>) return no_variables{};
        else return state->check(), state_variables<P, State>{state};
    }();
    given_results<Backend, P, kept, Given...> results{given};
    const auto check = [&]<std::size_t K, class Planned>(const std::int64_t* extents, const binding* slots) {
        if constexpr (K < items::fetches) return results.template check<K, Planned>(extents, slots);
        else return update_in_place<P, items, Planned>(K) ? result_place::direct : result_place::waits;
    };
    const auto name = [](std::size_t k) {
        if (k < items::fetches) return items::fetches == 1 ? std::string("the result") : joined({"result ", k});
        message m;
        m << "new ";
        describe_leaf(m, items::data.words, items::data.roots[k + items::writes]);
        return std::string(m.text);
    };
    using run = runner<Backend, P, std::tuple<held<typename Feed::array_type>...>>;
    if constexpr (run::straight) {
        if constexpr (std::same_as<State, no_state>) results.check_straight(std::tuple<>{});
        else results.check_straight(updated_variables(state));
    }
    return report_call<Backend, Arch, P, run>(bound, variables, check, name);
}

template <class Backend, derivative Mode, stateless F, int... Wrt>
template <class Arch, class... A>
std::string derivative_function<Backend, Mode, F, Wrt...>::report_on(const A&... arguments) const {
    if constexpr ((is_into<A> || ...)) {
        const auto all = std::tie(arguments...);
        constexpr std::size_t n = sizeof...(A) - 1;
        return [&]<std::size_t... I>(std::index_sequence<I...>) { return report_of<Arch>(std::get<n>(all).buffers, std::get<I>(all)...); }(std::make_index_sequence<n>{});
    } else return report_of<Arch>(std::tuple<>{}, arguments...);
}

template <class Backend, derivative Mode, stateless F, int... Wrt>
template <class Arch, class... Given, class... A>
std::string derivative_function<Backend, Mode, F, Wrt...>::report_of(const std::tuple<Given&...>& given, const A&... arguments) {
    using P = program<A...>;
    const std::tuple<decltype(hold(arguments))...> held_arguments(hold(arguments)...);
    const auto feeds = std::apply([](const auto&... h) { return std::tuple<const held<A>&...>(h...); }, held_arguments);
    given_results<Backend, P, P::results - sizeof...(Given), Given...> results{given};
    const auto check = [&]<std::size_t K, class Planned>(const std::int64_t* extents, const binding* slots) { return results.template check<K, Planned>(extents, slots); };
    const auto name = [](std::size_t k) {
        constexpr int wrt[]{Wrt..., 0};
        constexpr std::size_t values = source<A...>::values;
        if (k < values) return values == 1 ? std::string("the value") : joined({"value ", k});
        else if constexpr (is_jacobian(Mode)) return std::string("the jacobian");
        else return joined({"gradient ", wrt[k - values]});
    };
    using run = runner<Backend, P, std::tuple<held<A>...>>;
    if constexpr (run::straight) results.check_straight(std::tuple<>{});
    return report_call<Backend, Arch, P, run>(feeds, no_variables{}, check, name);
}

} // namespace typegrad

#include <typegrad/program/report_product.hpp>
#include <typegrad/program/report_scan.hpp>
