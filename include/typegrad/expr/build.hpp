// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <initializer_list>
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

/// Room for `words` words: powers of two, so that few kinds of buffers are instantiated.
constexpr std::size_t room_for(std::size_t words) {
    std::size_t n = 256;
    while (n < words) n *= 2;
    return n;
}

/// What an operator sees of an operand.
template <class A>
constexpr operand_view view_operand() {
    if constexpr (is_expression<A>) return A::view;
    else if constexpr (is_literal<A>) return {nullptr, 0, 0, 0, A::integral ? dtype::weak_int : dtype::weak_float, A::value, true};
    else return {nullptr, 0, 0, 1, std::is_integral_v<A> ? std::same_as<A, bool> ? dtype::boolean : dtype::weak_int : dtype::weak_float};
}

/// Adds operand `o` to a builder that holds the longest operand verbatim. Where `o` begins with the same words their
/// positions are kept, which makes `h * h + h` cost nothing but the new node.
constexpr node_id merge_operand(builder& g, const operand_view& o, std::uint32_t& parameters) {
    if (o.size == 0) {
        if (o.is_literal) return o.number == dtype::weak_int ? g.integer_constant(static_cast<std::int64_t>(o.literal), o.number) : g.constant(o.literal, o.number);
        return g.append(make_head(op::parameter, o.number, static_cast<node_id>(parameters++)));
    }
    std::size_t same = 0;
    if (o.parameters == 0)
        for (std::size_t n = o.size < g.size ? o.size : g.size; same < n && g.words[same] == o.stream[same];) ++same;
    if (same == o.size) return o.root;
    node_id* map = new node_id[o.size]{};
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
    const node_id root = map[o.root];
    delete[] map;
    return root;
}

/// What an operator appends to the words of its longest operand, the `first`, of which `kept` words stay (fewer than all
/// where -(-x) is x again).
template <std::size_t Capacity>
struct appended_words {
    word words[Capacity]{};
    std::size_t size = 0, first = 0, kept = 0;
    node_id root = 0;
    std::uint32_t parameters = 0; ///< of the whole
    bool failed = false;
    message error{};
};

/// Runs `F` on the operands. `Work` words hold everything, `Tail` all but the longest operand.
template <class F, std::size_t Work, std::size_t Tail, std::size_t... K>
constexpr appended_words<Tail> append_to_longest(const operand_view (&views)[sizeof...(K)], std::index_sequence<K...>) {
    appended_words<Tail> out;
    for (std::size_t k = 1; k < sizeof...(K); ++k)
        if (views[k].size > views[out.first].size) out.first = k;
    const operand_view& longest = views[out.first];
    word words[Work]{};
    builder g{words, nullptr, 0, Work};
    g.fold = &fold<>;
    for (; g.size < longest.size; ++g.size) words[g.size] = longest.stream[g.size];
    std::uint32_t parameters = longest.parameters;
    node_id ids[sizeof...(K)]{};
    for (std::size_t k = 0; k < sizeof...(K); ++k) ids[k] = k == out.first ? longest.root : merge_operand(g, views[k], parameters);
    const node_id result = F{}(node_ref{&g, ids[K]}...).id;
    out.root = g.failed ? node_id{0} : drop_unused(g, static_cast<std::uint32_t>(longest.size), result);
    out.kept = g.size < longest.size ? g.size : longest.size;
    if (!g.failed)
        for (std::size_t at = out.kept; at < g.size; ++at) out.words[out.size++] = words[at];
    out.parameters = parameters;
    out.failed = g.failed;
    out.error = g.error;
    return out;
}

constexpr std::size_t tail_room(std::initializer_list<std::size_t> sizes) {
    std::size_t all = 0, longest = 0;
    for (const std::size_t n : sizes) {
        all += n;
        longest = n > longest ? n : longest;
    }
    return room_for(all - longest + 160);
}

/// What `F` appends when it is applied to operands of these types.
template <class F, class... A>
inline constexpr auto appended = append_to_longest<F, room_for((view_operand<A>().size + ...) + 160), tail_room({view_operand<A>().size...})>(
    {view_operand<A>()...}, std::make_index_sequence<sizeof...(A)>{});

/// The expression `longest` with more words behind its own, which are copied as a pack, not computed.
template <const auto& Tail, word Header, word Root, word... Words, std::size_t... K>
constexpr auto append_words(const expr<Header, Root, Words...>&, std::index_sequence<K...>) {
    return expr<make_expr_header(1, Tail.parameters), Tail.root, Words..., Tail.words[K]...>{};
}

template <const auto& Tail, class Longest, std::size_t... K>
constexpr auto keep_words(std::index_sequence<K...>) {
    return expr<make_expr_header(1, Tail.parameters), Tail.root, Longest::stream()[K]...>{};
}
template <const auto& Tail, class Longest>
constexpr auto extended(const Longest& longest) {
    if constexpr (Tail.kept < Longest::size) return keep_words<Tail, Longest>(std::make_index_sequence<Tail.kept>{});
    else return append_words<Tail>(longest, std::make_index_sequence<Tail.size>{});
}

template <std::size_t K, class First, class... Rest>
constexpr const auto& pick(const First& first, const Rest&... rest) {
    if constexpr (K == 0) return first;
    else return pick<K - 1>(rest...);
}

/// A plain number as the single parameter of an operand.
template <class A>
constexpr auto parameters_of(const A& a) {
    if constexpr (is_expression<A>) return a.parameters;
    else if constexpr (is_literal<A>) return parameter_values<0>{};
    else if constexpr (std::is_integral_v<A>) return parameter_values<1>{{static_cast<word>(static_cast<std::int64_t>(a))}};
    else return parameter_values<1>{{__builtin_bit_cast(word, static_cast<double>(a))}};
}

/// The expression of `F` of the operands, or a compile error in the user's words.
template <class F, class... A>
    requires(!(handle<A> || ...) && sound_operands<A...>)
constexpr auto apply(const A&... operands) {
    constexpr const auto& tail = appended<F, A...>;
    if constexpr (tail.failed) return sound<tail>() ? 0 : 0;
    else {
        auto result = extended<tail>(pick<tail.first>(operands...));
        if constexpr (tail.parameters > 0) {
            // the longest operand's numbers come first, then the others' in order
            std::size_t n = 0;
            const auto add = [&](const auto& values) {
                if constexpr (requires { values.bits; })
                    for (const word w : values.bits) result.parameters.bits[n++] = w;
            };
            std::size_t k = 0;
            ((k++ == tail.first ? add(parameters_of(operands)) : void()), ...);
            k = 0;
            ((k++ != tail.first ? add(parameters_of(operands)) : void()), ...);
        }
        return result;
    }
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
