// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <utility>
#include <typegrad/expr/diagnose.hpp>
#include <typegrad/expr/expr.hpp>
#include <typegrad/expr/literal.hpp>
#include <typegrad/ops/table.hpp>

/// From graphs to expression types. The types are always deduced from a function's result and never spelled as a member
/// type: nvcc prints a spelled type by its derivation, exponentially long.
namespace typegrad {

template <class Source, std::size_t... R, std::size_t... I>
constexpr auto to_expr(std::index_sequence<R...>, std::index_sequence<I...>) {
    return expr<make_expr_header(sizeof...(R), Source::data.parameters), Source::data.roots[R]..., Source::data.words[I]...>{};
}

/// The expression of `Source::data`, or a compile error with its text.
template <class Source>
constexpr auto build_expr() {
    if constexpr (sound<Source::data>())
        return to_expr<Source>(std::make_index_sequence<Source::data.root_count>{}, std::make_index_sequence<Source::data.size>{});
    else return 0;
}

/// What an operator sees of an operand: the stream of an expression, or nothing for a plain number.
struct operand_view {
    const word* stream = nullptr;
    std::size_t size = 0; ///< 0 for a plain number
    node_id root = 0;
    std::uint32_t parameters = 0;
    dtype number = dtype::none; ///< the type of a plain number
    double literal = 0;
    bool is_literal = false;
};

template <class A>
constexpr operand_view view_operand() {
    if constexpr (is_expression<A>) return {A::stream(), A::size, A::root(), static_cast<std::uint32_t>(A::parameter_count)};
    else if constexpr (is_literal<A>) return {nullptr, 0, 0, 0, A::integral ? dtype::weak_int : dtype::weak_float, A::value, true};
    else return {nullptr, 0, 0, 1, std::is_integral_v<A> ? std::same_as<A, bool> ? dtype::boolean : dtype::weak_int : dtype::weak_float};
}

/// Adds operand `o` to a builder that holds the longest operand verbatim. Where `o` begins with the same words their
/// positions are kept, which makes `h * h + h` cost nothing but the new node.
template <std::size_t Capacity>
constexpr node_id merge_operand(builder& g, const operand_view& o, std::uint32_t& parameters) {
    if (o.size == 0) {
        if (o.is_literal) return o.number == dtype::weak_int ? g.integer_constant(static_cast<std::int64_t>(o.literal), o.number) : g.constant(o.literal, o.number);
        return g.append(make_head(op::parameter, o.number, static_cast<node_id>(parameters++)));
    }
    std::size_t same = 0;
    if (o.parameters == 0)
        for (std::size_t n = o.size < g.size ? o.size : g.size; same < n && g.words[same] == o.stream[same];) ++same;
    if (same == o.size) return o.root;
    node_id map[Capacity]{};
    word payload[max_payload]{};
    for (std::size_t at = 0; at < o.size; at += 1 + static_cast<std::size_t>(payload_of(o.stream[at]))) {
        if (at + static_cast<std::size_t>(payload_of(o.stream[at])) < same) {
            map[at] = static_cast<node_id>(at);
            continue;
        }
        word w = remap(o.stream, at, map, payload);
        if (op_of(w) == op::parameter) map[at] = g.append(with_operands(w, static_cast<node_id>(a_of(w) + parameters), b_of(w), shape_of(w)), payload);
        else map[at] = import_node(g, w, payload);
    }
    parameters += o.parameters;
    return map[o.root];
}

template <class... A>
constexpr std::size_t longest_operand() {
    const std::size_t sizes[]{view_operand<A>().size...};
    std::size_t best = 0;
    for (std::size_t k = 1; k < sizeof...(A); ++k)
        if (sizes[k] > sizes[best]) best = k;
    return best;
}

template <class F, class... A>
struct applied {
    static constexpr std::size_t capacity = (view_operand<A>().size + ...) + 160;
    static constexpr std::size_t first = longest_operand<A...>();

    template <std::size_t... K>
    static constexpr graph_data<capacity, 1> compute(std::index_sequence<K...>) {
        const operand_view views[]{view_operand<A>()...};
        graph_data<capacity, 1> out;
        builder g{out.words, nullptr, 0, capacity};
        g.fold = &fold;
        for (; g.size < views[first].size; ++g.size) out.words[g.size] = views[first].stream[g.size];
        if (g.size == 0) g.begin();
        std::uint32_t parameters = views[first].parameters;
        node_id ids[sizeof...(A)]{};
        for (std::size_t k = 0; k < sizeof...(A); ++k) ids[k] = k == first ? views[k].root : merge_operand<capacity>(g, views[k], parameters);
        const node_id result = F{}(node_ref{&g, ids[K]}...).id;
        out.roots[0] = g.failed ? node_id{0} : drop_unused(g, static_cast<std::uint32_t>(views[first].size), result);
        out.size = g.size;
        out.parameters = parameters;
        out.failed = g.failed;
        out.error = g.error;
        return out;
    }
    static constexpr auto data = compute(std::make_index_sequence<sizeof...(A)>{});
};

/// A plain number as the single parameter of an operand.
template <class A>
constexpr auto parameters_of(const A& a) {
    if constexpr (is_expression<A>) return a.parameters;
    else if constexpr (is_literal<A>) return parameter_values<0>{};
    else if constexpr (std::is_integral_v<A>) return parameter_values<1>{{static_cast<word>(static_cast<std::int64_t>(a))}};
    else return parameter_values<1>{{__builtin_bit_cast(word, static_cast<double>(a))}};
}

template <class F, class... A>
constexpr auto apply_to_expressions(const A&... operands) {
    using made = applied<F, A...>;
    auto result = build_expr<made>();
    if constexpr (made::data.parameters > 0 && !made::data.failed) {
        // the longest operand's numbers come first, then the others' in order
        std::size_t n = 0;
        const auto add = [&](const auto& values) {
            if constexpr (requires { values.bits; })
                for (const word w : values.bits) result.parameters.bits[n++] = w;
        };
        std::size_t k = 0;
        ((k++ == made::first ? add(parameters_of(operands)) : void()), ...);
        k = 0;
        ((k++ != made::first ? add(parameters_of(operands)) : void()), ...);
    }
    return result;
}

/// An expression used inside a trace becomes part of it.
template <expression E>
constexpr node_ref lift(builder& g, const E&) {
    static_assert(E::parameter_count == 0, "typegrad: an expression with run-time numbers cannot be captured in a trace: "
                                           "pass it as an argument, or write the numbers as 0.5_c");
    node_id map[E::size]{};
    import_words(g, E::stream(), E::size, map);
    return {&g, map[E::root()]};
}

} // namespace typegrad
