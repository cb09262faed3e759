// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/ops/arithmetic.hpp>

/// Exponentials, logarithms and what is made of them.
namespace typegrad {

/// y = eˣ
template <symbolic A>
constexpr auto exp(const A& x) { return apply<unary_function<op::exp>>(x); }
/// y = eˣ; x̄ += ȳ·y
template <> struct rule<op::exp> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::exp(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * c.y); }
    static constexpr sample samples[]{{-infinity, 0, 0}, {-20, 2.061153622438558e-09, 2.061153622438558e-09}, {0, 1, 1},
        {0.5, 1.6487212707001282, 1.6487212707001282}, {3, 20.085536923187668, 20.085536923187668}, {infinity, infinity, infinity}};
};
/// y = 2ˣ
template <symbolic A>
constexpr auto exp2(const A& x) { return apply<unary_function<op::exp2>>(x); }
/// y = 2ˣ; x̄ += ȳ·y·ln 2
template <> struct rule<op::exp2> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::exp2(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * (c.y * 0.69314718055994530942)); }
    static constexpr sample samples[]{{-infinity, 0, 0}, {-3, 0.125, 0.08664339756999316}, {0, 1, 0.6931471805599453}, {0.5, 1.4142135623730951, 0.9802581434685472},
        {infinity, infinity, infinity}};
};
/// y = eˣ - 1, accurate near 0
template <symbolic A>
constexpr auto expm1(const A& x) { return apply<unary_function<op::expm1>>(x); }
/// y = eˣ - 1; x̄ += ȳ·eˣ (y + 1 would cancel)
template <> struct rule<op::expm1> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::expm1(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * exp(c.x[0])); }
    static constexpr sample samples[]{{-infinity, -1, 0}, {-20, -0.9999999979388464, 2.061153622438558e-09}, {0, 0, 1},
        {9.313225746154785e-10, 9.313225750491594e-10, 1.0000000009313226}, {3, 19.085536923187668, 20.085536923187668}, {infinity, infinity, infinity}};
};
/// natural logarithm
template <symbolic A>
constexpr auto log(const A& x) { return apply<unary_function<op::log>>(x); }
/// y = ln x; x̄ += ȳ/x. -inf and slope inf at 0, NaN below.
template <> struct rule<op::log> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::log(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / c.x[0]); }
    static constexpr sample samples[]{{0, -infinity, infinity}, {0.5, -0.6931471805599453, 2}, {1, 0, 1}, {10, 2.302585092994046, 0.1}, {infinity, infinity, 0}};
};
/// logarithm to base 2
template <symbolic A>
constexpr auto log2(const A& x) { return apply<unary_function<op::log2>>(x); }
/// y = log₂ x; x̄ += ȳ/(x·ln 2)
template <> struct rule<op::log2> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::log2(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / (c.x[0] * 0.69314718055994530942)); }
    static constexpr sample samples[]{{0, -infinity, infinity}, {0.5, -1, 2.8853900817779268}, {1, 0, 1.4426950408889634},
        {10, 3.321928094887362, 0.14426950408889633}, {infinity, infinity, 0}};
};
/// logarithm to base 10
template <symbolic A>
constexpr auto log10(const A& x) { return apply<unary_function<op::log10>>(x); }
/// y = log₁₀ x; x̄ += ȳ/(x·ln 10)
template <> struct rule<op::log10> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::log10(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / (c.x[0] * 2.30258509299404568402)); }
    static constexpr sample samples[]{{0, -infinity, infinity}, {0.5, -0.3010299956639812, 0.8685889638065036}, {1, 0, 0.4342944819032518},
        {10, 1, 0.04342944819032518}, {infinity, infinity, 0}};
};
/// y = log(1 + x), accurate near 0
template <symbolic A>
constexpr auto log1p(const A& x) { return apply<unary_function<op::log1p>>(x); }
/// y = ln(1 + x); x̄ += ȳ/(1 + x)
template <> struct rule<op::log1p> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::log1p(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / (1 + c.x[0])); }
    static constexpr sample samples[]{{-1, -infinity, infinity}, {-0.5, -0.6931471805599453, 2}, {0, 0, 1},
        {9.313225746154785e-10, 9.313225741817976e-10, 0.9999999990686774}, {10, 2.3978952727983707, 0.09090909090909091}, {infinity, infinity, 0}};
};
/// y = 1/(1 + e⁻ˣ), without overflow
template <symbolic A>
constexpr auto sigmoid(const A& x) { return apply<unary_function<op::sigmoid>>(x); }
/// y = 1/(1 + e⁻ˣ); x̄ += ȳ·y·(1 - y)
template <> struct rule<op::sigmoid> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::sigmoid(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * (c.y * (1 - c.y))); }
    static constexpr sample samples[]{{-infinity, 0, 0}, {-20, 2.0611536181902037e-09, 2.061153613941849e-09}, {-1, 0.2689414213699951, 0.19661193324148185},
        {0, 0.5, 0.25}, {0.5, 0.6224593312018546, 0.2350037122015945}, {infinity, 1, 0}};
};
/// y = log(1 + eˣ), without overflow
template <symbolic A>
constexpr auto softplus(const A& x) { return apply<unary_function<op::softplus>>(x); }
/// y = ln(1 + eˣ); x̄ += ȳ·sigmoid(x)
template <> struct rule<op::softplus> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::softplus(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * sigmoid(c.x[0])); }
    static constexpr sample samples[]{{-infinity, 0, 0}, {-20, 2.061153620314381e-09, 2.0611536181902037e-09}, {0, 0.6931471805599453, 0.5},
        {3, 3.048587351573742, 0.9525741268224333}, {80, 80, 1}, {infinity, infinity, 1}};
};
/// y = -log(1 + e⁻ˣ), without overflow
template <symbolic A>
constexpr auto log_sigmoid(const A& x) { return apply<unary_function<op::log_sigmoid>>(x); }
/// y = -ln(1 + e⁻ˣ); x̄ += ȳ·sigmoid(-x)
template <> struct rule<op::log_sigmoid> {
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) { return math::log_sigmoid(x); }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy * sigmoid(-c.x[0])); }
    static constexpr sample samples[]{{-infinity, -infinity, 1}, {-80, -80, 1}, {-3, -3.048587351573742, 0.9525741268224333}, {0, -0.6931471805599453, 0.5},
        {20, -2.061153620314381e-09, 2.0611536181902037e-09}, {infinity, 0, 0}};
};
/// y = log(x/(1 - x)), the inverse of sigmoid, for x from 0 to 1, accurate near 1/2: within 1.5 ulp. x whose reciprocal overflows counts as 0.
template <symbolic A>
constexpr auto logit(const A& x) { return apply<unary_function<op::logit>>(x); }
/// y = ln(x/(1 - x)); x̄ += ȳ/(x·(1 - x)). Edges: infinite at 0 and 1; beyond, the value is NaN and the derivative what its formula gives.
template <> struct rule<op::logit> {
    /// log1p of (1 - 2u)/u, whose argument is at least 0, for the smaller of x and 1 - x.
    template <class V> TYPEGRAD_INLINE static constexpr V forward(const V& x) {
        const V middle(0.5f), one(1), u = math::select(x < middle, x + V(0), one - x), size = math::log1p((one - (u + u)) / u); // -0 + 0 is 0
        return math::select(x < middle, -size, size);
    }
    static constexpr void pullback(pullback_context& c) { c.add(0, c.dy / (c.x[0] * (1 - c.x[0]))); }
    static constexpr interval random_in{0.125, 0.875};
    static constexpr sample samples[]{{0, -infinity, infinity}, {9.313225746154785e-10, -20.794415415867036, 1073741825.0},
        {0.125, -1.9459101490553132, 9.142857142857142}, {0.375, -0.5108256237659907, 4.266666666666667}, {0.5, 0, 4},
        {0.5000009536743164, 3.814697265629626e-06, 4.000000000014552}, {0.75, 1.0986122886681098, 5.333333333333333},
        {0.9999990463256836, 13.862942657524135, 1048577.0000009537}, {1, infinity, infinity}};
};
/// y = aᵇ
template <class A, class B> requires any_symbolic<A, B>
constexpr auto pow(const A& a, const B& b) { return apply<binary_function<op::power>>(a, b); }
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
    static constexpr sample_of_two samples[]{{2, 3, 8, 12, 5.545177444479562}, {0.5, -1.5, 2.8284271247461903, -8.48528137423857, -1.9605162869370945},
        {9, 0.5, 3, 0.16666666666666666, 6.591673732008658}, {0, 2, 0, 0, 0}, {3, 0, 1, 0, 1.0986122886681098}};
};

} // namespace typegrad
