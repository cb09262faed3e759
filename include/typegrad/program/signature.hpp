// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/arrays/traits.hpp>
#include <typegrad/expr/trace.hpp>
#include <typegrad/program/engine.hpp>
#include <typegrad/transforms/jacobian.hpp>

/// Functions of arrays: an argument's type says its element type, its number of axes and its static extents; that is its
/// signature, and a function is traced once per list of signatures.
namespace typegrad {

template <dtype Type, bool Strided, std::int64_t... Extents>
struct signature {
    static constexpr dtype type = Type;
    static constexpr bool strided = Strided;
    static constexpr int rank = static_cast<int>(sizeof...(Extents));

    /// Argument `index` of the trace; run-time extents are its own.
    static constexpr node_ref argument(builder& g, int index, int level = 0) {
        int axis = 0;
        [[maybe_unused]] const auto extent = [&](std::int64_t e) {
            ++axis;
            return e >= 0 ? g.extent(e) : g.intern(make_head(op::dim, dtype::none, static_cast<node_id>(index), static_cast<node_id>(axis), static_cast<node_id>(level)));
        };
        const node_id extents[]{0, extent(Extents)...};
        return {&g, g.intern(make_head(op::argument, Type, static_cast<node_id>(index), static_cast<node_id>(level), g.make_shape(extents + 1, rank)))};
    }
};

template <class A, std::size_t... Axis>
constexpr auto make_signature(std::index_sequence<Axis...>) {
    using traits = array_traits<A>;
    return signature<dtype_for<typename traits::value_type>, traits::strided, traits::extents[Axis]...>{};
}
/// The signature of array type A.
template <class A>
using signature_of = decltype(make_signature<held<A>>(std::make_index_sequence<static_cast<std::size_t>(array_traits<held<A>>::rank)>{}));

enum class derivative : std::uint8_t { none, gradient, value_and_gradient, jacobian, value_and_jacobian };
constexpr bool has_value_too(derivative d) { return d == derivative::value_and_gradient || d == derivative::value_and_jacobian; }
constexpr bool is_jacobian(derivative d) { return d == derivative::jacobian || d == derivative::value_and_jacobian; }

/// Words a traced function's derivative may need: adjoints are a small multiple of the function.
template <std::uint32_t Size>
inline constexpr std::uint32_t derivative_capacity = (8 * Size + 1024 < max_words) ? 8 * Size + 1024 : max_words;

/// The function itself, traced.
template <class F, class... Signatures>
struct function_trace {
    template <std::size_t... K>
    static constexpr auto call(builder& g, std::index_sequence<K...>) {
        return F{}(Signatures::argument(g, static_cast<int>(K))...);
    }
    using indices = std::index_sequence_for<Signatures...>;
    static constexpr std::size_t outputs = handle_count<decltype(call(std::declval<builder&>(), indices{}))>;

    template <bool Throws>
    static constexpr auto run() {
        graph_storage<trace_capacity> s{&fold<>};
        s.graph.traces = true;
        s.graph.throws = Throws;
        graph_data<trace_capacity, outputs + sizeof...(Signatures)> out;
        node_id ids[outputs + sizeof...(Signatures)]{};
        node_id* next = ids;
        [&]<std::size_t... K>(std::index_sequence<K...>) {
            const node_ref arguments[]{node_ref{}, Signatures::argument(s.graph, static_cast<int>(K))...};
            collect_handles(s.graph, F{}(arguments[K + 1]...), next);
            ((*next++ = arguments[K + 1].id), ...);
        }(indices{});
        extract(out, s.graph, ids);
        return out;
    }
    static constexpr auto data = run<false>();
    /// As in trace_source.
    template <bool Throws = true>
    static constexpr bool locate() {
        [[maybe_unused]] constexpr auto again = run<Throws>();
        return true;
    }
    /// Is its graph without errors? Else they are shown: the text first, then the place.
    static constexpr bool fits() {
        sound<data>();
        if constexpr (data.failed) static_cast<void>(&locate<>);
        return !data.failed;
    }
};

/// Can the function be traced, and differentiated so? Else the error is shown.
template <derivative Mode, int... Wrt, class F, class... Signatures>
constexpr bool can_be_differentiated(std::type_identity<function_trace<F, Signatures...>>) {
    using Trace = function_trace<F, Signatures...>;
    if constexpr (!can_be_traced<F, decltype(Signatures::argument(std::declval<builder&>(), 0))...>()) return false;
    else if constexpr (!Trace::fits()) return false;
    else {
        constexpr int arguments = static_cast<int>(Trace::data.root_count - Trace::outputs);
        constexpr bool numbers = ((Wrt >= 0 && Wrt < arguments) && ...), tested = Mode == derivative::none || Trace::data.size <= TYPEGRAD_FUNCTION_LIMIT, one = Mode == derivative::none || Trace::outputs == 1;
        static_assert(numbers, "typegrad: grad: the function has no argument of that number");
        static_assert(!numbers || tested, "typegrad: grad: the function is larger than the tested limit" TYPEGRAD_LIMIT_HINT);
        static_assert(!numbers || !tested || one, "typegrad: grad: the function must return one value");
        return numbers && tested && one;
    }
}

/// Roots: the value (unless only the gradient is wanted), the derivatives, then the arguments.
template <derivative Mode, class Trace, int... Wrt>
struct derivative_source {
    static constexpr const auto& from = Trace::data;
    static constexpr std::size_t arguments = from.root_count - Trace::outputs;
    static constexpr std::size_t values = Mode == derivative::none || has_value_too(Mode) ? Trace::outputs : 0;
    static constexpr std::size_t derivatives = Mode == derivative::none ? 0 : is_jacobian(Mode) ? 1 : sizeof...(Wrt);
    static constexpr std::size_t results = values + derivatives;
    static constexpr std::uint32_t capacity = Mode == derivative::none ? from.size + 64 : is_jacobian(Mode) ? 16384 : derivative_capacity<from.size>;

    static constexpr auto data = [] {
        graph_storage<capacity> s{&fold<>};
        builder& g = s.graph;
        adopt_words(g, from.words, from.size);
        node_id roots[results + arguments]{}, wrt[sizeof...(Wrt) + 1]{from.roots[Trace::outputs + Wrt]..., 0};
        std::size_t n = 0;
        for (; n != values; ++n) roots[n] = from.roots[n];
        for (std::size_t k = 0; k < arguments; ++k) roots[results + k] = from.roots[Trace::outputs + k];
        if constexpr (Mode == derivative::gradient || Mode == derivative::value_and_gradient) {
            const node_id loss = from.roots[0];
            if (check_gradient(g, "grad", loss, wrt, sizeof...(Wrt))) add_gradient<capacity>(g, loss, one_like(g, loss), wrt, sizeof...(Wrt), roots + n);
        }
        if constexpr (is_jacobian(Mode)) roots[n] = add_jacobian<capacity, static_cast<int>(sizeof...(Wrt))>(g, from.roots[0], wrt);
        graph_data<capacity, results + arguments> out;
        extract(out, g, roots);
        return out;
    }();
};

} // namespace typegrad
