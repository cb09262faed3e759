// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <typegrad/config.hpp>

#if !defined(__GNUC__) || defined(__CUDACC__)
#include <cmath>
#endif

#if defined(__GLIBC__) && !defined(__CUDACC__)
extern "C" float lgammaf_r(float, int*) noexcept;
extern "C" double lgamma_r(double, int*) noexcept;
#endif

/// The C library's functions of `float` and `double`. Where the compiler knows them by itself, <cmath> is not included: it would be a tenth of what
/// including the library costs where neither xtensor nor xsimd is.
namespace typegrad::libm {

#if defined(__GNUC__) && !defined(__CUDACC__)
#define TYPEGRAD_LIBM_UNARY(F) \
    TYPEGRAD_INLINE float F(float x) { return __builtin_##F##f(x); } \
    TYPEGRAD_INLINE double F(double x) { return __builtin_##F(x); }
#define TYPEGRAD_LIBM_BINARY(F) \
    TYPEGRAD_INLINE float F(float x, float y) { return __builtin_##F##f(x, y); } \
    TYPEGRAD_INLINE double F(double x, double y) { return __builtin_##F(x, y); }
TYPEGRAD_INLINE float fma(float x, float y, float z) { return __builtin_fmaf(x, y, z); }
TYPEGRAD_INLINE double fma(double x, double y, double z) { return __builtin_fma(x, y, z); }
#else
#define TYPEGRAD_LIBM_UNARY(F) using std::F;
#define TYPEGRAD_LIBM_BINARY(F) using std::F;
using std::fma;
#endif

TYPEGRAD_LIBM_UNARY(fabs)
TYPEGRAD_LIBM_UNARY(floor)
TYPEGRAD_LIBM_UNARY(ceil)
TYPEGRAD_LIBM_UNARY(trunc)
TYPEGRAD_LIBM_UNARY(rint)
TYPEGRAD_LIBM_UNARY(sqrt)
TYPEGRAD_LIBM_UNARY(cbrt)
TYPEGRAD_LIBM_UNARY(exp)
TYPEGRAD_LIBM_UNARY(exp2)
TYPEGRAD_LIBM_UNARY(expm1)
TYPEGRAD_LIBM_UNARY(log)
TYPEGRAD_LIBM_UNARY(log2)
TYPEGRAD_LIBM_UNARY(log10)
TYPEGRAD_LIBM_UNARY(log1p)
TYPEGRAD_LIBM_UNARY(sin)
TYPEGRAD_LIBM_UNARY(cos)
TYPEGRAD_LIBM_UNARY(tan)
TYPEGRAD_LIBM_UNARY(asin)
TYPEGRAD_LIBM_UNARY(acos)
TYPEGRAD_LIBM_UNARY(atan)
TYPEGRAD_LIBM_UNARY(sinh)
TYPEGRAD_LIBM_UNARY(cosh)
TYPEGRAD_LIBM_UNARY(tanh)
TYPEGRAD_LIBM_UNARY(asinh)
TYPEGRAD_LIBM_UNARY(acosh)
TYPEGRAD_LIBM_UNARY(atanh)
TYPEGRAD_LIBM_UNARY(erf)
TYPEGRAD_LIBM_UNARY(erfc)
TYPEGRAD_LIBM_BINARY(fmod)
TYPEGRAD_LIBM_BINARY(hypot)
TYPEGRAD_LIBM_BINARY(pow)
TYPEGRAD_LIBM_BINARY(atan2)

#undef TYPEGRAD_LIBM_UNARY
#undef TYPEGRAD_LIBM_BINARY

} // namespace typegrad::libm
