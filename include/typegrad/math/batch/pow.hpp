// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/batch/bits.hpp>

namespace typegrad::math {

/// log2 of positive x, zero and infinity included, as a double_word: its relative error is some 2^-65
/// (double) or 2^-34 (float), because pow multiplies it by up to a thousand. xsimd's pow is exp(y log x) with
/// log x in one word, and loses up to ten bits and the special cases.
///
/// x = 2^k m with m in [√½, √2]; with s = (m - 1) / (m + 1), log m = 2 atanh s = 2 s (1 + s²/3 + s⁴ q(s²)).
template<floating T, class A>
TYPEGRAD_INLINE double_word<T, A> log2_double_word(const xsimd::batch<T, A>& x) {
    using batch = xsimd::batch<T, A>;
    using bits = typename layout<T>::bits;
    using bit_batch = xsimd::batch<bits, A>;
    constexpr bool wide = std::same_as<T, double>;
    const auto denormal = x < batch(layout<T>::smallest_normal);
    constexpr T up = wide ? T(0x1p54) : T(0x1p25);
    const bit_batch pattern = math::reinterpret_bits<bits>(xsimd::select(denormal, x * batch(up), x));
    const batch shifter(layout<T>::shifter);
    // An integer in the low bits of 2^52 (2^23) needs no conversion instruction, which AVX2 lacks for 64
    // bits.
    const batch biased = math::reinterpret_bits<T>((pattern >> layout<T>::mantissa_bits) |
                                                   math::reinterpret_bits<bits>(shifter));
    const batch bias(layout<T>::bias);
    batch k = biased - shifter - xsimd::select(denormal, bias + batch(wide ? T(54) : T(25)), bias);
    batch m =
        math::reinterpret_bits<T>((pattern & bit_batch(layout<T>::mantissa)) | bit_batch(layout<T>::one));
    const auto above = m > batch(T(1.4142135623730951));
    m = xsimd::select(above, m * batch(T(0.5)), m);
    k = xsimd::select(above, k + batch(T(1)), k);

    const batch f = m - batch(T(1));
    const batch d = m + batch(T(1));
    const batch d_lo = m - (d - batch(T(1)));
    const batch s = math::divide(f, d);
    const double_word<T, A> sd = math::two_product(s, d);
    const batch s_lo = math::divide(((f - sd.hi) - sd.lo) - s * d_lo, d);
    const double_word<T, A> square = math::two_product(s, s);
    const batch z = square.hi;
    const batch z_lo = square.lo + (s + s) * s_lo;
    batch q;
    double_word<T, A> third;
    if constexpr (wide) {
        q = z * horner(z, 0x1.b8d41b63147b6p-5, 0x1.ac4a8c6659c6bp-5, 0x1.e1f7fa576c811p-5,
                       0x1.1110dfad67e56p-4, 0x1.3b13b1bc74ad6p-4, 0x1.745d1745135b3p-4, 0x1.c71c71c71cfd9p-4,
                       0x1.2492492492491p-3, 0x1.999999999999ap-3);
        third = {batch(0x1.5555555555555p-2), batch(0x1.5555555555555p-56)};
    } else {
        q = z * horner(z, 0x1.879638p-4f, 0x1.c6c0e8p-4f, 0x1.24928ep-3f, 0x1.99999ap-3f);
        third = {batch(0x1.555556p-2f), batch(-0x1.555556p-27f)};
    }
    const double_word<T, A> u = math::fast_two_sum(third.hi, q);
    const batch u_lo = u.lo + third.lo;
    const double_word<T, A> v = math::two_product(u.hi, z);
    const batch v_lo = v.lo + (u.hi * z_lo + u_lo * z);
    const double_word<T, A> w = math::two_product(v.hi, s);
    const batch w_lo = w.lo + (v.hi * s_lo + v_lo * s);
    const double_word<T, A> l = math::fast_two_sum(s, w.hi);
    const batch l_lo = l.lo + (s_lo + w_lo);
    // times 2 / ln 2
    const batch scale_hi(wide ? T(0x1.71547652b82fep+1) : T(0x1.715476p+1));
    const batch scale_lo(wide ? T(0x1.777d0ffda0d24p-55) : T(0x1.4ae0cp-25));
    const double_word<T, A> g = math::two_product(l.hi, scale_hi);
    const batch g_lo = g.lo + (l.hi * scale_lo + l_lo * scale_hi);
    const double_word<T, A> sum = math::fast_two_sum(k, g.hi);
    const double_word<T, A> result = math::fast_two_sum(sum.hi, sum.lo + g_lo);
    const batch infinity(std::numeric_limits<T>::infinity());
    const batch ends = xsimd::select(x == batch(T(0)), -infinity, x);
    const auto at_end = (x == batch(T(0))) | (x == infinity);
    return {xsimd::select(at_end, ends, result.hi), xsimd::select(at_end, batch(T(0)), result.lo)};
}

/// x^y with IEEE 754's special cases.
template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> pow_in_two_words(const xsimd::batch<T, A>& x, const xsimd::batch<T, A>& y) {
    using batch = xsimd::batch<T, A>;
    constexpr bool wide = std::same_as<T, double>;
    const batch zero(T(0)), one(T(1)), half(T(0.5));
    const batch infinity(std::numeric_limits<T>::infinity());
    const batch nan(std::numeric_limits<T>::quiet_NaN());
    const batch limit(wide ? T(1100) : T(160));
    const batch a = xsimd::abs(x);

    const double_word<T, A> l = math::log2_double_word(a);
    const double_word<T, A> p = math::two_product(y, l.hi);
    const batch n = xsimd::nearbyint(xsimd::min(xsimd::max(p.hi, -limit), limit));
    const batch r = (p.hi - n) + (p.lo + y * l.lo);
    batch e;
    if constexpr (wide)
        e = r * horner(r, 0x1.c4a29324a1038p-36, 0x1.e9ec1fcb69a7fp-32, 0x1.e4cf10dec0f59p-28,
                       0x1.b524ebd13a55fp-24, 0x1.62c02242b879cp-20, 0x1.ffcbfc6da6ed1p-17,
                       0x1.430912f86b7dbp-13, 0x1.5d87fe78a3f9cp-10, 0x1.3b2ab6fba4e79p-7,
                       0x1.c6b08d704a0c6p-5, 0x1.ebfbdff82c58fp-3, 0x1.62e42fefa39efp-1);
    else
        e = r * horner(r, 0x1.00a582p-16f, 0x1.444p-13f, 0x1.5d879ep-10f, 0x1.3b2a1cp-7f, 0x1.c6b08ep-5f,
                       0x1.ebfbep-3f, 0x1.62e43p-1f);
    batch result = math::times_power_of_two(one + e, n);
    result = xsimd::select(p.hi > limit, infinity, result);
    result = xsimd::select(p.hi < -limit, zero, result);

    const batch whole = xsimd::trunc(y);
    const batch half_whole = whole * half;
    const auto odd = (whole == y) & !(xsimd::trunc(half_whole) == half_whole);
    const batch sign = xsimd::select(odd, xsimd::bitofsign(x), zero);
    result = result | sign;
    // A negative finite base needs an integer exponent.
    result = xsimd::select((x < zero) & !(whole == y) & !(a == infinity), nan, result);
    result = xsimd::select(xsimd::isnan(x) | xsimd::isnan(y), nan, result);
    const auto is_one = (y == zero) | (x == one) | ((a == one) & (xsimd::abs(y) == infinity));
    return xsimd::select(is_one, one, result);
}

} // namespace typegrad::math
