// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/ops/rule.hpp>

/// Exponentials, logarithms and what is made of them.
namespace typegrad {

/// y = eˣ; x̄ += ȳ·y
template <> struct rule<op::exp> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::exp(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * c.y); }
};
/// y = 2ˣ; x̄ += ȳ·y·ln 2
template <> struct rule<op::exp2> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::exp2(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * (c.y * 0.69314718055994530942)); }
};
/// y = eˣ - 1; x̄ += ȳ·eˣ (y + 1 would cancel)
template <> struct rule<op::expm1> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::expm1(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * exp(c.x[0])); }
};
/// y = ln x; x̄ += ȳ/x. -inf and slope inf at 0, NaN below.
template <> struct rule<op::log> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::log(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / c.x[0]); }
};
/// y = log₂ x; x̄ += ȳ/(x·ln 2)
template <> struct rule<op::log2> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::log2(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / (c.x[0] * 0.69314718055994530942)); }
};
/// y = log₁₀ x; x̄ += ȳ/(x·ln 10)
template <> struct rule<op::log10> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::log10(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / (c.x[0] * 2.30258509299404568402)); }
};
/// y = ln(1 + x); x̄ += ȳ/(1 + x)
template <> struct rule<op::log1p> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::log1p(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / (1 + c.x[0])); }
};
/// y = 1/(1 + e⁻ˣ); x̄ += ȳ·y·(1 - y)
template <> struct rule<op::sigmoid> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::sigmoid(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * (c.y * (1 - c.y))); }
};
/// y = ln(1 + eˣ); x̄ += ȳ·sigmoid(x)
template <> struct rule<op::softplus> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::softplus(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * sigmoid(c.x[0])); }
};
/// y = -ln(1 + e⁻ˣ); x̄ += ȳ·sigmoid(-x)
template <> struct rule<op::log_sigmoid> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::log_sigmoid(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * sigmoid(-c.x[0])); }
};

} // namespace typegrad
