// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <initializer_list>
#include <iosfwd>
#include <typegrad/graph/arrays.hpp>
#include <typegrad/graph/copy.hpp>

namespace typegrad {

/// The values of an expression's run-time numbers, as bits (of a double, or of an int64 for integers).
template <std::size_t N>
struct parameter_values {
    word bits[N];
};
template <>
struct parameter_values<0> {};

/// What an operator sees of an operand: the stream of an expression, or a plain number.
struct operand_view {
    const word* stream = nullptr;
    std::size_t size = 0; ///< 0 for a plain number
    node_id root = 0;
    std::uint32_t parameters = 0;
    dtype number = dtype::none; ///< the type of a plain number
    double literal = 0;
    bool is_literal = false;
};

/// Assigning one expression to another cannot work: its type is its graph.
struct expressions_have_their_graph_as_type_so_they_cannot_be_reassigned__loop_inside_tg_graph_instead {};

/// A list in braces that is no array: of several types, with rows of several lengths, empty, three deep.
struct any_number {
    template <number T>
    constexpr any_number(T) {}
    constexpr any_number(std::initializer_list<any_number>) {}
};

template <class Symbol, class Array>
struct feed;
template <class A>
concept bindable = !is_expression<A>;

/// An expression: a graph in a type, flat. `Header` holds the format version, the number of roots and of run-time
/// numbers; then come the roots' positions, then the word stream of graph/word.hpp. Objects hold no references and no
/// data but the run-time numbers; they can be copied, returned, stored, and be constexpr.
template <word Header, word... Words>
struct expr {
    static constexpr std::size_t root_count = Header >> 8 & 0xFFFF;
    static constexpr std::size_t parameter_count = Header >> 24 & 0xFFFF;
    static constexpr std::size_t size = sizeof...(Words) - root_count; ///< words of the stream
    static constexpr word data[sizeof...(Words)]{Words...};
    static constexpr operand_view view{data + root_count, size, static_cast<node_id>(data[0]), static_cast<std::uint32_t>(parameter_count)};
    static constexpr const word* stream() { return data + root_count; }
    static constexpr node_id root(std::size_t k = 0) { return static_cast<node_id>(data[k]); }
    static constexpr dtype type() { return dtype_of(stream()[root()]); }
    static constexpr op code() { return op_of(stream()[root()]); } ///< what the root is; debuggers get the names of ops from here
    static constexpr int rank() { return b_of(stream()[shape_of(stream()[root()])]); }

    [[no_unique_address]] parameter_values<parameter_count> parameters{};

    constexpr expr() = default;
    constexpr expr(const expr&) = default;
    constexpr expr& operator=(const expr&) = default;

    /// Feeds this symbol (or intermediate): `train(x = images)`. Nothing is copied; the array must outlive the call.
    template <bindable A>
    [[nodiscard]] constexpr feed<expr, A> operator=(const A& array) const;
    /// Numbers in braces, one or two of them deep: `f(x = {1.0, 2.0})`.
    template <class T, std::size_t N>
    [[nodiscard]] constexpr feed<expr, T[N]> operator=(const T (&list)[N]) const;
    template <class T, std::size_t N, std::size_t M>
    [[nodiscard]] constexpr feed<expr, T[N][M]> operator=(const T (&list)[N][M]) const;
    template <word... Other>
    expressions_have_their_graph_as_type_so_they_cannot_be_reassigned__loop_inside_tg_graph_instead operator=(const expr<Other...>& other) const = delete;

    // misuses, told
    template <std::same_as<any_number> List = any_number>
    constexpr mistake operator=(const List&) const {
        constexpr bool array = sizeof(List) == 0;
        static_assert(array, "typegrad: feed: numbers in braces are of one type, 1.0 and not 1 for double, in rows of one length, at most two deep, and not none");
        return {};
    }
    template <std::same_as<bool> T>
    constexpr explicit operator T() const { return truth_of_symbol<T>(); }
    template <class... A>
    constexpr mistake operator()(const A&...) const {
        constexpr bool program = ((sizeof(A) == 0) || ...);
        static_assert(program, "typegrad: an expression is not called: compile it first, tg::compile(expression)(x = array)");
        return {};
    }
};

template <word... Words>
inline constexpr bool is_expression<expr<Words...>> = true;

template <class E>
concept expression = is_expression<E>;

template <class Char, class Traits, expression E>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const E&) {
    constexpr bool printed = sizeof(E) == 0;
    static_assert(printed, "typegrad: include <typegrad/expr/print.hpp>, which prints expressions");
    return out;
}

static_assert(format_version == 1);
constexpr word make_expr_header(std::size_t roots, std::size_t parameters) {
    return format_version | static_cast<word>(roots) << 8 | static_cast<word>(parameters) << 24;
}

/// Joins the parameter values of several expressions, in order.
template <std::size_t N, class... E>
constexpr parameter_values<N> join_parameters(const E&... expressions) {
    parameter_values<N> out{};
    if constexpr (N > 0) {
        std::size_t k = 0;
        const auto add = [&](const auto& values) {
            if constexpr (requires { values.bits; })
                for (const word w : values.bits) out.bits[k++] = w;
        };
        (add(expressions), ...);
    }
    return out;
}

} // namespace typegrad
