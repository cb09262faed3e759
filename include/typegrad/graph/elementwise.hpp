// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/apply.hpp>

// Operators and choices, which graphs themselves are written with. Other functions, and all derivatives and edge policies, stand in ops/.

/// Elementwise functions and operators, for handles and expressions alike. Shapes are aligned at the last axis; missing leading axes and extents known to be 1
/// stretch. Errors: shapes that do not broadcast; element types that differ, or that the operation does not take (`tg::cast` converts).
namespace typegrad {

template <op Code, int Attribute = 0>
struct unary_function {
    constexpr node_ref operator()(node_ref x) const { return {x.graph, make_unary(*x.graph, Code, x.id, Attribute)}; }
};
template <op Code>
struct binary_function {
    constexpr node_ref operator()(node_ref a, node_ref b) const { return {a.graph, make_binary(*a.graph, Code, a.id, b.id)}; }
};
template <op Code>
struct swapped_function {
    constexpr node_ref operator()(node_ref a, node_ref b) const { return {a.graph, make_binary(*a.graph, Code, b.id, a.id)}; }
};
struct select_function {
    constexpr node_ref operator()(node_ref c, node_ref a, node_ref b) const { return {c.graph, make_select(*c.graph, c.id, a.id, b.id)}; }
};
template <dtype Type>
struct cast_function {
    constexpr node_ref operator()(node_ref x) const { return {x.graph, make_cast(*x.graph, x.id, Type)}; }
};

// --- operators ----------------------------------------------------------------------------------------------------
template <class A, class B> requires some_symbolic<A, B>
constexpr auto operator+(const A& a, const B& b) { return apply<binary_function<op::add>>(a, b); }
template <class A, class B> requires some_symbolic<A, B>
constexpr auto operator-(const A& a, const B& b) { return apply<binary_function<op::subtract>>(a, b); }
template <class A, class B> requires some_symbolic<A, B>
constexpr auto operator*(const A& a, const B& b) { return apply<binary_function<op::multiply>>(a, b); }
template <class A, class B> requires some_symbolic<A, B>
constexpr auto operator/(const A& a, const B& b) { return apply<binary_function<op::divide>>(a, b); }
template <class A, class B> requires some_symbolic<A, B>
constexpr auto operator%(const A& a, const B& b) { return apply<binary_function<op::floor_mod>>(a, b); }
template <class A, class B> requires some_symbolic<A, B>
constexpr auto operator<(const A& a, const B& b) { return apply<binary_function<op::less>>(a, b); }
template <class A, class B> requires some_symbolic<A, B>
constexpr auto operator<=(const A& a, const B& b) { return apply<binary_function<op::less_equal>>(a, b); }
template <class A, class B> requires some_symbolic<A, B>
constexpr auto operator>(const A& a, const B& b) { return apply<swapped_function<op::less>>(a, b); }
template <class A, class B> requires some_symbolic<A, B>
constexpr auto operator>=(const A& a, const B& b) { return apply<swapped_function<op::less_equal>>(a, b); }
template <class A, class B> requires some_symbolic<A, B>
constexpr auto operator==(const A& a, const B& b) { return apply<binary_function<op::equal>>(a, b); }
template <class A, class B> requires some_symbolic<A, B>
constexpr auto operator!=(const A& a, const B& b) { return apply<binary_function<op::not_equal>>(a, b); }
template <class A, class B> requires some_symbolic<A, B>
constexpr auto operator&&(const A& a, const B& b) { return apply<binary_function<op::logical_and>>(a, b); }
template <class A, class B> requires some_symbolic<A, B>
constexpr auto operator||(const A& a, const B& b) { return apply<binary_function<op::logical_or>>(a, b); }
template <symbolic A>
constexpr auto operator-(const A& a) { return apply<unary_function<op::negative>>(a); }
template <symbolic A>
constexpr A operator+(const A& a) { return a; }
template <symbolic A>
constexpr auto operator!(const A& a) { return apply<unary_function<op::logical_not>>(a); }
// Misuses. Forwarding, so that they come before the operators of libraries of arrays.
template <class A, class B> requires half_symbolic<A, B>
constexpr mistake operator+(A&&, B&&) { return wrong_operand<std::remove_cvref_t<A>, std::remove_cvref_t<B>>(); }
template <class A, class B> requires half_symbolic<A, B>
constexpr mistake operator-(A&&, B&&) { return wrong_operand<std::remove_cvref_t<A>, std::remove_cvref_t<B>>(); }
template <class A, class B> requires half_symbolic<A, B>
constexpr mistake operator*(A&&, B&&) { return wrong_operand<std::remove_cvref_t<A>, std::remove_cvref_t<B>>(); }
template <class A, class B> requires half_symbolic<A, B>
constexpr mistake operator/(A&&, B&&) { return wrong_operand<std::remove_cvref_t<A>, std::remove_cvref_t<B>>(); }
template <class A, class B> requires half_symbolic<A, B>
constexpr mistake operator<(A&&, B&&) { return wrong_operand<std::remove_cvref_t<A>, std::remove_cvref_t<B>>(); }
template <class A, class B> requires half_symbolic<A, B>
constexpr mistake operator%(A&&, B&&) { return wrong_operand<std::remove_cvref_t<A>, std::remove_cvref_t<B>>(); }
template <class A, class B> requires half_symbolic<A, B>
constexpr mistake operator<=(A&&, B&&) { return wrong_operand<std::remove_cvref_t<A>, std::remove_cvref_t<B>>(); }
template <class A, class B> requires half_symbolic<A, B>
constexpr mistake operator>=(A&&, B&&) { return wrong_operand<std::remove_cvref_t<A>, std::remove_cvref_t<B>>(); }
template <class A, class B> requires half_symbolic<A, B>
constexpr mistake operator&&(A&&, B&&) { return wrong_operand<std::remove_cvref_t<A>, std::remove_cvref_t<B>>(); }
template <class A, class B> requires half_symbolic<A, B>
constexpr mistake operator||(A&&, B&&) { return wrong_operand<std::remove_cvref_t<A>, std::remove_cvref_t<B>>(); }
template <class A, class B> requires half_symbolic<A, B>
constexpr mistake operator>(A&&, B&&) { return wrong_operand<std::remove_cvref_t<A>, std::remove_cvref_t<B>>(); }

template <operand B> constexpr node_ref& operator+=(node_ref& a, const B& b) { return a = a + b; }
template <operand B> constexpr node_ref& operator-=(node_ref& a, const B& b) { return a = a - b; }
template <operand B> constexpr node_ref& operator*=(node_ref& a, const B& b) { return a = a * b; }
template <operand B> constexpr node_ref& operator/=(node_ref& a, const B& b) { return a = a / b; }

// --- functions of one operand ---------------------------------------------------------------------------------------
/// y = -x
template <symbolic A>
constexpr auto negative(const A& x) { return apply<unary_function<op::negative>>(x); }
/// y = |x|
template <symbolic A>
constexpr auto abs(const A& x) { return apply<unary_function<op::abs>>(x); }
struct isfinite_function {
    constexpr node_ref operator()(node_ref x) const;
};
/// Is x NaN? (bool); no gradient
template <symbolic A>
constexpr auto isnan(const A& x) { return x != x; }
/// Is x neither infinite nor NaN? (bool); no gradient
template <symbolic A>
constexpr auto isfinite(const A& x) { return apply<isfinite_function>(x); }
constexpr node_ref isfinite_function::operator()(node_ref x) const { return is_floating(x.type()) ? abs(x) < __builtin_inf() : x == x; }
/// y = !x, of bool
template <symbolic A>
constexpr auto logical_not(const A& x) { return apply<unary_function<op::logical_not>>(x); }
/// The same numbers as another element type: float, double, std::int32_t, std::int64_t, bool, tg::half or tg::bfloat16.
template <class T, symbolic A>
constexpr auto cast(const A& x) {
    static_assert(dtype_for<T> != dtype::none, "typegrad: cast: element types are bool, 32- and 64-bit integers, float, double, tg::half and tg::bfloat16");
    return apply<cast_function<dtype_for<T>>>(x);
}

// --- functions of two and three operands -----------------------------------------------------------------------------
/// the smaller of a and b; NaN if either is
template <class A, class B> requires any_symbolic<A, B>
constexpr auto minimum(const A& a, const B& b) { return apply<binary_function<op::minimum>>(a, b); }
/// the larger of a and b; NaN if either is
template <class A, class B> requires any_symbolic<A, B>
constexpr auto maximum(const A& a, const B& b) { return apply<binary_function<op::maximum>>(a, b); }
/// `condition ? a : b`; the side not taken sends no gradient, not even inf or NaN.
template <class C, class A, class B> requires any_symbolic<C, A, B>
constexpr auto select(const C& condition, const A& a, const B& b) { return apply<select_function>(condition, a, b); }
/// The same as `select`.
template <class C, class A, class B> requires any_symbolic<C, A, B>
constexpr auto where(const C& condition, const A& a, const B& b) { return apply<select_function>(condition, a, b); }
/// min(max(x, low), high); where x is outside, x̄ is 0 and ȳ goes to the bound, at a bound half to each; NaN stays NaN
template <class A, class L, class H> requires any_symbolic<A, L, H>
constexpr auto clip(const A& x, const L& low, const H& high) {
    if constexpr ((operand<A> && operand<L>) && operand<H>) return minimum(maximum(x, low), high);
    else return wrong_operand<A, L, H>();
}

} // namespace typegrad
