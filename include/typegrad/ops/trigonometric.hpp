// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/ops/arithmetic.hpp>

/// Circular and hyperbolic functions and their inverses; angles in radians.
namespace typegrad {

/// sine of x in radians
template <symbolic A>
constexpr auto sin(const A& x) { return apply<unary_function<op::sin>>(x); }
/// cosine of x in radians
template <symbolic A>
constexpr auto cos(const A& x) { return apply<unary_function<op::cos>>(x); }
/// y = sin x; x̄ += ȳ·cos x
template <> struct rule<op::sin> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::sin(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * cos(c.x[0])); }
    static constexpr sample samples[]{{-1, -0.8414709848078965, 0.5403023058681398}, {0, 0, 1}, {0.5, 0.479425538604203, 0.8775825618903728},
        {30, -0.9880316240928618, 0.15425144988758405}};
};
/// y = cos x; x̄ -= ȳ·sin x
template <> struct rule<op::cos> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::cos(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, -(c.dy * sin(c.x[0]))); }
    static constexpr sample samples[]{{-1, 0.5403023058681398, 0.8414709848078965}, {0, 1, 0}, {0.5, 0.8775825618903728, -0.479425538604203},
        {30, 0.15425144988758405, 0.9880316240928618}};
};
/// tangent of x in radians
template <symbolic A>
constexpr auto tan(const A& x) { return apply<unary_function<op::tan>>(x); }
/// y = tan x; x̄ += ȳ·(1 + y²)
template <> struct rule<op::tan> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::tan(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * (1 + square(c.y))); }
    static constexpr sample samples[]{{-1, -1.5574077246549023, 3.4255188208147596}, {0, 0, 1}, {0.5, 0.5463024898437905, 1.2984464104095248},
        {30, -6.405331196646276, 42.02826773873001}};
};
/// arc sine, in radians
template <symbolic A>
constexpr auto asin(const A& x) { return apply<unary_function<op::asin>>(x); }
/// y = asin x; x̄ += ȳ/√(1 - x²), inf at ±1
template <> struct rule<op::asin> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::asin(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / sqrt((1 - c.x[0]) * (1 + c.x[0]))); }
    static constexpr sample samples[]{{-1, -1.5707963267948966, infinity}, {-0.5, -0.5235987755982989, 1.1547005383792515}, {0, 0, 1},
        {0.875, 1.0654358165107394, 2.0655911179772892}, {1, 1.5707963267948966, infinity}};
};
/// arc cosine, in radians
template <symbolic A>
constexpr auto acos(const A& x) { return apply<unary_function<op::acos>>(x); }
/// y = acos x; x̄ -= ȳ/√(1 - x²), -inf at ±1
template <> struct rule<op::acos> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::acos(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, -(c.dy / sqrt((1 - c.x[0]) * (1 + c.x[0])))); }
    static constexpr sample samples[]{{-1, 3.141592653589793, -infinity}, {-0.5, 2.0943951023931957, -1.1547005383792515}, {0, 1.5707963267948966, -1},
        {0.875, 0.5053605102841573, -2.0655911179772892}, {1, 0, -infinity}};
};
/// arc tangent, in radians
template <symbolic A>
constexpr auto atan(const A& x) { return apply<unary_function<op::atan>>(x); }
/// y = atan x; x̄ += ȳ/(1 + x²)
template <> struct rule<op::atan> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::atan(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / (1 + square(c.x[0]))); }
    static constexpr sample samples[]{{-infinity, -1.5707963267948966, 0}, {-1, -0.7853981633974483, 0.5}, {0, 0, 1}, {0.5, 0.4636476090008061, 0.8},
        {30, 1.5374753309166493, 0.0011098779134295228}, {infinity, 1.5707963267948966, 0}};
};
/// hyperbolic sine
template <symbolic A>
constexpr auto sinh(const A& x) { return apply<unary_function<op::sinh>>(x); }
/// hyperbolic cosine
template <symbolic A>
constexpr auto cosh(const A& x) { return apply<unary_function<op::cosh>>(x); }
/// y = sinh x; x̄ += ȳ·cosh x
template <> struct rule<op::sinh> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::sinh(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * cosh(c.x[0])); }
    static constexpr sample samples[]{{-infinity, -infinity, infinity}, {-3, -10.017874927409903, 10.067661995777765}, {0, 0, 1},
        {0.5, 0.5210953054937474, 1.1276259652063807}, {infinity, infinity, infinity}};
};
/// y = cosh x; x̄ += ȳ·sinh x
template <> struct rule<op::cosh> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::cosh(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * sinh(c.x[0])); }
    static constexpr sample samples[]{{-infinity, infinity, -infinity}, {-3, 10.067661995777765, -10.017874927409903}, {0, 1, 0},
        {0.5, 1.1276259652063807, 0.5210953054937474}, {infinity, infinity, infinity}};
};
/// hyperbolic tangent
template <symbolic A>
constexpr auto tanh(const A& x) { return apply<unary_function<op::tanh>>(x); }
/// y = tanh x; x̄ += ȳ·(1 - y²)
template <> struct rule<op::tanh> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::tanh(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * (1 - square(c.y))); }
    static constexpr sample samples[]{{-infinity, -1, 0}, {-1, -0.7615941559557649, 0.4199743416140261}, {0, 0, 1}, {0.5, 0.46211715726000974, 0.7864477329659274},
        {infinity, 1, 0}};
};
/// √(a² + b²) without overflow
template <class A, class B> requires any_symbolic<A, B>
constexpr auto hypot(const A& a, const B& b) { return apply<binary_function<op::hypot>>(a, b); }
/// inverse hyperbolic sine
template <symbolic A>
constexpr auto asinh(const A& x) { return apply<unary_function<op::asinh>>(x); }
/// y = asinh x; x̄ += ȳ/√(x² + 1), without overflow
template <> struct rule<op::asinh> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::asinh(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / hypot(c.x[0], 1)); }
    static constexpr sample samples[]{{-infinity, -infinity, 0}, {-3, -1.8184464592320668, 0.31622776601683794}, {0, 0, 1},
        {0.5, 0.48121182505960347, 0.8944271909999159}, {infinity, infinity, 0}};
};
/// inverse hyperbolic cosine
template <symbolic A>
constexpr auto acosh(const A& x) { return apply<unary_function<op::acosh>>(x); }
/// y = acosh x; x̄ += ȳ/√(x² - 1), inf at 1
template <> struct rule<op::acosh> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::acosh(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / (sqrt(c.x[0] - 1) * sqrt(c.x[0] + 1))); }
    static constexpr sample samples[]{{1, 0, infinity}, {1.5, 0.9624236501192069, 0.8944271909999159}, {3, 1.762747174039086, 0.3535533905932738},
        {100, 5.298292365610485, 0.010000500037503125}, {infinity, infinity, 0}};
};
/// inverse hyperbolic tangent
template <symbolic A>
constexpr auto atanh(const A& x) { return apply<unary_function<op::atanh>>(x); }
/// y = atanh x; x̄ += ȳ/(1 - x²), inf at ±1
template <> struct rule<op::atanh> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::atanh(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / ((1 - c.x[0]) * (1 + c.x[0]))); }
    static constexpr sample samples[]{{-1, -infinity, infinity}, {-0.5, -0.5493061443340549, 1.3333333333333333}, {0, 0, 1},
        {0.875, 1.354025100551105, 4.266666666666667}, {1, infinity, infinity}};
};
/// the angle of the point (b, a), in radians
template <class A, class B> requires any_symbolic<A, B>
constexpr auto atan2(const A& a, const B& b) { return apply<binary_function<op::atan2>>(a, b); }
/// y = the angle of (b, a); ā += ȳ·b/(a² + b²), b̄ -= ȳ·a/(a² + b²); NaN at the origin
template <> struct rule<op::atan2> {
    template <class V> TYPEGRAD_INLINE static constexpr auto forward(const V& a, const V& b) { return math::atan2(a, b); }
    static constexpr void pullback(pullback_context& c) { const node_ref a = c.x[0], b = c.x[1], r = hypot(a, b);
        if (c.wants(0)) c.add(0, c.dy * (b / r / r));
        if (c.wants(1)) c.add(1, -(c.dy * (a / r / r))); }
    static constexpr sample_of_two samples[]{{1, 2, 0.4636476090008061, 0.4, -0.2}, {-1, 0.5, -1.1071487177940904, 0.4, 0.8},
        {3, -4, 2.498091544796509, -0.16, -0.12}};
};
/// y = √(a² + b²); ā += ȳ·a/y, b̄ += ȳ·b/y. Edge: both 0 at the origin (a subgradient).
template <> struct rule<op::hypot> {
    template <class V> TYPEGRAD_INLINE static constexpr auto forward(const V& a, const V& b) { return math::hypot(a, b); }
    static constexpr void pullback(pullback_context& c) { if (c.wants(0)) c.add(0, c.dy * select(c.y == 0, 0, c.x[0] / c.y));
        if (c.wants(1)) c.add(1, c.dy * select(c.y == 0, 0, c.x[1] / c.y)); }
    static constexpr sample_of_two samples[]{{3, 4, 5, 0.6, 0.8}, {-1, 0.5, 1.118033988749895, -0.8944271909999159, 0.4472135954999579}, {0, 0, 0, 0, 0}};
};

} // namespace typegrad
