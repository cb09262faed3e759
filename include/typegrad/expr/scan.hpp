// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/expr/scan_trace.hpp>
#include <typegrad/expr/trace.hpp>

/// `tg::scan`: a function applied step by step along the first axis of arrays. Its step is traced once, as a graph of its
/// own, however long the arrays are.
namespace typegrad {

// --- trees of values --------------------------------------------------------------------------------------------------

/// A value, or a tuple, pair or array of such trees.
template <class T>
inline constexpr bool is_operand_tree = operand<T>;
template <class... T>
inline constexpr bool is_operand_tree<std::tuple<T...>> = (is_operand_tree<T> && ...);
template <class A, class B>
inline constexpr bool is_operand_tree<std::pair<A, B>> = is_operand_tree<A> && is_operand_tree<B>;
template <class T, std::size_t N>
inline constexpr bool is_operand_tree<std::array<T, N>> = is_operand_tree<T>;

template <class T>
constexpr builder* builder_in(const T& value) {
    if constexpr (operand<T>) return builder_of(value);
    else {
        builder* g = nullptr;
        std::apply([&](const auto&... parts) { ((g = g != nullptr ? g : builder_in(parts)), ...); }, value);
        return g;
    }
}
template <class T>
inline constexpr bool has_handle = handle<T>;
template <class... T>
inline constexpr bool has_handle<std::tuple<T...>> = (has_handle<T> || ...);
template <class A, class B>
inline constexpr bool has_handle<std::pair<A, B>> = has_handle<A> || has_handle<B>;
template <class T, std::size_t N>
inline constexpr bool has_handle<std::array<T, N>> = has_handle<T>;

/// The tree as handles: parts of one type become an array, others a tuple.
template <class T>
constexpr auto lift_tree(builder& g, const T& value) {
    if constexpr (operand<T>) return lift(g, value);
    else if constexpr (handle_count<T> == 0) return std::tuple<>{};
    else return std::apply([&](const auto& first, const auto&... rest) {
        const std::tuple<decltype(lift_tree(g, first)), decltype(lift_tree(g, rest))...> parts{lift_tree(g, first), lift_tree(g, rest)...}; // in order
        if constexpr ((std::same_as<decltype(lift_tree(g, first)), decltype(lift_tree(g, rest))> && ...))
            return std::apply([](const auto&... p) { return std::array{p...}; }, parts);
        else return parts;
    }, value);
}
template <class T>
using lifted_tree = decltype(lift_tree(std::declval<builder&>(), std::declval<const T&>()));

/// Calls `f` with each handle of a tree, in order.
template <class T, class F>
constexpr void each_handle(T& tree, F f) {
    if constexpr (handle<std::remove_const_t<T>>) f(tree);
    else std::apply([&](auto&... parts) { (each_handle(parts, f), ...); }, tree);
}

// --- the step ---------------------------------------------------------------------------------------------------------

template <class T>
inline constexpr bool is_pair = false;
template <class A, class B>
inline constexpr bool is_pair<std::pair<A, B>> = true;
template <class A, class B>
inline constexpr bool is_pair<std::tuple<A, B>> = true;
template <class T>
inline constexpr bool is_pair<std::array<T, 2>> = true;

/// What a step returns: its new carry, or that and a row.
template <class Result, class Carry>
struct step_result {
    static constexpr bool carry_alone = [] {
        if constexpr (is_operand_tree<Result>) return std::same_as<lifted_tree<Result>, Carry>;
        else return false;
    }();
    static constexpr bool with_row = [] {
        if constexpr (!carry_alone && is_pair<Result> && is_operand_tree<Result>) return std::same_as<lifted_tree<std::tuple_element_t<0, Result>>, Carry>;
        else return false;
    }();
    static constexpr const auto& carry(const Result& r) {
        if constexpr (with_row) return std::get<0>(r);
        else return r;
    }
    static constexpr auto row(const Result& r) {
        if constexpr (with_row) return std::get<1>(r);
        else return std::tuple<>{};
    }
};

/// The scan of handles. `results` receives carries and stacked rows.
template <class Step, class Carry, class Sequence, class... Constant>
constexpr auto trace_scan(builder& g, Carry carry, Sequence sequence, Constant... constants) {
    using result = decltype(Step{}(carry, sequence, constants...));
    using parts = step_result<result, Carry>;
    constexpr bool fits = parts::carry_alone || parts::with_row;
    static_assert(fits, "typegrad: scan: the step returns its new carry, made of as many values as the initial one, or a pair of that and a row");
    if constexpr (fits) {
        using rows = lifted_tree<decltype(parts::row(std::declval<result>()))>;
        constexpr int carry_count = static_cast<int>(handle_count<Carry>), result_count = carry_count + static_cast<int>(handle_count<rows>);
        scan_trace t{g};
        const auto add = [&](node_ref x) { t.add(x.id); };
        each_handle(carry, add);
        t.carries = t.count;
        each_handle(sequence, add);
        t.sequences = t.count - t.carries;
        (each_handle(constants, add), ...);
        const int given = t.count;
        rows stacked{};
        node_id scan = 0;
        for (bool again = t.find_length(); again;) {
            t.count = given;
            graph_storage<trace_capacity> s{&fold<>};
            s.graph.traces = true;
            s.graph.throws = g.throws;
            t.open(s.graph);
            const node_id* next = t.inner;
            const auto take = [&](node_ref& x) { x = {&s.graph, *next++}; };
            Carry inner_carry = carry;
            Sequence row = sequence;
            std::tuple<Constant...> inner_constants{constants...};
            each_handle(inner_carry, take);
            each_handle(row, take);
            each_handle(inner_constants, take);
            const result r = std::apply([&](const auto&... c) { return Step{}(inner_carry, row, c...); }, inner_constants);
            node_id results[result_count + 1]{};
            node_id* out = results;
            collect_handles(s.graph, parts::carry(r), out);
            collect_handles(s.graph, parts::row(r), out);
            again = !s.graph.failed && t.settle(s.graph, results);
            if (again) continue;
            if (!s.graph.failed) t.check(s.graph, results, result_count);
            if (s.graph.failed && !g.failed) g.fail(s.graph.error);
            if (g.failed) break;
            t.capture(s.graph, results, result_count);
            scan = make_scan(g, store_step(g, s.graph, results, result_count, t.inner, t.count), t.outer, t.count, t.carries, t.sequences, false);
            int k = carry_count;
            each_handle(stacked, [&](node_ref& x) {
                const node_id y = results[k];
                x = {&g, make_scan_result(g, scan, k, s.graph.type(y), stacked_shape(g, t.length, import_shape(g, s.graph.words, s.graph.shape(y))))};
                ++k;
            });
        }
        int k = 0;
        each_handle(carry, [&](node_ref& x) {
            x = {&g, g.failed ? node_id{0} : make_scan_result(g, scan, k, g.type(t.outer[k]), g.shape(t.outer[k]))};
            ++k;
        });
        if (g.failed) each_handle(stacked, [&](node_ref& x) { x = {&g, 0}; });
        if constexpr (parts::with_row) return std::pair{carry, stacked};
        else return carry;
    } else return node_ref{&g, 0};
}

/// A scan as a function of handles, for tracing and within traces.
template <class Step>
struct scan_function {
    template <class... A>
    constexpr auto operator()(const A&... arguments) const {
        builder* g = nullptr;
        ((g = g != nullptr ? g : builder_in(arguments)), ...);
        const std::tuple lifted{lift_tree(*g, arguments)...}; // in order
        return [&]<std::size_t... K>(std::index_sequence<K...>) { return trace_scan<Step>(*g, std::get<K>(lifted)...); }(std::index_sequence_for<A...>{});
    }
};

// --- on expressions ---------------------------------------------------------------------------------------------------

/// The values of a flat tuple in the arrangement of a tree of handles.
template <class Tree, std::size_t First = 0, class... E>
constexpr auto arranged(const std::tuple<E...>& flat) {
    if constexpr (handle<Tree>) return std::get<First>(flat);
    else return [&]<std::size_t... K>(std::index_sequence<K...>) {
        constexpr auto before = [](std::size_t k) {
            std::size_t n = First, i = 0;
            ((n += i++ < k ? handle_count<std::tuple_element_t<K, Tree>> : 0), ...);
            return n;
        };
        return std::tuple<decltype(arranged<std::tuple_element_t<K, Tree>, before(K)>(flat))...>{arranged<std::tuple_element_t<K, Tree>, before(K)>(flat)...};
    }(std::make_index_sequence<std::tuple_size_v<Tree>>{});
}

template <word Bits>
struct number_source {
    static constexpr auto data = [] {
        graph_data<2, 1> out;
        out.words[0] = make_head(op::shape, dtype::none);
        out.words[1] = make_head(op::parameter, static_cast<dtype>(Bits));
        out.roots[0] = 1;
        out.size = 2;
        out.parameters = 1;
        return out;
    }();
};
template <class T>
struct literal_source {
    static constexpr auto data = [] {
        graph_data<3, 1> out;
        builder g{out.words, nullptr, 0, 3};
        g.begin();
        out.roots[0] = lift(g, T{}).id;
        out.size = g.size;
        return out;
    }();
};
/// Numbers among expressions become expressions.
template <class T>
constexpr auto as_expressions(const T& value) {
    if constexpr (is_expression<T>) return value;
    else if constexpr (is_literal<T>) return build_expr<literal_source<T>>();
    else if constexpr (number<T>) {
        auto e = build_expr<number_source<static_cast<word>(std::same_as<T, bool> ? dtype::boolean : std::is_integral_v<T> ? dtype::weak_int : dtype::weak_float)>>();
        e.parameters = parameters_of(value);
        return e;
    } else return std::apply([](const auto&... parts) { return std::tuple<decltype(as_expressions(parts))...>{as_expressions(parts)...}; }, value);
}

/// `step` applied along the first axis of `sequence`, JAX's words and meaning:
///
///     for (t …) { carry, y[t] = step(carry, x[t], constants…); }
///
/// `auto [last, y] = tg::scan(step, initial, sequence)`, or only the last carry if the step returns nothing else. `initial`: a
/// value or a tuple or array of values, which the new carry must equal in shape and element type; `sequence`: an array, or a
/// tuple of arrays, whose first axes agree; further values are handed to each step unchanged. The step captures nothing, but
/// may use symbols. Nothing but what is asked for is written. Of length 0 the last carry is the initial one.
/// Adjoint: a scan that runs backwards, over the carries before each step, which the forward one then keeps.
/// Errors: the carry changes; sequences of different lengths; more than 64 values.
template <class Step, class Initial, class Sequence, class... Constant>
constexpr auto scan(Step, const Initial& initial, const Sequence& sequence, const Constant&... constants) {
    constexpr bool values = is_operand_tree<Initial> && is_operand_tree<Sequence> && (is_operand_tree<Constant> && ...);
    static_assert(values, "typegrad: scan: the first carry, the sequence and further values are symbols and numbers, or tuples of them: arrays are fed when the program is called (x = array)");
    static_assert(stateless<Step>, "typegrad: scan: the step must capture nothing: pass values behind the sequence");
    if constexpr (!stateless<Step> || !values) return mistake{};
    else if constexpr (has_mistake<Initial> || has_mistake<Sequence> || (has_mistake<Constant> || ...)) return mistake{};
    else if constexpr (has_handle<Initial> || has_handle<Sequence> || (has_handle<Constant> || ...)) return scan_function<Step>{}(initial, sequence, constants...);
    else {
        const auto expressions = std::tuple{as_expressions(initial), as_expressions(sequence), as_expressions(constants)...};
        using trees = std::remove_const_t<decltype(expressions)>;
        return [&]<std::size_t... K>(std::index_sequence<K...>) {
            const auto results = traced_function<scan_function<Step>>{}(std::get<K>(expressions)...);
            using source = trace_source<scan_function<Step>, std::remove_cvref_t<decltype(std::get<K>(expressions))>...>;
            if constexpr (std::is_same_v<decltype(results), const mistake>) return results;
            else if constexpr (source::data.failed) return mistake{};
            else {
                if constexpr (handle<typename source::result>) return results;
                else if constexpr (source::roots == 1) return arranged<typename source::result>(std::tuple{results});
                else return arranged<typename source::result>(results);
            }
        }(std::make_index_sequence<std::tuple_size_v<trees>>{});
    }
}

} // namespace typegrad
