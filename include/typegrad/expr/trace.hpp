// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <tuple>
#include <typegrad/expr/build.hpp>

/// Tracing: an ordinary generic function is called with value handles while the program compiles, and what it did is the
/// graph. Inside a trace every value has the one type `node_ref`, so loops and reassignment work.
namespace typegrad {

/// Words a traced graph may have.
inline constexpr std::uint32_t trace_capacity = TYPEGRAD_FUNCTION_LIMIT < 4096 ? 4096 : TYPEGRAD_FUNCTION_LIMIT;

template <class T>
concept stateless = std::is_empty_v<T> && std::is_default_constructible_v<T>;

/// Node handles out of whatever a traced function returns: one handle, a number, or a tuple, pair or array of those.
template <class T>
inline constexpr std::size_t handle_count = 1;
template <class... T>
inline constexpr std::size_t handle_count<std::tuple<T...>> = (handle_count<T> + ... + 0);
template <class A, class B>
inline constexpr std::size_t handle_count<std::pair<A, B>> = handle_count<A> + handle_count<B>;
template <class T, std::size_t N>
inline constexpr std::size_t handle_count<std::array<T, N>> = N * handle_count<T>;

/// What a traced function may return.
template <class T>
inline constexpr bool is_handle_tree = operand<T>;
template <class... T>
inline constexpr bool is_handle_tree<std::tuple<T...>> = (is_handle_tree<T> && ...);
template <class A, class B>
inline constexpr bool is_handle_tree<std::pair<A, B>> = is_handle_tree<A> && is_handle_tree<B>;
template <class T, std::size_t N>
inline constexpr bool is_handle_tree<std::array<T, N>> = is_handle_tree<T>;

/// Has a part of it been an error already?
template <class T>
inline constexpr bool has_mistake = std::same_as<T, mistake>;
template <class... T>
inline constexpr bool has_mistake<std::tuple<T...>> = (has_mistake<T> || ...);
template <class A, class B>
inline constexpr bool has_mistake<std::pair<A, B>> = has_mistake<A> || has_mistake<B>;
template <class T, std::size_t N>
inline constexpr bool has_mistake<std::array<T, N>> = has_mistake<T>;

/// A function that cannot be traced with these arguments is told once, before anything else of it is compiled.
template <class F, class... Handle>
constexpr bool can_be_traced() {
    constexpr bool callable = requires { F{}(std::declval<Handle>()...); };
    static_assert(callable, "typegrad: the function does not take these arguments: it needs one parameter for each, of type auto");
    if constexpr (!callable) return false;
    else {
        using result = std::remove_cvref_t<decltype(F{}(std::declval<Handle>()...))>;
        constexpr bool nothing = std::is_void_v<result>, values = nothing || is_handle_tree<result>;
        static_assert(!nothing, "typegrad: the function returns nothing");
        static_assert(values, "typegrad: a function of symbols returns one value, or a std::tuple, std::pair or std::array of values, whose number its type says");
        return !nothing && values && !has_mistake<result>;
    }
}

template <class T>
constexpr void collect_handles(builder& g, const T& value, node_id*& out) {
    if constexpr (operand<T> || number<T>) *out++ = lift(g, value).id;
    else std::apply([&](const auto&... parts) { (collect_handles(g, parts, out), ...); }, value);
}

// --- expressions as arguments of a trace ------------------------------------------------------------------------------

/// Tuples, pairs and arrays of expressions become the same of handles; a tuple whose parts become one type becomes an
/// array, so that a function can loop over it.
template <expression E>
constexpr node_ref handles_for(builder& g, const E& e, std::uint32_t& parameters) {
    node_id map[E::size]{};
    import_words(g, E::stream(), E::size, map, parameters);
    parameters += static_cast<std::uint32_t>(e.parameter_count);
    return {&g, map[E::root()]};
}
template <class A, class B>
constexpr auto handles_for(builder& g, const std::pair<A, B>& p, std::uint32_t& parameters) {
    auto first = handles_for(g, p.first, parameters);
    return std::pair{first, handles_for(g, p.second, parameters)};
}
template <class T, std::size_t N>
constexpr auto handles_for(builder& g, const std::array<T, N>& a, std::uint32_t& parameters) {
    return std::apply([&](const auto&... e) { return std::array{handles_for(g, e, parameters)...}; }, a);
}
template <class First, class... Rest>
constexpr auto handles_for(builder& g, const std::tuple<First, Rest...>& t, std::uint32_t& parameters) {
    return std::apply([&](const auto&... e) {
        auto parts = std::tuple{handles_for(g, e, parameters)...};
        using P = decltype(parts);
        if constexpr ((std::same_as<std::tuple_element_t<0, P>, decltype(handles_for(g, std::declval<const Rest&>(), parameters))> && ...))
            return std::apply([](const auto&... p) { return std::array{p...}; }, parts);
        else return parts;
    }, t);
}

template <class T>
inline constexpr bool is_expression_tree = is_expression<T>;
template <class... T>
inline constexpr bool is_expression_tree<std::tuple<T...>> = (is_expression_tree<T> && ...);
template <class A, class B>
inline constexpr bool is_expression_tree<std::pair<A, B>> = is_expression_tree<A> && is_expression_tree<B>;
template <class T, std::size_t N>
inline constexpr bool is_expression_tree<std::array<T, N>> = is_expression_tree<T>;

template <expression E>
constexpr auto tree_parameters(const E& e) { return std::tuple{e.parameters}; }
template <class... T>
constexpr auto tree_parameters(const std::tuple<T...>& t) {
    return std::apply([](const auto&... e) { return std::tuple_cat(tree_parameters(e)...); }, t);
}
template <class A, class B>
constexpr auto tree_parameters(const std::pair<A, B>& p) { return std::tuple_cat(tree_parameters(p.first), tree_parameters(p.second)); }
template <class T, std::size_t N>
constexpr auto tree_parameters(const std::array<T, N>& a) {
    return std::apply([](const auto&... e) { return std::tuple_cat(tree_parameters(e)...); }, a);
}

/// Calls `F` on the handles of the arguments and keeps what its results need.
template <class F, class... A>
struct trace_source {
    using result = decltype(F{}(handles_for(std::declval<builder&>(), std::declval<const A&>(), std::declval<std::uint32_t&>())...));
    static constexpr std::size_t roots = handle_count<result>;

    template <bool Throws>
    static constexpr auto run() {
        graph_storage<trace_capacity> s{&fold<>};
        s.graph.traces = true;
        s.graph.throws = Throws;
        std::uint32_t parameters = 0;
        graph_data<trace_capacity, roots> out;
        node_id ids[roots]{};
        node_id* next = ids;
        const std::tuple handles{handles_for(s.graph, A{}, parameters)...}; // in order
        collect_handles(s.graph, std::apply([](auto... h) { return F{}(h...); }, handles), next);
        extract(out, s.graph, ids);
        out.parameters = parameters;
        return out;
    }
    static constexpr auto data = run<false>();
    /// The compiler's backtrace of this evaluation names the line that caused the error. It is compiled, but not called: what calls it is no constant.
    template <bool Throws = true>
    static constexpr bool locate() {
        [[maybe_unused]] constexpr auto again = run<Throws>();
        return true;
    }
};

/// One root of a graph with several, without what only the others need.
template <class Source, std::size_t K>
struct root_source {
    static constexpr auto data = [] {
        graph_data<Source::data.size + 1, 1> out;
        auto words = Source::data.words;
        builder g{const_cast<word*>(words), nullptr, 0, Source::data.size, Source::data.size};
        g.failed = Source::data.failed;
        g.error = Source::data.error;
        extract(out, g, Source::data.roots + K);
        out.parameters = Source::data.parameters;
        return out;
    }();
};

template <class Source, class Parameters, std::size_t... K>
constexpr auto build_roots(const Parameters& parameters, std::index_sequence<K...>) {
    const auto one = [&](auto e) {
        e.parameters = parameters;
        return e;
    };
    if constexpr (sizeof...(K) == 1) return one(build_expr<Source>());
    else return std::tuple{one(build_expr<root_source<Source, K>>())...};
}

/// `tg::graph(f)(x, w)`: the expression that `f` computes. Loops, local variables and reassignment in `f` leave no trace
/// in the type but the operations they did.
template <stateless F>
struct traced_function {
    template <class... E>
        requires(is_expression_tree<E> && ...) && (sizeof...(E) > 0)
    constexpr auto operator()(const E&... arguments) const {
        if constexpr (!can_be_traced<F, decltype(handles_for(std::declval<builder&>(), arguments, std::declval<std::uint32_t&>()))...>()) return mistake{};
        else {
            using source = trace_source<F, E...>;
            constexpr std::size_t n = source::data.failed ? 0 : source::data.parameters;
            const auto values = std::apply([](const auto&... v) { return join_parameters<n>(v...); },
                                           std::tuple_cat(tree_parameters(arguments)...));
            if constexpr (sound<source::data>()) return build_roots<source>(values, std::make_index_sequence<source::roots>{});
            else {
                static_cast<void>(&source::template locate<>); // the text first, then the place
                if constexpr (source::roots == 1) return mistake{};
                else return std::array<mistake, source::roots>{};
            }
        }
    }
    /// Anything else is no argument.
    template <class... E>
    constexpr mistake operator()(const E&...) const {
        constexpr bool expressions = (is_expression_tree<E> && ...) && sizeof...(E) > 0;
        static_assert(expressions, "typegrad: graph: the arguments are symbols, expressions, or tuples, pairs and arrays of them (tg::evaluate(f) takes arrays)");
        return {};
    }
};

/// `tg::graph(f)(x, w)`: the expression that `f` computes, a tuple of them if it returns several. Arguments are expressions, or tuples,
/// pairs and arrays of them; `f` gets handles. Errors: `f` captures something; what it does is wrong; the trace is too long.
template <class F>
constexpr auto graph(F) {
    static_assert(stateless<F>, "typegrad: graph: the function must capture nothing: pass values as arguments, numbers as literals");
    if constexpr (!stateless<F>) return mistake{};
    else return traced_function<F>{};
}

} // namespace typegrad
