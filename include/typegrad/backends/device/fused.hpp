// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/scalar_kernel.hpp>
#include <typegrad/expr/trace.hpp>
#include <typegrad/plan/straight.hpp>

/// Elementwise graphs as functors for kernels of your own: `__global__` functions, thrust::for_each, plain loops. Types
/// hold steps, never expressions, and are made by deduction only, which is what keeps nvcc's names short.
namespace typegrad::device {

/// Element number of a step that means the element the functor is called for.
inline constexpr std::uint32_t this_element = 0xFFFF;

/// A run-time number of an expression (the 0.5 in `0.5 * x`) in each type it may be read as.
struct number {
    bool boolean;
    std::int32_t int32;
    std::int64_t int64;
    float single;
    double precise;

    template <class T>
    TYPEGRAD_INLINE const T* pointer() const {
        if constexpr (std::is_same_v<T, bool>) return &boolean;
        else if constexpr (std::is_same_v<T, std::int32_t>) return &int32;
        else if constexpr (std::is_same_v<T, std::int64_t>) return &int64;
        else if constexpr (std::is_same_v<T, float>) return &single;
        else if constexpr (sixteen_bit_number<T>) return nullptr; // there are none
        else return &precise;
    }
};
template <std::size_t N>
struct numbers {
    number at[N];
    TYPEGRAD_INLINE const number* data() const { return at; }
};
template <>
struct numbers<0> {
    TYPEGRAD_INLINE const number* data() const { return nullptr; }
};

/// Element `i` of the arrays and the run-time numbers behind them, as scalar steps read and write them.
template <std::size_t Arrays>
struct element_operands {
    void* const* arrays;
    const number* run_time;
    std::size_t i;

    template <class T>
    struct array {
        T* first;
        std::size_t i;
        TYPEGRAD_INLINE T& operator[](std::uint32_t element) const { return first[element == this_element ? i : element]; }
    };
    template <class T>
    TYPEGRAD_INLINE array<T> of(std::uint32_t k) const {
        if (k < Arrays) return {static_cast<T*>(arrays[k]), i};
        return {const_cast<T*>(run_time[k - Arrays].template pointer<T>()), i};
    }
};

/// `f(i)` computes element i of every result. Copied by value into kernels; equal computations have equal types. A result
/// may lie where an operand lies: all loads of an element come before its stores.
template <std::size_t Arrays, std::size_t Numbers, class Constants, word... Steps>
struct fused_functor {
    void* arrays[Arrays];
    [[no_unique_address]] numbers<Numbers> run_time;

    TYPEGRAD_HD void operator()(std::size_t i) const {
        element_operands<Arrays> memory{arrays, run_time.data(), i};
        scalar_kernel<Constants, Steps...>::run(memory);
    }
};

/// Element types of operands and results.
template <dtype...>
struct element_types {};

/// An elementwise computation that waits for its arrays.
template <class Types, std::size_t Numbers, class Constants, word... Steps>
struct fused_function;

template <dtype... Types, std::size_t Numbers, class Constants, word... Steps>
struct fused_function<element_types<Types...>, Numbers, Constants, Steps...> {
    [[no_unique_address]] numbers<Numbers> run_time;

    /// The functor on arrays: first the operands as they were listed, then the results. Pointers are to memory of whoever
    /// calls the functor, host or device.
    template <class... T>
    auto on(T*... arrays) const {
        if constexpr (sizeof...(T) != sizeof...(Types)) static_assert(sizeof...(T) == sizeof...(Types), "typegrad: device::fused: on(...) takes one pointer for each operand, then one for each result");
        else {
            static_assert((std::is_same_v<std::remove_const_t<T>, element_type<Types>> && ...), "typegrad: device::fused: a pointer's element type is not its operand's");
            return fused_functor<sizeof...(Types), Numbers, Constants, Steps...>{{const_cast<std::remove_const_t<T>*>(arrays)...}, run_time};
        }
    }
};

/// The results' graph, then the operands as further roots.
struct keep {
    template <class A>
    constexpr A operator()(A a) const { return a; }
};
template <class Results, expression... Operand>
struct fused_graph {
    using from = trace_source<keep, Results>;
    static constexpr std::size_t results = from::roots, operands = sizeof...(Operand);
    static constexpr std::uint32_t capacity = static_cast<std::uint32_t>((Operand::size + ... + (from::data.size + 64)));
    static constexpr auto data = [] {
        graph_storage<capacity> s{&fold<>};
        node_id map[capacity]{}, roots[results + operands]{};
        import_words(s.graph, from::data.words, from::data.size, map);
        std::size_t n = 0;
        for (; n < results; ++n) roots[n] = map[from::data.roots[n]];
        const auto add = [&]<class E>(std::type_identity<E>) {
            node_id at[E::size]{};
            import_words(s.graph, E::stream(), E::size, at);
            const node_id id = at[E::root()];
            for (std::size_t k = results; k < n; ++k)
                if (roots[k] == id) s.graph.fail(s.graph.about("device::fused", id) << "is listed twice");
            roots[n++] = id;
        };
        (add(std::type_identity<Operand>{}), ...);
        graph_data<capacity, results + operands> out;
        extract(out, s.graph, roots);
        out.parameters = from::data.parameters;
        return out;
    }();
};

/// Can every element of the results be computed from one element of each operand? The error says why not.
template <class Graph>
constexpr bool elementwise_only(message& why) {
    constexpr const auto& g = Graph::data;
    bool fed[g.size]{}, needed[g.size]{};
    node_id order[g.size]{};
    for (std::size_t k = 0; k < Graph::operands; ++k) fed[g.roots[Graph::results + k]] = true;
    mark_cut(g.words, g.size, g.roots, Graph::results, fed, needed, order);
    for (std::uint32_t at = 0; at < g.size; at += 1 + static_cast<std::uint32_t>(payload_of(g.words[at]))) {
        const op code = op_of(g.words[at]);
        const kind k = info(code).kind;
        if (!needed[at] || fed[at] || k == kind::structure || k == kind::elementwise || code == op::parameter || code == op::constant) continue;
        why << "device::fused: ";
        if (k == kind::leaf && code != op::count && code != op::iota) {
            describe_value(why, g.words, static_cast<node_id>(at));
            why << " is not among the operands";
        } else why << info(code).name << " is not elementwise: no reductions, views or products in a functor";
        return false;
    }
    return true;
}

constexpr bool one_element(const word* words, node_id shape) {
    for (int k = 0; k < b_of(words[shape]); ++k) {
        const word e = words[operand_of(words, shape, k)];
        if (op_of(e) != op::extent || static_extent_of(e) != 1) return false;
    }
    return true;
}

/// A graph of one shape as steps on one element.
template <class Graph>
struct fused_source {
    static constexpr std::size_t results = Graph::results, operands = Graph::operands, arrays = results + operands;
    static constexpr std::uint32_t source_size = Graph::data.size;
    static constexpr auto cut_data = cut<2 * source_size + 256, results, source_size>(Graph::data.words, Graph::data.roots, Graph::data.roots + results, static_cast<int>(operands));

    struct code {
        straight_code<cut_data.graph.size + results> steps;
        dtype types[arrays]{};
        bool failed = false;
        message error{};
    };
    static constexpr code data = [] {
        code out;
        constexpr const auto& g = cut_data.graph;
        std::uint16_t operand[results]{}, element[results]{};
        word words[g.size]{};
        for (std::uint32_t at = 0; at < g.size; ++at) words[at] = g.words[at];
        for (std::size_t k = 0; k < operands; ++k) out.types[k] = settled(dtype_of(Graph::data.words[Graph::data.roots[results + k]]));
        for (std::size_t k = 0; k < results; ++k) {
            out.types[operands + k] = dtype_of(g.words[g.roots[k]]);
            operand[k] = static_cast<std::uint16_t>(operands + k);
            element[k] = static_cast<std::uint16_t>(this_element);
            if (shape_of(g.words[g.roots[k]]) != shape_of(g.words[g.roots[0]]) && !out.failed) {
                out.failed = true;
                out.error << "device::fused: results of different shapes: ";
                describe_shape(out.error, g.words, shape_of(g.words[g.roots[0]]));
                out.error << " and ";
                describe_shape(out.error, g.words, shape_of(g.words[g.roots[k]]));
            }
        }
        const node_id space = shape_of(g.words[g.roots[0]]);
        for (std::uint32_t at = 0; at < g.size; at += 1 + static_cast<std::uint32_t>(payload_of(g.words[at]))) {
            const word w = g.words[at];
            if (info(op_of(w)).kind != kind::leaf || op_of(w) == op::constant) continue;
            const slot leaf = cut_data.slots[a_of(w)];
            // a leaf's attributes say where the steps find it
            if (op_of(w) == op::parameter) {
                words[at] = with_operands(w, static_cast<node_id>(arrays + a_of(Graph::data.words[leaf.source])), 0, shape_of(w));
                continue;
            }
            words[at] = with_operands(w, static_cast<node_id>(leaf.feed), one_element(g.words, shape_of(w)) ? 0 : this_element, shape_of(w));
            if (one_element(g.words, shape_of(w)) || shape_of(w) == space || out.failed) continue;
            out.failed = true;
            out.error << "device::fused: ";
            describe_value(out.error, Graph::data.words, leaf.source);
            out.error << " is neither one number nor of the results' shape ";
            describe_shape(out.error, g.words, space);
        }
        write_straight_code(out.steps, words, g.size, g.roots, operand, element, results);
        return out;
    }();
};
template <class Graph>
struct fused_misfit {
    static constexpr auto data = [] {
        graph_data<1, 0> out;
        if (Graph::from::data.failed || Graph::data.failed) {
            out.failed = true;
            out.error = Graph::from::data.failed ? Graph::from::data.error : Graph::data.error;
        } else out.failed = !elementwise_only<Graph>(out.error);
        return out;
    }();
};

template <class Source, std::size_t Numbers, std::size_t... A, std::size_t... C, std::size_t... I>
constexpr auto make_fused(const numbers<Numbers>& run_time, std::index_sequence<A...>, std::index_sequence<C...>, std::index_sequence<I...>) {
    return fused_function<element_types<Source::data.types[A]...>, Numbers, constant_table<Source::data.steps.constants[C]...>, Source::data.steps.code[I]...>{run_time};
}

/// Stands for a functor behind a compile error, so that the error is the only one.
struct unfused {
    template <class... T>
    auto on(T*...) const { return *this; }
    TYPEGRAD_HD void operator()(std::size_t) const {}
};

template <std::size_t N>
constexpr numbers<N> numbers_of(const parameter_values<N>& values, const dtype* types) {
    numbers<N> out{};
    if constexpr (N > 0)
        for (std::size_t k = 0; k < N; ++k) {
            const double d = is_floating(types[k]) ? __builtin_bit_cast(double, values.bits[k]) : 0;
            const std::int64_t n = is_floating(types[k]) ? 0 : static_cast<std::int64_t>(values.bits[k]);
            out.at[k] = {n != 0, static_cast<std::int32_t>(n), n, static_cast<float>(d), d};
        }
    return out;
}
/// Element types of a graph's run-time numbers.
template <class Graph>
struct number_types {
    static constexpr struct list { dtype at[Graph::data.parameters + 1]; } types = [] {
        list t{};
        for (std::uint32_t at = 0; at < Graph::data.size; at += 1 + static_cast<std::uint32_t>(payload_of(Graph::data.words[at])))
            if (op_of(Graph::data.words[at]) == op::parameter) t.at[a_of(Graph::data.words[at])] = dtype_of(Graph::data.words[at]);
        return t;
    }();
};

/// An elementwise expression (or tuple of expressions: `std::tuple{y, dx}`) as a functor over single elements. `operands`
/// are the leaves (or intermediates) in the order in which their arrays are given:
///
///     const auto f = tg::device::fused(tg::tanh(a * x), a, x).on(a_pointer, x_pointer, y_pointer);
///     kernel<<<blocks, threads>>>(f, n);   // each thread: if (i < n) f(i);
///
/// Operands of one element are read at element 0, all others at element i.
/// Shapes: every result has one shape, operands have that shape or one element; extents are not checked.
/// Errors: something that is not elementwise, a leaf that is not listed, another shape.
template <class Results, expression... Operand>
    requires is_expression_tree<Results>
constexpr auto fused(const Results& results, const Operand&...) {
    using graph = fused_graph<Results, Operand...>;
    if constexpr (sound<fused_misfit<graph>::data>()) {
        using source = fused_source<graph>;
        if constexpr (sound<source::data>()) {
            const auto values = std::apply([](const auto&... v) { return join_parameters<graph::data.parameters>(v...); }, tree_parameters(results));
            return make_fused<source>(numbers_of(values, number_types<graph>::types.at), std::make_index_sequence<graph::results + graph::operands>{},
                                      std::make_index_sequence<static_cast<std::size_t>(source::data.steps.constant_count)>{}, std::make_index_sequence<static_cast<std::size_t>(source::data.steps.size)>{});
        } else return unfused{};
    } else return unfused{};
}

} // namespace typegrad::device
