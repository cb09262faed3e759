// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/ops/rule.hpp>

/// Comparisons, logic and choice. Comparisons with NaN are false (not_equal: true).
namespace typegrad {

/// y = a < b, of bool; no gradient
template <> struct rule<op::less> {
    template <class V> TYPEGRAD_INLINE static constexpr auto forward(const V& a, const V& b) { return a < b; }
    static constexpr void pullback(pullback_context&) {  }
};
/// y = a <= b, of bool; no gradient
template <> struct rule<op::less_equal> {
    template <class V> TYPEGRAD_INLINE static constexpr auto forward(const V& a, const V& b) { return a <= b; }
    static constexpr void pullback(pullback_context&) {  }
};
/// y = a == b, of bool; no gradient
template <> struct rule<op::equal> {
    template <class V> TYPEGRAD_INLINE static constexpr auto forward(const V& a, const V& b) { return a == b; }
    static constexpr void pullback(pullback_context&) {  }
};
/// y = a != b, of bool; no gradient
template <> struct rule<op::not_equal> {
    template <class V> TYPEGRAD_INLINE static constexpr auto forward(const V& a, const V& b) { return !(a == b); }
    static constexpr void pullback(pullback_context&) {  }
};
/// y = a && b; no gradient
template <> struct rule<op::logical_and> {
    template <class V> TYPEGRAD_INLINE static constexpr auto forward(const V& a, const V& b) { return a && b; }
    static constexpr void pullback(pullback_context&) {  }
};
/// y = a || b; no gradient
template <> struct rule<op::logical_or> {
    template <class V> TYPEGRAD_INLINE static constexpr auto forward(const V& a, const V& b) { return a || b; }
    static constexpr void pullback(pullback_context&) {  }
};
/// y = !x; no gradient
template <> struct rule<op::logical_not> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return !x; }
    static constexpr void pullback(pullback_context&) {}
};
/// y = c ? a : b; the adjoint is masked before it goes on, and what it is multiplied with later is masked with it: the
/// side not taken receives exactly 0, whatever its derivative.
template <> struct rule<op::select> {
    template <class M, class V> TYPEGRAD_INLINE static constexpr V forward(const M& c, const V& a, const V& b) { return math::select(c, a, b); }
    static constexpr void pullback(pullback_context& c) {
        if (c.wants(1)) c.add_linear(1, select(c.x[0], c.dy, 0)), c.mask(1);
        if (c.wants(2)) c.add_linear(2, select(c.x[0], 0, c.dy)), c.mask(2);
    }
};
/// y = the smaller, NaN if either is; ȳ goes to that side, at a tie half to each.
template <> struct rule<op::minimum> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& a, const V& b) { return math::minimum(a, b); }
    static constexpr void pullback(pullback_context& c) {
        const node_ref a = c.x[0], b = c.x[1];
        if (c.wants(0)) c.add_linear(0, select(a < b, c.dy, select(a == b, 0.5 * c.dy, 0))), c.mask(0);
        if (c.wants(1)) c.add_linear(1, select(b < a, c.dy, select(a == b, 0.5 * c.dy, 0))), c.mask(1);
    }
};
/// y = the larger, NaN if either is; ȳ goes to that side, at a tie half to each.
template <> struct rule<op::maximum> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& a, const V& b) { return math::maximum(a, b); }
    static constexpr void pullback(pullback_context& c) {
        const node_ref a = c.x[0], b = c.x[1];
        if (c.wants(0)) c.add_linear(0, select(a > b, c.dy, select(a == b, 0.5 * c.dy, 0))), c.mask(0);
        if (c.wants(1)) c.add_linear(1, select(b > a, c.dy, select(a == b, 0.5 * c.dy, 0))), c.mask(1);
    }
};

} // namespace typegrad
