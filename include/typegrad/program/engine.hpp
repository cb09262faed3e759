// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/arrays/traits.hpp>
#include <typegrad/backends/scalar_kernel.hpp>
#include <typegrad/backends/unrolled.hpp>
#include <typegrad/expr/diagnose.hpp>
#include <typegrad/plan/straight.hpp>
#include <typegrad/program/error.hpp>
#include <typegrad/program/tables.hpp>
#include <typegrad/transforms/canonical.hpp>

/// From a graph to something that runs. `Source` has
///   data        a graph_data whose roots are the results, then the nodes that are fed
///   results     how many of the roots are results
/// Every pass is a constant expression of its own, so that compilers' limits on one evaluation hold for each alone.
namespace typegrad {

/// A graph cut to its size.
template <const auto& Data>
constexpr auto trimmed() {
    graph_data<Data.size, Data.root_count> out;
    for (std::uint32_t i = 0; i < Data.size; ++i) out.words[i] = Data.words[i];
    for (std::uint32_t i = 0; i < Data.root_count; ++i) out.roots[i] = Data.roots[i];
    out.size = Data.size;
    out.parameters = Data.parameters;
    return out;
}

template <class Source>
struct program_graph {
    static constexpr std::size_t results = Source::results;
    static constexpr std::size_t feeds = Source::data.root_count - results;
    static constexpr auto source = trimmed<Source::data>();
    /// Large graphs of scalars run as they stand: compilers have enough to do with them.
    static constexpr bool scalars = source.size > 1024 && !requires { Source::is_step; } && scalars_only(source.words, source.size, source.roots + results, feeds);
    static constexpr auto make_cut() {
        if constexpr (scalars) return list_slots<results, source.size>(source.words, source.roots, source.roots + results, static_cast<int>(feeds));
        else return cut<3 * source.size + 1024, results, source.size>(source.words, source.roots, source.roots + results, static_cast<int>(feeds));
    }
    static constexpr auto cut_graph = make_cut();
    /// Results whose memory may hold intermediates before them.
    static constexpr std::size_t reusable = [] {
        if constexpr (requires { Source::reusable; }) return Source::reusable;
        else return results;
    }();
    static constexpr std::size_t slot_count = static_cast<std::size_t>(cut_graph.slot_count);
};

/// The canonical graph of a program, for a set of slots bound to strided arrays. `HalfProducts`: its products read halves.
template <class Program, std::uint64_t Strided, bool HalfProducts = false>
struct canonical_program {
    static constexpr auto whole = canonicalise<2 * Program::cut_graph.graph.size + 512, Program::results, Program::cut_graph.graph.size>(
        Program::cut_graph.graph.words, Program::cut_graph.graph.roots, Strided, Program::cut_graph.graph.size, HalfProducts);
    static constexpr auto graph = trimmed<whole>();
};
template <class Program>
inline constexpr bool has_halves = [] {
    const auto& g = Program::cut_graph.graph;
    for (std::uint32_t at = 0; at < g.size; at += 1 + static_cast<std::uint32_t>(payload_of(g.words[at])))
        if (is_half(dtype_of(g.words[at]))) return true;
    return false;
}();
/// As a backend runs it.
template <class Backend, class Program, std::uint64_t Strided>
using canonical_for = canonical_program<Program, Strided, Backend::half_products && has_halves<Program>>;

/// How a program on row-major arrays runs: as straight-line code over scalars where its arrays are small and static.
template <class Program>
struct straight_program {
    static constexpr bool scalars = Program::scalars;
    static constexpr std::int64_t elements = [] {
        if constexpr (scalars) return std::int64_t{0};
        else return scalarised_elements(canonical_program<Program, 0>::graph.words, canonical_program<Program, 0>::graph.size);
    }();
    static constexpr bool possible = elements >= 0;
    /// Has it what only straight-line code does?
    static constexpr bool needed = [] {
        for (std::uint32_t at = 0; at < Program::source.size; at += 1 + static_cast<std::uint32_t>(payload_of(Program::source.words[at])))
            if (op_of(Program::source.words[at]) == op::concat) return possible;
        return false;
    }();

    static constexpr auto make_code() {
        if constexpr (scalars) return make_scalar_code<Program::source.size + Program::results, Program::results>(Program::source.words, Program::source.size, Program::source.roots, Program::cut_graph);
        else {
            using canonical = canonical_program<Program, 0>;
            return make_straight_code<3 * static_cast<std::uint32_t>(elements) + 256, canonical::graph.size, static_cast<std::size_t>(elements), Program::results>(
                canonical::graph.words, canonical::graph.roots, static_cast<int>(Program::slot_count));
        }
    }
    struct lazily {
        static_assert(elements <= TYPEGRAD_PLAN_LIMIT, "typegrad: the program is larger than the tested limit" TYPEGRAD_LIMIT_HINT);
        static constexpr auto code = make_code();
    };

    /// Calls `f` with the constants and the steps as template arguments.
    template <class F>
    static TYPEGRAD_HOST_INLINE constexpr auto with_code(F f) {
        return [&]<std::size_t... C, std::size_t... I>(std::index_sequence<C...>, std::index_sequence<I...>) TYPEGRAD_LAMBDA {
            return f.template operator()<constant_table<lazily::code.constants[C]...>, lazily::code.code[I]...>();
        }(std::make_index_sequence<static_cast<std::size_t>(lazily::code.constant_count)>{}, std::make_index_sequence<static_cast<std::size_t>(lazily::code.size)>{});
    }
    using operands = scalar_operands<Program::slot_count + Program::results>;

    static TYPEGRAD_HOST_INLINE constexpr void run(operands& memory) {
        with_code([&]<class Constants, word... Steps>() TYPEGRAD_LAMBDA { scalar_kernel<Constants, Steps...>::run(memory); });
    }
};

template <class Program, class Canonical, std::uint64_t Strided>
struct planned_program {
    static constexpr const auto& graph = Canonical::graph;
    static_assert(graph.size <= TYPEGRAD_PLAN_LIMIT, "typegrad: the program is larger than the tested limit" TYPEGRAD_LIMIT_HINT);
    static constexpr schedule<graph.size> scheduled{graph.words, graph.size, graph.roots, Program::results};
    static constexpr auto whole = planner<graph.size, Program::results, scheduled.most_kernels(graph.size)>(scheduled, graph.words, graph.size, graph.roots, Strided, Program::reusable).plan;
    static constexpr const auto& plan = whole;
    static constexpr auto tables = make_plan_tables<whole, Canonical::graph, Program, Strided, Program::results>();

    /// An axis of a node as the tables' executor reads extents.
    static constexpr extent_code extent_code_of(node_id node, int axis) {
        const node_id e = operand_of(graph.words, shape_of(graph.words[node]), axis);
        if (op_of(graph.words[e]) == op::extent) return static_extent_of(graph.words[e]);
        int d = 0;
        while (tables.dim_nodes[d] != e) ++d;
        return ~static_cast<extent_code>(d);
    }
};

// --- checks at the call -----------------------------------------------------------------------------------------------

// Error texts, from the source graph. They know it as words, so that they are compiled once and not for each program.
inline namespace TYPEGRAD_TARGET {

/// What is bound at leaf `v`.
[[gnu::noinline, gnu::cold]] inline std::string leaf_text(const word* words, node_id v) {
    message m;
    if (is_slot(op_of(words[v]))) describe_leaf(m, words, v);
    else m << "the fed " << info(op_of(words[v])).name;
    return joined({m});
}
template <class Program>
std::string leaf_text(int slot) { return leaf_text(Program::source.words, Program::cut_graph.slots[slot].source); }

template <class Program>
struct slot_shapes {
    struct table {
        shape_code at[Program::slot_count + 1]{};
        node_id nodes[64]{};
        int dims = 0;
        extent_code value_a[max_slots]{}, value_b[max_slots]{}; ///< of the constraints
    };
    static constexpr table shapes = [] {
        table t;
        dim_list<64> dims;
        for (std::size_t s = 0; s < Program::slot_count; ++s)
            t.at[s] = code_shape(Program::source.words, shape_of(Program::source.words[Program::cut_graph.slots[s].source]), dims);
        t.dims = dims.count;
        for (int d = 0; d < dims.count; ++d) t.nodes[d] = dims.node[d];
        const auto code = [&](node_id e) -> extent_code {
            return op_of(Program::source.words[e]) == op::extent ? static_extent_of(Program::source.words[e]) : ~static_cast<extent_code>(dims.find(e));
        };
        for (int k = 0; k < Program::cut_graph.constraint_count; ++k) {
            t.value_a[k] = code(Program::cut_graph.constraints[k].a);
            t.value_b[k] = code(Program::cut_graph.constraints[k].b);
        }
        return t;
    }();
};

[[gnu::noinline, gnu::cold]] inline std::string extent_text(const word* words, node_id e, std::int64_t value) {
    message m;
    describe_extent(m, words, e);
    if (op_of(words[e]) != op::extent) m << " is " << value;
    return joined({m});
}

[[noreturn, gnu::noinline, gnu::cold]] inline void throw_extent(const word* words, node_id leaf, int axis, std::int64_t found) {
    message m;
    describe_shape(m, words, shape_of(words[leaf]));
    throw shape_error(joined({"typegrad: ", leaf_text(words, leaf), ": axis ", axis, " has extent ", found, ", but its shape is ", m}));
}
/// Axis `axis` of a leaf has another extent than axis `other_axis` of leaf `other`, of the same dimension.
[[noreturn, gnu::noinline, gnu::cold]] inline void throw_dim(const word* words, node_id dim, node_id leaf, int axis, std::int64_t found, node_id other, int other_axis, std::int64_t before) {
    message m;
    describe_extent(m, words, dim);
    throw shape_error(joined({"typegrad: dimension ", m, " is ", before, " in ", leaf_text(words, other), " (axis ", other_axis, ") and ", found, " in ", leaf_text(words, leaf), " (axis ", axis, ")"}));
}
template <class Program>
[[noreturn, gnu::noinline, gnu::cold]] void throw_dim(int dim, int slot, int axis, std::int64_t found, std::int64_t before) {
    const auto& shapes = slot_shapes<Program>::shapes;
    const auto leaf = [](int s) { return Program::cut_graph.slots[s].source; };
    for (int s = 0; s <= slot; ++s)
        for (int k = 0; k < shapes.at[s].rank; ++k) // this one is met, if no other before it
            if (shapes.at[s].extent[k] == ~static_cast<extent_code>(dim)) throw_dim(Program::source.words, shapes.nodes[dim], leaf(slot), axis, found, leaf(s), k, before);
    __builtin_unreachable();
}
[[noreturn, gnu::noinline, gnu::cold]] inline void throw_constraint(const word* words, const extent_constraint& c, std::int64_t a, std::int64_t b) {
    throw shape_error(joined({"typegrad: ", info(c.because).name, ": ", extent_text(words, c.a, a), " and ", extent_text(words, c.b, b), ", but they must be equal"}));
}

} // namespace TYPEGRAD_TARGET

/// Every extent against its symbol, every named dimension against itself, every constraint. Throws, or returns having
/// changed nothing.
template <class Program>
TYPEGRAD_HOST_INLINE constexpr void check_bindings(const binding* slots) {
    using table = slot_shapes<Program>; // by its name: g++ -fsanitize=undefined takes no reference to it for a constant
    std::int64_t seen[static_cast<std::size_t>(table::shapes.dims) + 1];
    for (std::int64_t& n : seen) n = -1;
    unrolled<Program::slot_count>([&](auto slot) TYPEGRAD_LAMBDA {
        constexpr int s = static_cast<int>(slot.value);
        if constexpr (Program::cut_graph.slots[s].code == op::variable) return; // bound with the extents of its symbol
        else unrolled<static_cast<std::size_t>(table::shapes.at[s].rank)>([&](auto axis) TYPEGRAD_LAMBDA {
            constexpr int k = static_cast<int>(axis.value);
            constexpr extent_code e = table::shapes.at[s].extent[k];
            const std::int64_t n = slots[s].extent[k];
            if constexpr (e >= 0) {
                if (n != e) throw_extent(Program::source.words, Program::cut_graph.slots[s].source, k, n);
            } else if (seen[~e] < 0) seen[~e] = n;
            else if (seen[~e] != n) throw_dim<Program>(static_cast<int>(~e), s, k, n, seen[~e]);
        });
    });
    for (int k = 0; k < Program::cut_graph.constraint_count; ++k) {
        const extent_code ca = table::shapes.value_a[k], cb = table::shapes.value_b[k];
        const std::int64_t a = ca >= 0 ? ca : seen[~ca], b = cb >= 0 ? cb : seen[~cb];
        if (a != b) throw_constraint(Program::source.words, Program::cut_graph.constraints[k], a, b);
    }
}

} // namespace typegrad
