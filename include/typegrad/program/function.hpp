// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/program/checks.hpp>
#include <typegrad/program/results.hpp>
#include <typegrad/program/signature.hpp>

/// `grad`, `value_and_grad`, `jacobian` and calls of traced functions on arrays.
namespace typegrad {

/// A function differentiated with respect to the arguments numbered `Wrt`.
template <class Backend, derivative Mode, stateless F, int... Wrt>
struct derivative_function {
    static_assert(requires { sizeof(Backend); }, "typegrad: this backend's header is missing: typegrad/thrust.hpp");
    template <class... A>
    using trace = function_trace<F, signature_of<A>...>;
    template <class... A> // arrays of one signature share it, and all that is compiled for it
    using source = derivative_source<Mode, trace<A...>, Wrt...>;
    template <class... A>
    using program = program_graph<source<A...>>;

    template <class A>
    struct gradient_container {
        static auto of() {
            using traits = array_traits<held<A>>;
            using T = computed_element<dtype_for<typename traits::value_type>>;
            if constexpr (Backend::own_memory && traits::rank > 0) return std::type_identity<typename Backend::template array<T, traits::rank>>{};
            else if constexpr (!std::is_same_v<T, typename traits::value_type>) return std::type_identity<typename renumbered<typename traits::result, T>::type>{};
            else return std::type_identity<typename traits::result>{};
        }
        using type = typename decltype(of())::type;
    };
    /// Result containers: values by family, derivatives as their argument.
    template <class... A, std::size_t... V>
    static constexpr auto owned_types(std::index_sequence<V...>) {
        constexpr family f = common_family<held<A>...>;
        using P = program<A...>;
        if constexpr (is_jacobian(Mode)) return std::type_identity<std::tuple<typename root_info<P, V>::template container<Backend, f>..., typename root_info<P, sizeof...(V)>::template container<Backend, f>>>{};
        else if constexpr (Mode == derivative::none) return std::type_identity<std::tuple<typename root_info<P, V>::template container<Backend, f>...>>{};
        else return std::type_identity<std::tuple<typename root_info<P, V>::template container<Backend, f>..., typename gradient_container<std::tuple_element_t<static_cast<std::size_t>(Wrt), std::tuple<A...>>>::type...>>{};
    }

    template <class... A>
        requires(array<A> && ...) && (sizeof...(A) > 0)
    TYPEGRAD_HOST_INLINE constexpr auto operator()(const A&... arguments) const {
        return call(std::tuple<>{}, arguments...);
    }
    /// The last argument may be `tg::into(buffers…)`: the last results are written there, the others returned.
    template <class First, class... Rest>
        requires(!symbolic<First>) && (array<First> || is_into<First>) && ((array<Rest> || is_into<Rest>) && ...) && (is_into<First> || (is_into<Rest> || ...))
    TYPEGRAD_HOST_INLINE constexpr auto operator()(const First& first, const Rest&... rest) const {
        const auto all = std::tie(first, rest...);
        constexpr std::size_t n = sizeof...(Rest);
        static_assert(is_into<std::remove_cvref_t<std::tuple_element_t<n, decltype(all)>>>, "typegrad: tg::into(…) is the last argument");
        return [&]<std::size_t... I>(std::index_sequence<I...>) TYPEGRAD_LAMBDA { return call(std::get<n>(all).buffers, std::get<I>(all)...); }(std::make_index_sequence<n>{});
    }
    /// Inside a trace: the derivative as handles of the same graph.
    template <class... A>
        requires(handle<A> || ...) && (operand<A> && ...)
    constexpr auto operator()(const A&... arguments) const {
        builder* g = nullptr;
        ((g = g != nullptr ? g : builder_of(arguments)), ...);
        return in_trace(*g, std::make_index_sequence<sizeof...(A)>{}, lift(*g, arguments)...);
    }
    /// On symbols and expressions: expressions.
    template <class... A>
        requires(is_expression<A> || ...) && (operand<A> && ...) && (!(handle<A> || ...))
    constexpr auto operator()(const A&... arguments) const {
        return typegrad::traced_function<derivative_function>{}(arguments...);
    }

    /// Anything else is no argument.
    template <class... A>
    constexpr mistake operator()(const A&...) const {
        constexpr bool some = sizeof...(A) > 0, symbols = (symbolic<A> || ...), bound = !some || symbols;
        static_assert(some, "typegrad: the function is called without arguments");
        static_assert(bound, "typegrad: an argument is not an array the library can bind: " TYPEGRAD_ARRAYS);
        static_assert(!symbols, "typegrad: symbols and arrays in one call: give it symbols and compile what it returns, or give it arrays alone");
        return {};
    }

    /// What a call with these arguments does: its kernels, what is fused in them, bytes, operations and memory. Runs and
    /// writes nothing; throws where the call would (of a device's arrays it looks at extents alone).
    template <class... A>
    TYPEGRAD_HOST_INLINE std::string report(const A&... arguments) const { return report_on<typename Backend::arch>(arguments...); }

  private:
    template <class Arch, class... A>
    std::string report_on(const A&... arguments) const; // program/report.hpp
    template <class Arch, class... Given, class... A>
    static std::string report_of(const std::tuple<Given&...>& given, const A&... arguments);

    template <std::size_t... I, class... A>
    static constexpr auto in_trace(builder& g, std::index_sequence<I...> numbers, A... arguments) {
        constexpr bool there = ((Wrt >= 0 && Wrt < static_cast<int>(sizeof...(A))) && ...);
        static_assert(there, "typegrad: grad: the function has no argument of that number");
        if constexpr (there && can_be_traced<F, A...>()) return derived(g, numbers, arguments...);
        else return mistake{};
    }
    template <std::size_t... I, class... A>
    static constexpr auto derived(builder& g, std::index_sequence<I...>, A... arguments) {
        // leaves of their own, so that the derivative is with respect to the arguments of this call and nothing else
        const node_id level = ++g.levels;
        const node_id leaves[]{g.intern(make_head(op::argument, arguments.type(), static_cast<node_id>(I), level, arguments.shape()))...};
        static_assert(!is_jacobian(Mode), "typegrad: jacobian inside a trace is not possible");
        const node_ref y = lift(g, F{}(node_ref{&g, leaves[I]}...));
        const node_id wrt[]{leaves[Wrt]...};
        node_id out[sizeof...(Wrt) + 1]{};
        out[0] = y.id;
        if (check_gradient(g, "grad", y.id, wrt, sizeof...(Wrt))) add_gradient<trace_capacity>(g, y.id, one_like(g, y.id), wrt, sizeof...(Wrt), out + 1);
        // the arguments in place of the leaves
        node_id map[trace_capacity]{};
        const node_id with[]{arguments.id...};
        substitute(g, out, sizeof...(Wrt) + 1, leaves, with, sizeof...(A), map);
        const auto gradients = [&]<std::size_t... K>(std::index_sequence<K...>) TYPEGRAD_LAMBDA {
            if constexpr (sizeof...(Wrt) == 1) return node_ref{&g, out[1]};
            else return std::tuple{node_ref{&g, out[K + 1]}...};
        }(std::make_index_sequence<sizeof...(Wrt)>{});
        if constexpr (Mode == derivative::gradient) return gradients;
        else return std::pair{node_ref{&g, out[0]}, gradients};
    }
    /// Rebuilds what depends on `leaves` with other nodes in their place.
    static constexpr void substitute(builder& g, node_id* roots, std::size_t n, const node_id* leaves, const node_id* with, std::size_t count, node_id* map) {
        const std::uint32_t size = g.size;
        bool changed[trace_capacity]{};
        for (std::size_t k = 0; k < count; ++k) {
            changed[leaves[k]] = true;
            map[leaves[k]] = with[k];
        }
        word payload[max_payload]{};
        for (std::uint32_t at = 0; at < size; at += 1 + static_cast<std::uint32_t>(payload_of(g.words[at]))) {
            if (changed[at]) continue;
            map[at] = static_cast<node_id>(at);
            if (info(op_of(g.words[at])).kind == kind::structure) continue;
            for (int k = 0; k < arity_of(g.words[at]); ++k) changed[at] = changed[at] || changed[operand_of(g.words, at, k)];
            if (!changed[at]) continue;
            const word w = remap(g.words, at, map, payload);
            map[at] = g.intern(w, payload);
        }
        for (std::size_t k = 0; k < n; ++k) roots[k] = map[roots[k]];
    }

    template <class... Given, class... A>
    TYPEGRAD_HOST_INLINE static constexpr auto call(std::tuple<Given&...> given, const A&... arguments) {
        if constexpr (call_fits<std::tuple<Given&...>, A...>()) return checked_call(given, arguments...);
        else return mistake{};
    }
    template <class Given, class... A>
    static constexpr bool call_fits() {
        constexpr bool here = ((array_traits<held<A>>::rank == 0 || is_on_device<held<A>> == Backend::own_memory) && ...);
        static_assert(here, "typegrad: an array is not in the memory in which the function works: tg::copy_to_device, tg::copy_to_host");
        if constexpr (!here) return false;
        else if constexpr (!typegrad::can_be_differentiated<Mode, Wrt...>(std::type_identity<trace<A...>>{})) return false;
        else if constexpr (!sound<source<A...>::data>()) return false;
        else {
            using P = program<A...>;
            constexpr bool room = std::tuple_size_v<Given> <= P::results;
            static_assert(room, "typegrad: into: more buffers than results");
            if constexpr (room)
                return []<class... G>(std::type_identity<std::tuple<G&...>>) TYPEGRAD_LAMBDA { return given_fits<Backend, P, P::results - sizeof...(G), G...>(); }(std::type_identity<Given>{});
            else return false;
        }
    }
    template <class... Given, class... A>
    TYPEGRAD_HOST_INLINE static constexpr auto checked_call(std::tuple<Given&...> given, const A&... arguments) {
        using P = program<A...>;
        using all_owned = typename decltype(owned_types<A...>(std::make_index_sequence<source<A...>::values>{}))::type;
        constexpr std::size_t kept = P::results - sizeof...(Given);
        using kinds = decltype([]<std::size_t... I>(std::index_sequence<I...>) TYPEGRAD_LAMBDA {
            return std::type_identity<std::pair<std::tuple<std::tuple_element_t<I, all_owned>...>, returned<has_value_too(Mode), std::tuple_element_t<I, all_owned>...>>>{};
        }(std::make_index_sequence<kept>{}));
        using packing = typename kinds::type::second_type;
        typename packing::type out{};
        result_set<P, typename kinds::type::first_type, std::tuple<Given&...>> results{packing::parts(out), given};
        const std::tuple<decltype(hold(arguments))...> held_arguments(hold(arguments)...);
        const auto feeds = spread([](const auto&... h) TYPEGRAD_LAMBDA { return std::tuple<const held<A>&...>(h...); }, held_arguments);
        using run = runner<Backend, P, std::tuple<held<A>...>>;
        if constexpr (run::straight) {
            results.check_straight(std::tuple<>{});
            run::run_straight(feeds, no_variables{}, nullptr, results.references());
        } else {
            run::run_bound(feeds, no_variables{}, nullptr, results);
        }
        if constexpr (kept > 0) return out;
    }
};

/// The gradient of a scalar function: `grad(f)(x)`, `grad<0, 2>(f)(x, y, z)` (a tuple for several arguments).
/// Each gradient has the shape and the container of its argument; views and expressions give xt::xtensor. By halves it is of `float`.
/// Errors: `f` captures something, or its value is not one floating number; an argument that is not of floating numbers.
template <int... Wrt, class F>
constexpr auto grad(F) {
    constexpr bool function = !is_expression<F>;
    static_assert(function, "typegrad: grad: takes a function; of an expression the gradients are tg::gradients(loss, x)");
    static_assert(stateless<F>, "typegrad: grad: the function must capture nothing: pass values as arguments");
    if constexpr (is_expression<F> || !stateless<F>) return mistake{};
    else if constexpr (sizeof...(Wrt) == 0) return derivative_function<default_backend, derivative::gradient, F, 0>{};
    else return derivative_function<default_backend, derivative::gradient, F, Wrt...>{};
}

/// Value and gradient in one pass: `auto [value, gradient] = value_and_grad<0, 1>(f)(a, b, x)`. Containers and errors are those of
/// `grad`.
template <int... Wrt, class F>
constexpr auto value_and_grad(F) {
    constexpr bool function = !is_expression<F>;
    static_assert(function, "typegrad: value_and_grad: takes a function; of an expression the gradients are tg::gradients(loss, x)");
    static_assert(stateless<F>, "typegrad: value_and_grad: the function must capture nothing: pass values as arguments");
    if constexpr (is_expression<F> || !stateless<F>) return mistake{};
    else if constexpr (sizeof...(Wrt) == 0) return derivative_function<default_backend, derivative::value_and_gradient, F, 0>{};
    else return derivative_function<default_backend, derivative::value_and_gradient, F, Wrt...>{};
}

/// All derivatives of a vector function in one sweep: row i, column j is ∂yᵢ/∂xⱼ, the columns of several arguments one
/// after the other. For small static arrays (std::array, xt::xtensor_fixed, numbers): straight-line code without heap.
/// Errors: extents that are not known when compiling; a result of more than one axis or 256 elements; too long a function.
template <int... Wrt, class F>
constexpr auto jacobian(F) {
    static_assert(stateless<F>, "typegrad: jacobian: the function must capture nothing: pass values as arguments");
    if constexpr (!stateless<F>) return mistake{};
    else if constexpr (sizeof...(Wrt) == 0) return derivative_function<default_backend, derivative::jacobian, F, 0>{};
    else return derivative_function<default_backend, derivative::jacobian, F, Wrt...>{};
}

/// The function's value and its Jacobian in one pass: `auto [r, J] = value_and_jacobian<0, 1>(f)(camera, point)`. Errors are those of `jacobian`.
template <int... Wrt, class F>
constexpr auto value_and_jacobian(F) {
    static_assert(stateless<F>, "typegrad: value_and_jacobian: the function must capture nothing: pass values as arguments");
    if constexpr (!stateless<F>) return mistake{};
    else if constexpr (sizeof...(Wrt) == 0) return derivative_function<default_backend, derivative::value_and_jacobian, F, 0>{};
    else return derivative_function<default_backend, derivative::value_and_jacobian, F, Wrt...>{};
}

/// The same on another backend: `on<thrust_omp>(grad(f))`.
template <class Backend, class From, derivative Mode, class F, int... Wrt>
constexpr auto on(derivative_function<From, Mode, F, Wrt...>) { return derivative_function<Backend, Mode, F, Wrt...>{}; }

/// The function itself, compiled for the arrays it is called with: `evaluate(f)(x, y)`. A scalar comes back as a number.
template <class F>
constexpr auto evaluate(F) {
    static_assert(stateless<F>, "typegrad: evaluate: the function must capture nothing: pass values as arguments");
    if constexpr (!stateless<F>) return mistake{};
    else return derivative_function<default_backend, derivative::none, F>{};
}

} // namespace typegrad
