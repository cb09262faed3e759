// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/constant/exponential.hpp>

namespace typegrad::math::constant {

/// erf x for |x| <= 0.75: x · 2/√π + x³ · (a Chebyshev interpolant in x², error below 2^-63).
TYPEGRAD_HD constexpr double_double erf_small(double x) {
    const double z = x * x;
    const double rest = z * polynomial(z, -0x1.0aeb7f8019892p-30, 0x1.f16a3eff084cdp-27,
                                       -0x1.5eedd5a30f966p-23, 0x1.b9df03093bec8p-20, -0x1.f4d211e538ae3p-17,
                                       0x1.f9a325301e95cp-14, -0x1.c02db3f962162p-11, 0x1.565bcd0e5ae8dp-8,
                                       -0x1.b82ce31288918p-6, 0x1.ce2f21a042be0p-4, -0x1.812746b0379e7p-2);
    const double_double first = multiply(double_double{0x1.20dd750429b6dp+0, 0x1.1ae3a914fed80p-56}, x);
    return fast_two_sum(first.hi, first.lo + x * rest);
}

/// exp(x²) · erfc x for 0.5 <= x <= 28: Chebyshev interpolants around the middle of each interval, errors
/// below 2^-65, computed with mpmath's chebyfit. The constant term is a double-double, so that rounding only
/// enters with the rest.
TYPEGRAD_HD constexpr double_double erfc_times_exp(double x) {
    if (x < 1) {
        const double t = x - 0.75;
        const double rest =
            t * polynomial(t, -0x1.870db7bbda793p-20, 0x1.384edb1c811a0p-18, -0x1.d89e5750955abp-17,
                           0x1.635a1ca888cf3p-15, -0x1.02b1788882ce9p-13, 0x1.6b9854f9dee14p-12,
                           -0x1.ec0cf4b59fcdap-11, 0x1.3f8189568e487p-9, -0x1.8c97dd4ebbc8ap-8,
                           0x1.d43a7c7a8d2edp-7, -0x1.054d68295b1e7p-5, 0x1.1192f5bd686e0p-4,
                           -0x1.09e77d40e0239p-3, 0x1.d90093ae10928p-3, -0x1.78cdd551ee51ap-2);
        return add(double_double{0x1.038d54ea3d834p-1, -0x1.ec28a7936474fp-55}, rest);
    }
    if (x < 1.5) {
        const double t = x - 1.25;
        const double rest =
            t * polynomial(t, 0x1.06619375fc922p-21, -0x1.be7acdc5ba9a0p-20, 0x1.6a0a03aa8bdd0p-18,
                           -0x1.22ef171276aeep-16, 0x1.c5704c211f94ap-15, -0x1.55c091473d69dp-13,
                           0x1.f0fe6fa38ae29p-12, -0x1.5b8bc93be2cfcp-10, 0x1.d1b695aac3b75p-9,
                           -0x1.299636d6cc780p-7, 0x1.68a25a6641f0fp-6, -0x1.9b635ac624aacp-5,
                           0x1.b56f45eef7e58p-4, -0x1.abaacdbfa8b07p-3);
        return add(double_double{0x1.78a692138767ap-2, 0x1.4797400f19192p-63}, rest);
    }
    if (x < 2.25) {
        const double t = x - 1.875;
        const double rest =
            t * polynomial(t, 0x1.5ac16a2596b8dp-29, -0x1.58d66d67158e2p-27, 0x1.42d804195482dp-25,
                           -0x1.32f8103074e07p-23, 0x1.1d4fad6ca18dap-21, -0x1.02869dad4563dp-19,
                           0x1.c8594711e7533p-18, -0x1.87a61d4a709a7p-16, 0x1.4631c4b1551dap-14,
                           -0x1.070e0cb68ae1ep-12, 0x1.99b60e42dce58p-11, -0x1.33237c3eea563p-9,
                           0x1.b99589d40f23fp-8, -0x1.2ef92f6f10799p-6, 0x1.8a6efeed233adp-5,
                           -0x1.e36580c7f734ap-4);
        return add(double_double{0x1.13e5743b60480p-2, 0x1.ca1dfca5d5331p-56}, rest);
    }
    if (x < 3.5) {
        const double t = x - 2.875;
        const double rest =
            t * polynomial(t, 0x1.4ef7c3fd7e9e7p-39, -0x1.945c9e49b9914p-37, 0x1.b9d2634bc1030p-35,
                           -0x1.01b45a0cf1dbbp-32, 0x1.288cdaea2d5edp-30, -0x1.4e4f4d6f395c7p-28,
                           0x1.7200f25dda817p-26, -0x1.91bebbe8f5d8dp-24, 0x1.ab8187ea5033dp-22,
                           -0x1.bd5eb1b6b950fp-20, 0x1.c5b48a014b8dfp-18, -0x1.c35c651d67f1bp-16,
                           0x1.b5d78b2dbbacap-14, -0x1.9d6f22275e58ap-12, 0x1.7b404aa4decc5p-10,
                           -0x1.512f92fca6d76p-8, 0x1.21c23afa33c47p-6, -0x1.dfc0205709b2cp-5);
        return add(double_double{0x1.7d0a5e9dd5710p-3, 0x1.1e8a33dae4580p-57}, rest);
    }
    if (x < 6) {
        const double t = x - 4.75;
        const double rest =
            t * polynomial(t, -0x1.3c459986f80a8p-56, 0x1.ff4876874d7eep-54, -0x1.4471c99f8f193p-51,
                           0x1.fff394a035803p-49, -0x1.99ab7e2f0f727p-46, 0x1.3cf5dc0e4aed0p-43,
                           -0x1.e49c1a4f60452p-41, 0x1.6ee0720057b4cp-38, -0x1.12a2994632c77p-35,
                           0x1.966318f46f50cp-33, -0x1.2913ca233eb72p-30, 0x1.acfa0f7b7c27cp-28,
                           -0x1.31c3e042377e3p-25, 0x1.ae1faccca4914p-23, -0x1.2a625a21f9c16p-20,
                           0x1.9818c0a1c51f7p-18, -0x1.12f1743bc5a36p-15, 0x1.6cc10c16255bcp-13,
                           -0x1.dc1af883a33c8p-11, 0x1.317c144f8b419p-8, -0x1.81149bc4a104bp-6);
        return add(double_double{0x1.dc603a3e77e9bp-4, -0x1.d4e3564d166d2p-59}, rest);
    }
    // x √π erfcx(x) = 1 - 1 / (2 x²) + …
    const double_double one_over_x = divide({1, 0}, {x, 0});
    const double u = one_over_x.hi * one_over_x.hi;
    const double rest = u * polynomial(u, 0x1.ded1e2034d101p+29, -0x1.23d607af0ad23p+28,
                                       0x1.745fd0f2c23eap+25, -0x1.610b33d901f9bp+22, 0x1.2d037c4e1f603p+19,
                                       -0x1.053e809eb3d36p+16, 0x1.ee823d9fbce35p+12, -0x1.07eb8c9e37c2ap+10,
                                       0x1.44d7c1c14288dp+7, -0x1.d87ffd392b994p+4, 0x1.a3fffff4d5159p+2,
                                       -0x1.dfffffffe1b28p+0, 0x1.7fffffffffe61p-1, -0x1.fffffffffffffp-2);
    return multiply(multiply(add(double_double{1, 0}, rest), one_over_x),
                    double_double{0x1.20dd750429b6dp-1, 0x1.1ae3a914fed80p-57});
}

/// erfc x for 0.5 <= x < 28
TYPEGRAD_HD constexpr scaled erfc_large(double x) {
    const scaled e = exp_scaled(negate(two_product(x, x)));
    return {multiply(e.value, erfc_times_exp(x)), e.exponent};
}

TYPEGRAD_HD constexpr double erf(double x) {
    const double a = magnitude(x);
    if (is_nan(x) || x == 0)
        return x;
    if (a < 0x1p-28)
        return with_sign_of(scale(multiply(double_double{0x1.20dd750429b6dp+0, 0x1.1ae3a914fed80p-56},
                                           scale(a, -exponent_of(a)))
                                      .hi,
                                  exponent_of(a)),
                            x);
    if (a <= 0.75)
        return erf_small(x).hi;
    if (a > 6)
        return with_sign_of(1, x);
    const scaled c = erfc_large(a);
    return with_sign_of(add(times_power(c.value, -power_of_two(c.exponent)), 1.0).hi, x);
}

TYPEGRAD_HD constexpr double erfc(double x) {
    if (is_nan(x))
        return x;
    if (x > 28)
        return 0;
    if (x < -6)
        return 2;
    if (magnitude(x) < 0x1p-60)
        return 1;
    if (magnitude(x) <= 0.5)
        return add(negate(erf_small(x)), 1.0).hi;
    const scaled c = erfc_large(magnitude(x));
    if (x > 0)
        return collapse(c);
    return add(times_power(c.value, -power_of_two(c.exponent)), 2.0).hi;
}

} // namespace typegrad::math::constant
