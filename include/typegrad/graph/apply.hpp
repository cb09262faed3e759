// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <type_traits>
#include <typegrad/graph/make.hpp>
#include <typegrad/graph/mistake.hpp>

/// One spelling for two worlds: the functions and operators of the library are stateless functors on value handles;
/// `apply` runs them on handles directly, and on expressions by building the expression of the result.
namespace typegrad {

template <class T> inline constexpr bool is_expression = false; ///< true for expr<…>, in expr/expr.hpp
template <class T> inline constexpr bool is_literal = false;    ///< true for 0.5_c, in expr/literal.hpp

template <class T>
concept handle = std::same_as<T, node_ref>;
template <class T>
concept symbolic = handle<T> || is_expression<T> || std::same_as<T, mistake>;
template <class T>
concept number = std::is_arithmetic_v<T> || sixteen_bit_number<T>;
template <class T>
concept operand = symbolic<T> || number<T> || is_literal<T>;

template <class... A>
concept some_symbolic = (symbolic<A> || ...) && (operand<A> && ...);
/// For named functions: what else they are given is told by `apply`.
template <class... A>
concept any_symbolic = (symbolic<A> || ...);
template <class... A>
concept sound_operands = ((operand<A> && !std::same_as<A, mistake>) && ...);

/// One of them is a symbol, the other no operand.
template <class A, class B>
concept half_symbolic = (symbolic<std::remove_cvref_t<A>> || symbolic<std::remove_cvref_t<B>>) && !(operand<std::remove_cvref_t<A>> && operand<std::remove_cvref_t<B>>);

/// The C++ type behind an element type of arrays.
template <class T>
inline constexpr dtype dtype_for = std::same_as<T, bool>       ? dtype::boolean
                                   : std::same_as<T, float>    ? dtype::float32
                                   : std::same_as<T, double>   ? dtype::float64
                                   : std::same_as<T, half>     ? dtype::float16
                                   : std::same_as<T, bfloat16> ? dtype::bfloat16
                                   : std::signed_integral<T> && sizeof(T) == 4 ? dtype::int32
                                   : std::signed_integral<T> && sizeof(T) == 8 ? dtype::int64
                                                               : dtype::none;

/// A plain number inside a trace is a true constant.
template <number T>
constexpr node_ref lift(builder& g, T value) {
    if constexpr (std::same_as<T, bool>) return {&g, g.integer_constant(value ? 1 : 0, dtype::boolean)};
    else if constexpr (std::is_integral_v<T>) return {&g, g.integer_constant(static_cast<std::int64_t>(value), dtype::weak_int)};
    else return {&g, g.constant(static_cast<double>(value), dtype::weak_float)};
}
constexpr node_ref lift(builder&, node_ref value) { return value; }

template <class A>
constexpr builder* builder_of(const A& a) {
    if constexpr (handle<A>) return a.graph;
    else return nullptr;
}

/// On handles; expr/build.hpp has the one for expressions.
template <class F, class... A>
    requires((handle<A> || ...) && sound_operands<A...>)
constexpr auto apply(const A&... operands) {
    builder* g = nullptr;
    ((g = g != nullptr ? g : builder_of(operands)), ...);
    using result = decltype(F{}(lift(*g, operands)...));
    if (g->failed) return result{g, 0}; // the first error is the one to tell
    return F{}(lift(*g, operands)...);
}

/// Of something that is no operand: told once, as what is made of it is a mistake, too.
template <class F, class... A>
    requires(!sound_operands<A...>)
constexpr mistake apply(const A&...) { return wrong_operand<A...>(); }

} // namespace typegrad
