// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/ops/rule.hpp>

/// Arithmetic.
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
    template <class V> TYPEGRAD_INLINE static constexpr auto forward(const V& a, const V& b) { return a / b; }
    static constexpr void pullback(pullback_context& c) {
        const node_ref r = 1 / c.x[1];
        if (c.wants(0)) c.add(0, c.dy * r);
        if (c.wants(1)) c.add(1, -(c.dy * (c.y * r)));
    }
};
/// y = a - b·⌊a/b⌋; ā += ȳ, b̄ -= ȳ·⌊a/b⌋. At the jumps the derivative of the right-hand side is used.
template <> struct rule<op::floor_mod> {
    template <class V> TYPEGRAD_INLINE static constexpr auto forward(const V& a, const V& b) { return math::floor_mod(a, b); }
    static constexpr void pullback(pullback_context& c) { c.add_linear(0, c.dy);
        if (c.wants(1)) c.add(1, -(c.dy * floor(c.x[0] / c.x[1]))); }
};
/// y = aᵇ; ā += ȳ·b·aᵇ⁻¹, b̄ += ȳ·y·log a. Edges: b = 0 sends no gradient to a (not even 0·inf); a = 0 sends none to b;
/// a < 0 makes b̄ NaN, as no real derivative exists.
template <> struct rule<op::power> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& a, const V& b) { return math::pow(a, b); }
    static constexpr void pullback(pullback_context& c) {
        const node_ref a = c.x[0], b = c.x[1];
        if (c.wants(0) && !c.graph.is_value(b.id, 0)) {
            const node_ref slope = b * pow(a, b - 1);
            c.add(0, c.dy * (c.graph.is_constant(b.id) ? slope : select(b == 0, 0, slope)));
        }
        if (c.wants(1)) c.add(1, c.dy * select(a == 0, 0, c.y * log(a)));
    }
};
/// y = -x; x̄ -= ȳ
template <> struct rule<op::negative> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return -x; }
    static constexpr void pullback(pullback_context& c) { c.add_linear(0, -c.dy); }
};
/// y = |x|; x̄ += ȳ·sign(x), which is 0 at 0
template <> struct rule<op::abs> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::abs(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * sign(c.x[0])); c.mask(0); }
};
/// y = sign(x); constant between jumps, so no gradient.
template <> struct rule<op::sign> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::sign(x); }
    static constexpr void pullback(pullback_context&) {}
};
/// y = ⌊x⌋; constant between jumps, so no gradient.
template <> struct rule<op::floor> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::floor(x); }
    static constexpr void pullback(pullback_context&) {}
};
/// y = ⌈x⌉; constant between jumps, so no gradient.
template <> struct rule<op::ceil> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::ceil(x); }
    static constexpr void pullback(pullback_context&) {}
};
/// y = x without its fraction; constant between jumps, so no gradient.
template <> struct rule<op::trunc> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::trunc(x); }
    static constexpr void pullback(pullback_context&) {}
};
/// y = nearest integer, halves to even; constant between jumps, so no gradient.
template <> struct rule<op::round> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::round(x); }
    static constexpr void pullback(pullback_context&) {}
};
/// y = x²; x̄ += 2·x·ȳ
template <> struct rule<op::square> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return x * x; }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * (2 * c.x[0])); }
};
/// y = 1/x; x̄ -= ȳ·y²
template <> struct rule<op::reciprocal> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return V(1) / x; }
    static constexpr void pullback(pullback_context& c) { c.add(0, -(c.dy * square(c.y))); }
};
/// y = √x; x̄ += ȳ/(2y). Edges: the derivative at 0 is +inf, but an adjoint of 0 stays 0; below 0 NaN.
template <> struct rule<op::sqrt> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::sqrt(x); }
    static constexpr void pullback(pullback_context& c) {
        c.add_steep(0, c.dy * (0.5 / c.y)); // the loop's only division where 1/y is wanted too
    }
};
/// y = 1/√x; x̄ -= ȳ·y³/2. Edges as sqrt.
template <> struct rule<op::rsqrt> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::rsqrt(x); }
    static constexpr void pullback(pullback_context& c) { c.add_steep(0, c.dy * (-0.5 * c.y * square(c.y))); }
};
/// y = ∛x; x̄ += ȳ/(3y²), +inf at 0
template <> struct rule<op::cbrt> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::cbrt(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / (3 * square(c.y))); }
};

} // namespace typegrad
