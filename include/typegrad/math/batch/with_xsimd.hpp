// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/batch/arithmetic.hpp>
#include <typegrad/math/batch/error_function.hpp>
#include <typegrad/math/batch/exponential.hpp>
#include <typegrad/math/batch/logarithm.hpp>
#include <typegrad/math/batch/pow.hpp>
#include <typegrad/math/batch/trigonometric.hpp>

namespace typegrad::math {

/// The elementary functions of batches for every architecture: xsimd's, mended where they are wrong, or our
/// own where those are faster (exp, log, tanh, sin with cos) or more accurate (pow, erf, erfc).
struct with_xsimd {
    static constexpr const char* name = "xsimd";

    /// 0 below -708.39 (float: -87.33) instead of a denormal, infinity already above 709.43 (float: 88.37).
    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> exp(const xsimd::batch<T, A>& x) {
        return math::exp_in_registers(x);
    }

    /// As exp: 0 instead of a denormal, infinity already above 1023.5 (float: 127.5).
    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> exp2(const xsimd::batch<T, A>& x) {
        return xsimd::exp2(x);
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> expm1(const xsimd::batch<T, A>& x) {
        return xsimd::expm1(x) | xsimd::bitofsign(x); // -0 stays -0
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> log(const xsimd::batch<T, A>& x) {
        return math::log_in_registers(x);
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> log2(const xsimd::batch<T, A>& x) {
        if constexpr (std::same_as<T, float>) {
            return xsimd::log2(x);
        } else {
            // xsimd's is wrong for double's denormals.
            using batch = xsimd::batch<T, A>;
            const auto denormal = x < batch(layout<T>::smallest_normal);
            const batch result = xsimd::log2(xsimd::select(denormal, x * batch(T(0x1p60)), x));
            return xsimd::select(denormal, result - batch(T(60)), result);
        }
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> log10(const xsimd::batch<T, A>& x) {
        if constexpr (std::same_as<T, float>) {
            return xsimd::log10(x);
        } else {
            // xsimd's is wrong for double's denormals.
            using batch = xsimd::batch<T, A>;
            const auto denormal = x < batch(layout<T>::smallest_normal);
            const batch result = xsimd::log10(xsimd::select(denormal, x * batch(T(0x1p60)), x));
            return xsimd::select(denormal, result - batch(T(18.061799739838872)), result);
        }
    }

    /// Only forwarded, for speed: +0 of -0.
    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> log1p(const xsimd::batch<T, A>& x) {
        return xsimd::log1p(x);
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> sin(const xsimd::batch<T, A>& x) {
        if constexpr (fuses<A>)
            return math::sin_in_registers(x);
        else
            return xsimd::sin(x);
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> cos(const xsimd::batch<T, A>& x) {
        if constexpr (fuses<A>)
            return math::cos_in_registers(x);
        else
            return xsimd::cos(x);
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> tan(const xsimd::batch<T, A>& x) {
        return xsimd::tan(x);
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> asin(const xsimd::batch<T, A>& x) {
        return xsimd::asin(x);
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> acos(const xsimd::batch<T, A>& x) {
        return xsimd::acos(x);
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> atan(const xsimd::batch<T, A>& x) {
        return xsimd::atan(x);
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> atan2(const xsimd::batch<T, A>& y,
                                                    const xsimd::batch<T, A>& x) {
#if defined(TYPEGRAD_NEON64) // xsimd divides float by an estimate there
        if constexpr (std::same_as<T, float> && std::is_base_of_v<xsimd::neon64, A>)
            return math::by_lane([](T a, T b) { return math::atan2(a, b); }, y, x);
        else
#endif
        {
            using batch = xsimd::batch<T, A>;
            // On the diagonals, xsimd's division of zeros or infinities gives NaN; there the signs decide.
            const auto diagonal = xsimd::abs(x) == xsimd::abs(y);
            const batch one(T(1));
            const batch dx = xsimd::select(diagonal, one | xsimd::bitofsign(x), x);
            const batch dy = xsimd::select(diagonal & !(y == batch(T(0))), one | xsimd::bitofsign(y), y);
            return xsimd::atan2(dy, dx);
        }
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> sinh(const xsimd::batch<T, A>& x) {
        return xsimd::sinh(x);
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> cosh(const xsimd::batch<T, A>& x) {
        return xsimd::cosh(x);
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> tanh(const xsimd::batch<T, A>& x) {
        return math::tanh_in_registers(x);
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> asinh(const xsimd::batch<T, A>& x) {
        return xsimd::asinh(x);
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> acosh(const xsimd::batch<T, A>& x) {
        using batch = xsimd::batch<T, A>;
        return xsimd::select(x < batch(T(1)), batch(std::numeric_limits<T>::quiet_NaN()), xsimd::acosh(x));
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> atanh(const xsimd::batch<T, A>& x) {
        return xsimd::atanh(x);
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> cbrt(const xsimd::batch<T, A>& x) {
        using batch = xsimd::batch<T, A>;
        // xsimd's is wrong for denormals.
        const auto denormal = xsimd::abs(x) < batch(layout<T>::smallest_normal);
        const batch scaled = xsimd::select(denormal, x * batch(T(0x1p60)), x);
        return xsimd::cbrt(scaled) * xsimd::select(denormal, batch(T(0x1p-20)), batch(T(1)));
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> pow(const xsimd::batch<T, A>& x, const xsimd::batch<T, A>& y) {
        return math::pow_in_two_words(x, y);
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> erf(const xsimd::batch<T, A>& x) {
        return math::erf_in_two_ranges(x);
    }

    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> erfc(const xsimd::batch<T, A>& x) {
        return math::erfc_in_two_ranges(x);
    }
};

} // namespace typegrad::math
