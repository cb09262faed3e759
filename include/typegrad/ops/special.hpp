// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/ops/rule.hpp>

/// Error and gamma functions.
namespace typegrad {

/// y = erf x; x̄ += ȳ·2/√π·e^(-x²)
template <> struct rule<op::erf> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::erf(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * (1.12837916709551257390 * exp(-square(c.x[0])))); }
};
/// y = 1 - erf x; x̄ -= ȳ·2/√π·e^(-x²)
template <> struct rule<op::erfc> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::erfc(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, -(c.dy * (1.12837916709551257390 * exp(-square(c.x[0]))))); }
};
/// y = ln|Γ(x)|; x̄ += ȳ·digamma(x)
template <> struct rule<op::lgamma> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::lgamma(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * digamma(c.x[0])); }
};
/// y = d/dx ln Γ(x); x̄ += ȳ·polygamma₁(x)
template <> struct rule<op::digamma> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::digamma(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * polygamma<1>(c.x[0])); }
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
