// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/ops/rule.hpp>

/// Arithmetic, rounding and roots.
namespace typegrad {

/// y = a + b; ā += ȳ, b̄ += ȳ
template <> struct rule<op::add> {
    template <class V> TYPEGRAD_INLINE static constexpr auto forward(const V& a, const V& b) { return a + b; }
    static constexpr void pullback(pullback_context& c) { c.add_linear(0, c.dy); c.add_linear(1, c.dy); }
};
/// y = a - b; ā += ȳ, b̄ -= ȳ
template <> struct rule<op::subtract> {
    template <class V> TYPEGRAD_INLINE static constexpr auto forward(const V& a, const V& b) { return a - b; }
    static constexpr void pullback(pullback_context& c) { c.add_linear(0, c.dy); if (c.wants(1)) c.add_linear(1, -c.dy); }
};
/// y = a·b; ā += ȳ·b, b̄ += ȳ·a
template <> struct rule<op::multiply> {
    template <class V> TYPEGRAD_INLINE static constexpr auto forward(const V& a, const V& b) { return a * b; }
    static constexpr void pullback(pullback_context& c) {
        if (c.x[0].id == c.x[1].id) return c.add(0, c.dy * (2 * c.x[0]));
        if (c.wants(0)) c.add(0, c.dy * c.x[1]);
        if (c.wants(1)) c.add(1, c.dy * c.x[0]);
    }
};
/// y = a/b; ā += ȳ·r, b̄ -= ȳ·y·r with r = 1/b, shared by all adjoints of divisions by b. IEEE at b = 0.
template <> struct rule<op::divide> {
    template <class V> TYPEGRAD_INLINE static constexpr auto forward(const V& a, const V& b) { return math::divide(a, b); }
    static constexpr void pullback(pullback_context& c) {
        const node_ref r = 1 / c.x[1];
        if (c.wants(0)) c.add(0, c.dy * r);
        if (c.wants(1)) c.add(1, -(c.dy * (c.y * r)));
    }
};
/// y = -x; x̄ -= ȳ
template <> struct rule<op::negative> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return -x; }
    static constexpr void pullback(pullback_context& c) { c.add_linear(0, -c.dy); }
};
/// y = -1, 0 or 1; NaN stays NaN
template <symbolic A>
constexpr auto sign(const A& x) { return apply<unary_function<op::sign>>(x); }
/// y = sign(x); constant between jumps, so no gradient.
template <> struct rule<op::sign> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::sign(x); }
    static constexpr void pullback(pullback_context&) {}
};
/// y = |x|; x̄ += ȳ·sign(x), which is 0 at 0
template <> struct rule<op::abs> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::abs(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * sign(c.x[0])); c.mask(0); }
};
/// largest integer not above x
template <symbolic A>
constexpr auto floor(const A& x) { return apply<unary_function<op::floor>>(x); }
/// y = ⌊x⌋; constant between jumps, so no gradient.
template <> struct rule<op::floor> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::floor(x); }
    static constexpr void pullback(pullback_context&) {}
};
/// smallest integer not below x
template <symbolic A>
constexpr auto ceil(const A& x) { return apply<unary_function<op::ceil>>(x); }
/// y = ⌈x⌉; constant between jumps, so no gradient.
template <> struct rule<op::ceil> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::ceil(x); }
    static constexpr void pullback(pullback_context&) {}
};
/// x without its fraction
template <symbolic A>
constexpr auto trunc(const A& x) { return apply<unary_function<op::trunc>>(x); }
/// y = x without its fraction; constant between jumps, so no gradient.
template <> struct rule<op::trunc> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::trunc(x); }
    static constexpr void pullback(pullback_context&) {}
};
/// nearest integer, halves to even
template <symbolic A>
constexpr auto round(const A& x) { return apply<unary_function<op::round>>(x); }
/// y = nearest integer, halves to even; constant between jumps, so no gradient.
template <> struct rule<op::round> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::round(x); }
    static constexpr void pullback(pullback_context&) {}
};
/// a - b·floor(a/b): NumPy's %
template <class A, class B> requires any_symbolic<A, B>
constexpr auto floor_mod(const A& a, const B& b) { return apply<binary_function<op::floor_mod>>(a, b); }
/// y = a - b·⌊a/b⌋; ā += ȳ, b̄ -= ȳ·⌊a/b⌋. At the jumps the derivative of the right-hand side is used.
template <> struct rule<op::floor_mod> {
    template <class V> TYPEGRAD_INLINE static constexpr auto forward(const V& a, const V& b) { return math::floor_mod(a, b); }
    static constexpr void pullback(pullback_context& c) { c.add_linear(0, c.dy);
        if (c.wants(1)) c.add(1, -(c.dy * floor(c.x[0] / c.x[1]))); }
    static constexpr sample_of_two samples[]{{7.5, 2, 1.5, 1, -3}, {-7.5, 2, 0.5, 1, 4}, {7.5, -2, -0.5, 1, 4}};
};
/// y = x²
template <symbolic A>
constexpr auto square(const A& x) { return apply<unary_function<op::square>>(x); }
/// y = x²; x̄ += 2·x·ȳ
template <> struct rule<op::square> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return x * x; }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * (2 * c.x[0])); }
    static constexpr sample samples[]{{-1.5, 2.25, -3}, {0, 0, 0}, {3, 9, 6}};
};
/// y = 1/x
template <symbolic A>
constexpr auto reciprocal(const A& x) { return apply<unary_function<op::reciprocal>>(x); }
/// y = 1/x; x̄ -= ȳ·y²
template <> struct rule<op::reciprocal> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::divide(V(1), x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, -(c.dy * square(c.y))); }
    static constexpr sample samples[]{{-infinity, 0, 0}, {-0.5, -2, -4}, {1, 1, -1}, {3, 0.3333333333333333, -0.1111111111111111}, {infinity, 0, 0}};
};
/// y = √x
template <symbolic A>
constexpr auto sqrt(const A& x) { return apply<unary_function<op::sqrt>>(x); }
/// y = √x; x̄ += ȳ/(2y). Edges: the derivative at 0 is +inf, but an adjoint of 0 stays 0; below 0 NaN.
template <> struct rule<op::sqrt> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::sqrt(x); }
    static constexpr void pullback(pullback_context& c) {
        c.add_steep(0, c.dy * (0.5 / c.y)); // the loop's only division where 1/y is wanted too
    }
    static constexpr sample samples[]{{0, 0, infinity}, {0.25, 0.5, 1}, {2, 1.4142135623730951, 0.3535533905932738}, {infinity, infinity, 0}};
};
/// y = 1/√x
template <symbolic A>
constexpr auto rsqrt(const A& x) { return apply<unary_function<op::rsqrt>>(x); }
/// y = 1/√x; x̄ -= ȳ·y³/2. Edges as sqrt.
template <> struct rule<op::rsqrt> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::rsqrt(x); }
    static constexpr void pullback(pullback_context& c) { c.add_steep(0, c.dy * (-0.5 * c.y * square(c.y))); }
    static constexpr sample samples[]{{0, infinity, -infinity}, {0.25, 2, -4}, {2, 0.7071067811865476, -0.1767766952966369}, {infinity, 0, 0}};
};
/// y = ∛x
template <symbolic A>
constexpr auto cbrt(const A& x) { return apply<unary_function<op::cbrt>>(x); }
/// y = ∛x; x̄ += ȳ/(3y²), +inf at 0
template <> struct rule<op::cbrt> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::cbrt(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / (3 * square(c.y))); }
    static constexpr sample samples[]{{-8, -2, 0.08333333333333333}, {0, 0, infinity}, {0.5, 0.7937005259840998, 0.5291336839893999},
        {2, 1.2599210498948732, 0.20998684164914552}, {infinity, infinity, 0}};
};

} // namespace typegrad
