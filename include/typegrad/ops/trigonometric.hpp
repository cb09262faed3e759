// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/ops/rule.hpp>

/// Circular and hyperbolic functions and their inverses; angles in radians.
namespace typegrad {

/// y = sin x; x̄ += ȳ·cos x
template <> struct rule<op::sin> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::sin(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * cos(c.x[0])); }
};
/// y = cos x; x̄ -= ȳ·sin x
template <> struct rule<op::cos> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::cos(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, -(c.dy * sin(c.x[0]))); }
};
/// y = tan x; x̄ += ȳ·(1 + y²)
template <> struct rule<op::tan> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::tan(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * (1 + square(c.y))); }
};
/// y = asin x; x̄ += ȳ/√(1 - x²), inf at ±1
template <> struct rule<op::asin> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::asin(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / sqrt((1 - c.x[0]) * (1 + c.x[0]))); }
};
/// y = acos x; x̄ -= ȳ/√(1 - x²), -inf at ±1
template <> struct rule<op::acos> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::acos(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, -(c.dy / sqrt((1 - c.x[0]) * (1 + c.x[0])))); }
};
/// y = atan x; x̄ += ȳ/(1 + x²)
template <> struct rule<op::atan> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::atan(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / (1 + square(c.x[0]))); }
};
/// y = sinh x; x̄ += ȳ·cosh x
template <> struct rule<op::sinh> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::sinh(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * cosh(c.x[0])); }
};
/// y = cosh x; x̄ += ȳ·sinh x
template <> struct rule<op::cosh> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::cosh(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * sinh(c.x[0])); }
};
/// y = tanh x; x̄ += ȳ·(1 - y²)
template <> struct rule<op::tanh> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::tanh(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * (1 - square(c.y))); }
};
/// y = asinh x; x̄ += ȳ/√(x² + 1), without overflow
template <> struct rule<op::asinh> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::asinh(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / hypot(c.x[0], 1)); }
};
/// y = acosh x; x̄ += ȳ/√(x² - 1), inf at 1
template <> struct rule<op::acosh> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::acosh(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / (sqrt(c.x[0] - 1) * sqrt(c.x[0] + 1))); }
};
/// y = atanh x; x̄ += ȳ/(1 - x²), inf at ±1
template <> struct rule<op::atanh> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::atanh(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / ((1 - c.x[0]) * (1 + c.x[0]))); }
};
/// y = the angle of (b, a); ā += ȳ·b/(a² + b²), b̄ -= ȳ·a/(a² + b²); NaN at the origin
template <> struct rule<op::atan2> {
    template <class V> TYPEGRAD_INLINE static constexpr auto forward(const V& a, const V& b) { return math::atan2(a, b); }
    static constexpr void pullback(pullback_context& c) { const node_ref a = c.x[0], b = c.x[1], r = hypot(a, b);
        if (c.wants(0)) c.add(0, c.dy * (b / r / r));
        if (c.wants(1)) c.add(1, -(c.dy * (a / r / r))); }
};
/// y = √(a² + b²); ā += ȳ·a/y, b̄ += ȳ·b/y. Edge: both 0 at the origin (a subgradient).
template <> struct rule<op::hypot> {
    template <class V> TYPEGRAD_INLINE static constexpr auto forward(const V& a, const V& b) { return math::hypot(a, b); }
    static constexpr void pullback(pullback_context& c) { if (c.wants(0)) c.add(0, c.dy * select(c.y == 0, 0, c.x[0] / c.y));
        if (c.wants(1)) c.add(1, c.dy * select(c.y == 0, 0, c.x[1] / c.y)); }
};

} // namespace typegrad
