// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/apply.hpp>

/// Elementwise functions and operators, for handles and expressions alike. Derivatives and edge policies stand with the
/// ops, in ops/. Shapes are aligned at the last axis; missing leading axes and extents known to be 1 stretch. Errors: shapes
/// that do not broadcast; element types that differ, or that the operation does not take (`tg::cast` converts).
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
/// y = -1, 0 or 1; NaN stays NaN
template <symbolic A>
constexpr auto sign(const A& x) { return apply<unary_function<op::sign>>(x); }
/// largest integer not above x
template <symbolic A>
constexpr auto floor(const A& x) { return apply<unary_function<op::floor>>(x); }
/// smallest integer not below x
template <symbolic A>
constexpr auto ceil(const A& x) { return apply<unary_function<op::ceil>>(x); }
/// x without its fraction
template <symbolic A>
constexpr auto trunc(const A& x) { return apply<unary_function<op::trunc>>(x); }
/// nearest integer, halves to even
template <symbolic A>
constexpr auto round(const A& x) { return apply<unary_function<op::round>>(x); }
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
/// y = x²
template <symbolic A>
constexpr auto square(const A& x) { return apply<unary_function<op::square>>(x); }
/// y = 1/x
template <symbolic A>
constexpr auto reciprocal(const A& x) { return apply<unary_function<op::reciprocal>>(x); }
/// y = √x
template <symbolic A>
constexpr auto sqrt(const A& x) { return apply<unary_function<op::sqrt>>(x); }
/// y = 1/√x
template <symbolic A>
constexpr auto rsqrt(const A& x) { return apply<unary_function<op::rsqrt>>(x); }
/// y = ∛x
template <symbolic A>
constexpr auto cbrt(const A& x) { return apply<unary_function<op::cbrt>>(x); }
/// y = eˣ
template <symbolic A>
constexpr auto exp(const A& x) { return apply<unary_function<op::exp>>(x); }
/// y = 2ˣ
template <symbolic A>
constexpr auto exp2(const A& x) { return apply<unary_function<op::exp2>>(x); }
/// y = eˣ - 1, accurate near 0
template <symbolic A>
constexpr auto expm1(const A& x) { return apply<unary_function<op::expm1>>(x); }
/// natural logarithm
template <symbolic A>
constexpr auto log(const A& x) { return apply<unary_function<op::log>>(x); }
/// logarithm to base 2
template <symbolic A>
constexpr auto log2(const A& x) { return apply<unary_function<op::log2>>(x); }
/// logarithm to base 10
template <symbolic A>
constexpr auto log10(const A& x) { return apply<unary_function<op::log10>>(x); }
/// y = log(1 + x), accurate near 0
template <symbolic A>
constexpr auto log1p(const A& x) { return apply<unary_function<op::log1p>>(x); }
/// sine of x in radians
template <symbolic A>
constexpr auto sin(const A& x) { return apply<unary_function<op::sin>>(x); }
/// cosine of x in radians
template <symbolic A>
constexpr auto cos(const A& x) { return apply<unary_function<op::cos>>(x); }
/// tangent of x in radians
template <symbolic A>
constexpr auto tan(const A& x) { return apply<unary_function<op::tan>>(x); }
/// arc sine, in radians
template <symbolic A>
constexpr auto asin(const A& x) { return apply<unary_function<op::asin>>(x); }
/// arc cosine, in radians
template <symbolic A>
constexpr auto acos(const A& x) { return apply<unary_function<op::acos>>(x); }
/// arc tangent, in radians
template <symbolic A>
constexpr auto atan(const A& x) { return apply<unary_function<op::atan>>(x); }
/// hyperbolic sine
template <symbolic A>
constexpr auto sinh(const A& x) { return apply<unary_function<op::sinh>>(x); }
/// hyperbolic cosine
template <symbolic A>
constexpr auto cosh(const A& x) { return apply<unary_function<op::cosh>>(x); }
/// hyperbolic tangent
template <symbolic A>
constexpr auto tanh(const A& x) { return apply<unary_function<op::tanh>>(x); }
/// inverse hyperbolic sine
template <symbolic A>
constexpr auto asinh(const A& x) { return apply<unary_function<op::asinh>>(x); }
/// inverse hyperbolic cosine
template <symbolic A>
constexpr auto acosh(const A& x) { return apply<unary_function<op::acosh>>(x); }
/// inverse hyperbolic tangent
template <symbolic A>
constexpr auto atanh(const A& x) { return apply<unary_function<op::atanh>>(x); }
/// error function
template <symbolic A>
constexpr auto erf(const A& x) { return apply<unary_function<op::erf>>(x); }
/// y = 1 - erf(x), accurate in the tail
template <symbolic A>
constexpr auto erfc(const A& x) { return apply<unary_function<op::erfc>>(x); }
/// y = log|Γ(x)|
template <symbolic A>
constexpr auto lgamma(const A& x) { return apply<unary_function<op::lgamma>>(x); }
/// derivative of lgamma
template <symbolic A>
constexpr auto digamma(const A& x) { return apply<unary_function<op::digamma>>(x); }
/// y = 1/(1 + e⁻ˣ), without overflow
template <symbolic A>
constexpr auto sigmoid(const A& x) { return apply<unary_function<op::sigmoid>>(x); }
/// y = log(1 + eˣ), without overflow
template <symbolic A>
constexpr auto softplus(const A& x) { return apply<unary_function<op::softplus>>(x); }
/// y = -log(1 + e⁻ˣ), without overflow
template <symbolic A>
constexpr auto log_sigmoid(const A& x) { return apply<unary_function<op::log_sigmoid>>(x); }
/// The N-th derivative of digamma, N >= 1.
template <int N, symbolic A>
constexpr auto polygamma(const A& x) {
    static_assert(N >= 1 && N <= 64, "typegrad: polygamma: the order is 1 to 64 (order 0 is tg::digamma)");
    return apply<unary_function<op::polygamma, N>>(x);
}
/// The same numbers as another element type: float, double, std::int32_t, std::int64_t, bool, tg::half or tg::bfloat16.
template <class T, symbolic A>
constexpr auto cast(const A& x) {
    static_assert(dtype_for<T> != dtype::none, "typegrad: cast: element types are bool, 32- and 64-bit integers, float, double, tg::half and tg::bfloat16");
    return apply<cast_function<dtype_for<T>>>(x);
}

// --- functions of two and three operands -----------------------------------------------------------------------------
/// y = aᵇ
template <class A, class B> requires some_symbolic<A, B>
constexpr auto pow(const A& a, const B& b) { return apply<binary_function<op::power>>(a, b); }
/// the smaller of a and b; NaN if either is
template <class A, class B> requires some_symbolic<A, B>
constexpr auto minimum(const A& a, const B& b) { return apply<binary_function<op::minimum>>(a, b); }
/// the larger of a and b; NaN if either is
template <class A, class B> requires some_symbolic<A, B>
constexpr auto maximum(const A& a, const B& b) { return apply<binary_function<op::maximum>>(a, b); }
/// the angle of the point (b, a), in radians
template <class A, class B> requires some_symbolic<A, B>
constexpr auto atan2(const A& a, const B& b) { return apply<binary_function<op::atan2>>(a, b); }
/// √(a² + b²) without overflow
template <class A, class B> requires some_symbolic<A, B>
constexpr auto hypot(const A& a, const B& b) { return apply<binary_function<op::hypot>>(a, b); }
/// a - b·floor(a/b): NumPy's %
template <class A, class B> requires some_symbolic<A, B>
constexpr auto floor_mod(const A& a, const B& b) { return apply<binary_function<op::floor_mod>>(a, b); }
/// `condition ? a : b`; the side not taken sends no gradient, not even inf or NaN.
template <class C, class A, class B> requires some_symbolic<C, A, B>
constexpr auto select(const C& condition, const A& a, const B& b) { return apply<select_function>(condition, a, b); }
/// The same as `select`.
template <class C, class A, class B> requires some_symbolic<C, A, B>
constexpr auto where(const C& condition, const A& a, const B& b) { return apply<select_function>(condition, a, b); }
/// min(max(x, low), high); where x is outside, x̄ is 0 and ȳ goes to the bound, at a bound half to each; NaN stays NaN
template <class A, class L, class H> requires some_symbolic<A, L, H>
constexpr auto clip(const A& x, const L& low, const H& high) { return minimum(maximum(x, low), high); }

} // namespace typegrad
