// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/batch/exponential.hpp>

/// erf and erfc. xsimd's are wrong by up to 70 units in the last place around 2, and by 10^7 in erfc's tail.
namespace typegrad::math {

/// erf x / x for |x| <= 0.632, a Chebyshev interpolant in x² (mpmath).
template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> erf_over_x(const xsimd::batch<T, A>& x) {
    const xsimd::batch<T, A> z = x * x;
    if constexpr (std::same_as<T, double>)
        return horner(z, -0x1.258b224d0bba8p-23, 0x1.b3f100b727cd2p-20, -0x1.f47a019d07623p-17,
                      0x1.f9a00a4422bb4p-14, -0x1.c02da293216cdp-11, 0x1.565bccd2e59f2p-8,
                      -0x1.b82ce3119ee47p-6, 0x1.ce2f21a040eb4p-4, -0x1.812746b0379d0p-2,
                      0x1.20dd750429b6dp+0);
    else
        return horner(z, 0x1.232598p-8f, -0x1.b3d306p-6f, 0x1.ce07ep-4f, -0x1.8126cap-2f, 0x1.20dd74p+0f);
}

/// erfc a for a >= 0.6: (1 + 2 a) exp(a²) erfc a is smooth in t = (a - c) / (a + c) up to infinity (Shepherd
/// and Laframboise, Math. Comp. 36 (1981)), here a Chebyshev interpolant for a <= 28 (float: 10.2).
template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> erfc_large(const xsimd::batch<T, A>& magnitude) {
    using batch = xsimd::batch<T, A>;
    constexpr bool wide = std::same_as<T, double>;
    const batch one(T(1));
    const batch a = xsimd::min(magnitude, batch(wide ? T(28) : T(10.2)));
    const batch c(wide ? T(3) : T(2.5));
    const batch t = math::divide(a - c, a + c);
    batch g;
    if constexpr (wide)
        g = horner(t, 0x1.40f1804f74c5ep-30, 0x1.620961459a6eep-24, -0x1.34ce7b0d8ee27p-24,
                   -0x1.4670876e79f5ap-21, 0x1.3ded4d8b79557p-22, 0x1.d24ba3dfdceecp-19,
                   -0x1.780f32234268bp-21, -0x1.5148c0d59df97p-16, 0x1.4b7de0ea995e5p-18,
                   0x1.065ae7100be03p-13, -0x1.b910587b173dep-14, -0x1.98db5a3823d2ep-11,
                   0x1.ef1bd90f05b7dp-10, 0x1.4b884e867321fp-9, -0x1.8574c406e1edbp-6, 0x1.17ca2877d1e17p-4,
                   -0x1.e88b803a5507cp-4, 0x1.098366a5b4d2fp-3, -0x1.85a15c58aa038p-5, -0x1.15c084bb9e8ffp-3,
                   0x1.40c522d7e4987p+0);
    else
        g = horner(t, 0x1.1b9204p-11f, 0x1.b27438p-12f, -0x1.1d62acp-8f, 0x1.f5775p-11f, 0x1.0c5986p-5f,
                   -0x1.a5c426p-4f, 0x1.42d38cp-3f, -0x1.959a9ap-4f, -0x1.f52c5ep-4f, 0x1.43cc7p+0f);
    // exp(-a²) from an exact square and the rest, which is at most 0.08 in float.
    const batch h = math::upper_half(a);
    const batch rest = (h - a) * (h + a);
    const batch correction = horner(rest, T(1.0 / 24), T(1.0 / 6), T(0.5), T(1), T(1));
    return math::exp_in_registers(-(h * h)) * (correction * math::divide(g, one + a + a));
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> erf_in_two_ranges(const xsimd::batch<T, A>& x) {
    using batch = xsimd::batch<T, A>;
    const batch a = xsimd::abs(x);
    const batch near = x * math::erf_over_x(x);
    const auto is_near = a < batch(T(0.625));
    if (xsimd::all(is_near))
        return near;
    const batch far = (batch(T(1)) - math::erfc_large(a)) | xsimd::bitofsign(x);
    return xsimd::select(is_near | xsimd::isnan(x), near, far);
}

template<floating T, class A>
TYPEGRAD_INLINE xsimd::batch<T, A> erfc_in_two_ranges(const xsimd::batch<T, A>& x) {
    using batch = xsimd::batch<T, A>;
    const batch a = xsimd::abs(x);
    const batch near = batch(T(1)) - x * math::erf_over_x(x);
    const auto is_near = a < batch(T(0.625));
    if (xsimd::all(is_near))
        return near;
    const batch tail = math::erfc_large(a);
    const batch far = xsimd::select(x < batch(T(0)), batch(T(2)) - tail, tail);
    return xsimd::select(is_near | xsimd::isnan(x), near, far);
}

} // namespace typegrad::math
