// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/batch/bits.hpp>

/// sin and cos on one reduction and one pair of polynomials: where a loop takes both of the same number, as every derivative
/// does, the compiler computes what they share once: both take 1.2 times as long as one.
namespace typegrad::math {

/// Of x = n π/2 + r with |r| <= π/4: sin r, cos r, and n in the lowest bits of `quadrant`.
template<floating T, class A>
struct quarter_turn {
    xsimd::batch<T, A> sine, cosine;
    xsimd::batch<typename layout<T>::bits, A> quadrant;
};

/// For 0 <= x up to `turn_limit`, where n times the parts of π/2 is exact in a fused multiplication.
template<floating T>
inline constexpr T turn_limit = std::same_as<T, double> ? T(1e6) : T(5e4);

template<floating T, class A>
TYPEGRAD_INLINE quarter_turn<T, A> quarter_turn_of(const xsimd::batch<T, A>& x) {
    using batch = xsimd::batch<T, A>;
    using bits = typename layout<T>::bits;
    constexpr bool wide = std::same_as<T, double>;
    const batch shifter(layout<T>::shifter * T(1.5));
    batch shifted = math::fma(x, batch(T(0.63661977236758134)), shifter);
    TYPEGRAD_ROUND(shifted);
    const batch n = shifted - shifter;
    // the leading bits of π/2, those behind them, and those behind these
    const batch first = math::fnma(n, batch(wide ? T(0x1.921fb54442d18p+0) : T(0x1.921fb4p+0f)), x);
    const batch second = math::fnma(n, batch(wide ? T(0x1.1a62633145c06p-54) : T(0x1.4442dp-24f)), first);
    const batch r = math::fnma(n, batch(wide ? T(0x1.c1cd129024e08p-107) : T(0x1.846988p-48f)), second);
    const batch z = r * r, one(T(1)), half = z * batch(T(0.5)), w = one - half;
    // Source of the coefficients: fdlibm (double), Cephes (float).
    batch s, c;
    if constexpr (wide) {
        s = estrin(z, -1.66666666666666324348e-01, 8.33333333332248946124e-03, -1.98412698298579493134e-04,
                   2.75573137070700676789e-06, -2.50507602534068634195e-08, 1.58969099521155010221e-10);
        c = estrin(z, 4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05,
                   -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11);
    } else {
        s = estrin(z, -1.6666654611e-1f, 8.3321608736e-3f, -1.9515295891e-4f);
        c = estrin(z, 4.166664568298827e-2f, -1.388731625493765e-3f, 2.443315711809948e-5f);
    }
    return {math::fma(z * r, s, r), w + math::fma(z * z, c, (one - w) - half), math::reinterpret_bits<bits>(shifted)};
}

/// `even` where n is even, else `odd`; its sign changed where bit 1 of n is set.
template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> of_quadrant(const xsimd::batch<typename layout<T>::bits, A>& n, const xsimd::batch<T, A>& even,
                                               const xsimd::batch<T, A>& odd) {
    using bits = typename layout<T>::bits;
    using integers = xsimd::batch<bits, A>;
    constexpr int sign = sizeof(T) * 8 - 1;
    const integers all = integers(bits(0)) - (n & integers(bits(1)));
    const integers e = math::reinterpret_bits<bits>(even);
    return math::reinterpret_bits<T>(e ^ ((e ^ math::reinterpret_bits<bits>(odd)) & all) ^ ((n >> 1) << sign));
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> sin_in_registers(const xsimd::batch<T, A>& x) {
    const xsimd::batch<T, A> a = xsimd::abs(x);
    const quarter_turn<T, A> q = math::quarter_turn_of(a);
    xsimd::batch<T, A> result = math::of_quadrant(q.quadrant, q.sine, q.cosine) ^ xsimd::bitofsign(x);
    const auto near = a <= xsimd::batch<T, A>(turn_limit<T>);
    if (!xsimd::all(near)) [[unlikely]]
        result = xsimd::select(near, result, xsimd::sin(x));
    return result;
}
template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> cos_in_registers(const xsimd::batch<T, A>& x) {
    using integers = xsimd::batch<typename layout<T>::bits, A>;
    const xsimd::batch<T, A> a = xsimd::abs(x);
    const quarter_turn<T, A> q = math::quarter_turn_of(a);
    xsimd::batch<T, A> result = math::of_quadrant(q.quadrant + integers(typename layout<T>::bits(1)), q.sine, q.cosine);
    const auto near = a <= xsimd::batch<T, A>(turn_limit<T>);
    if (!xsimd::all(near)) [[unlikely]]
        result = xsimd::select(near, result, xsimd::cos(x));
    return result;
}

} // namespace typegrad::math
