// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/ops/rule.hpp>

/// Reductions. `forward` joins two partial results; `identity` is the result of nothing.
namespace typegrad {

/// As variables: device code may not call what the standard library has.
template <class T>
inline constexpr T least = std::is_floating_point_v<T> ? static_cast<T>(-std::numeric_limits<T>::infinity()) : std::numeric_limits<T>::lowest();
template <class T>
inline constexpr T greatest = std::is_floating_point_v<T> ? static_cast<T>(std::numeric_limits<T>::infinity()) : std::numeric_limits<T>::max();

/// y = Σ x; x̄ += ȳ, broadcast. Of nothing: 0.
template <> struct rule<op::sum> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& a, const V& b) { return a + b; }
    template <class T> TYPEGRAD_INLINE static constexpr T identity() { return T(0); }
    static constexpr void pullback(pullback_context& c) { c.add_exact(0, c.dy); }
};

/// y = Π x; x̄ += ȳ · (product of the others). Of nothing: 1. With one zero only that element has a gradient, with two none;
/// second derivatives are right at zeros, too.
template <> struct rule<op::prod> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& a, const V& b) { return a * b; }
    template <class T> TYPEGRAD_INLINE static constexpr T identity() { return T(1); }
    static constexpr void pullback(pullback_context& c) {
        builder& g = c.graph;
        const node_ref x = c.x[0], zero = x == 0;
        const auto over = [&](op code, node_ref v) { return node_ref{&g, make_reduction(g, code, v.id, static_cast<unsigned>(c.attribute()))}; };
        const node_ref zeros = over(op::sum, node_ref{&g, make_cast(g, zero.id, x.type())}), others = over(op::prod, select(zero, 1, x));
        // products with a zero in them are written so that their derivatives by that zero are right, too
        const node_ref other_zero = over(op::sum, select(zero, x, 0)) - x;
        const node_ref slope = select(zero, select(zeros == 1, others, select(zeros == 2, others * other_zero, 0)), c.y / select(zero, 1, x));
        c.add_masked(0, c.dy * slope, c.dy);
    }
};

/// Shares ȳ evenly among the elements equal to the result.
constexpr void pullback_of_extremum(pullback_context& c) {
    builder& g = c.graph;
    const node_ref hit = c.x[0] == c.y;
    const node_ref ties{&g, make_reduction(g, op::sum, make_cast(g, hit.id, c.y.type()), static_cast<unsigned>(c.attribute()))};
    c.add_exact(0, select(hit, c.dy / ties, 0));
    c.mask(0);
}

/// y = largest x, NaN if there is one; ȳ is shared evenly among ties. Of nothing: -inf, or the type's lowest.
template <> struct rule<op::max> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& a, const V& b) { return math::maximum(a, b); }
    template <class T> TYPEGRAD_INLINE static constexpr T identity() {
        return least<T>;
    }
    static constexpr void pullback(pullback_context& c) { pullback_of_extremum(c); }
};

/// y = smallest x, NaN if there is one; ȳ is shared evenly among ties. Of nothing: +inf, or the type's largest.
template <> struct rule<op::min> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& a, const V& b) { return math::minimum(a, b); }
    template <class T> TYPEGRAD_INLINE static constexpr T identity() {
        return greatest<T>;
    }
    static constexpr void pullback(pullback_context& c) { pullback_of_extremum(c); }
};

/// y = the largest x that is a number: one instruction where max takes four. Of nothing: -inf.
template <> struct rule<op::max_number> : rule<op::max> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& so_far, const V& x) {
        if constexpr (std::is_arithmetic_v<V>) return x > so_far ? x : so_far;
        else return max(x, so_far); // xsimd's, which gives the second where one is NaN
    }
};

} // namespace typegrad
