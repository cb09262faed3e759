// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/ops/exponential.hpp>

/// Error and gamma functions.
namespace typegrad {

/// error function
template <symbolic A>
constexpr auto erf(const A& x) { return apply<unary_function<op::erf>>(x); }
/// y = erf x; x̄ += ȳ·2/√π·e^(-x²)
template <> struct rule<op::erf> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::erf(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * (1.12837916709551257390 * exp(-square(c.x[0])))); }
    static constexpr sample samples[]{{-infinity, -1, 0}, {-0.5, -0.5204998778130465, 0.8787825789354448}, {0, 0, 1.1283791670955126},
        {2, 0.9953222650189527, 0.020666985354092053}, {infinity, 1, 0}};
};
/// y = 1 - erf(x), accurate in the tail
template <symbolic A>
constexpr auto erfc(const A& x) { return apply<unary_function<op::erfc>>(x); }
/// y = 1 - erf x; x̄ -= ȳ·2/√π·e^(-x²)
template <> struct rule<op::erfc> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::erfc(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, -(c.dy * (1.12837916709551257390 * exp(-square(c.x[0]))))); }
    static constexpr sample samples[]{{-infinity, 2, 0}, {-0.5, 1.5204998778130465, -0.8787825789354448}, {0, 1, -1.1283791670955126},
        {2, 0.004677734981047266, -0.020666985354092053}, {infinity, 0, 0}};
};
/// y = log|Γ(x)|
template <symbolic A>
constexpr auto lgamma(const A& x) { return apply<unary_function<op::lgamma>>(x); }
/// derivative of lgamma
template <symbolic A>
constexpr auto digamma(const A& x) { return apply<unary_function<op::digamma>>(x); }
/// The N-th derivative of digamma, N >= 1.
template <int N, symbolic A>
constexpr auto polygamma(const A& x) {
    static_assert(N >= 1 && N <= 64, "typegrad: polygamma: the order is 1 to 64 (order 0 is tg::digamma)");
    return apply<unary_function<op::polygamma, N>>(x);
}
/// y = ln|Γ(x)|; x̄ += ȳ·digamma(x)
template <> struct rule<op::lgamma> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::lgamma(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * digamma(c.x[0])); }
    static constexpr sample samples[]{{0.25, 1.2880225246980774, -4.2274535333762655}, {3, 0.6931471805599453, 0.9227843350984671},
        {10, 12.801827480081469, 2.251752589066721}};
};
/// y = d/dx ln Γ(x); x̄ += ȳ·polygamma₁(x)
template <> struct rule<op::digamma> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::digamma(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * polygamma<1>(c.x[0])); }
    static constexpr sample samples[]{{0.25, -4.2274535333762655, 17.19732915450711}, {1, -0.5772156649015329, 1.6449340668482264},
        {10, 2.251752589066721, 0.10516633568168575}};
};
/// y = the n-th derivative of digamma, n the attribute; x̄ += ȳ·polygammaₙ₊₁(x)
template <> struct rule<op::polygamma> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x, int n) { return math::polygamma(x, n); }
    static constexpr void pullback(pullback_context& c) {
        const node_ref next{&c.graph, make_unary(c.graph, op::polygamma, c.x[0].id, c.attribute() + 1)};
        c.add(0, c.dy * next);
    }
};

} // namespace typegrad
