// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/xsimd.hpp>

/// The functions of glibc's libmvec (2.35 or newer), overloaded for the vectors that this compilation has.
/// Symbols by the vector function ABI of x86-64: _ZGV, the instruction set (b: SSE, d: AVX2, e: AVX-512), N,
/// the lanes, v for each argument.
namespace typegrad::math::libmvec {

#define TYPEGRAD_OF_ONE(function, set, doubles, D, floats, F)                                                \
    D function(D) noexcept __asm__("_ZGV" #set "N" #doubles "v_" #function) __attribute__((const));          \
    F function(F) noexcept __asm__("_ZGV" #set "N" #floats "v_" #function "f") __attribute__((const));
#define TYPEGRAD_OF_TWO(function, set, doubles, D, floats, F)                                                \
    D function(D, D) noexcept __asm__("_ZGV" #set "N" #doubles "vv_" #function) __attribute__((const));      \
    F function(F, F) noexcept __asm__("_ZGV" #set "N" #floats "vv_" #function "f") __attribute__((const));
#define TYPEGRAD_LIBMVEC(...)                                                                                \
    TYPEGRAD_OF_ONE(exp2, __VA_ARGS__)                                                                       \
    TYPEGRAD_OF_ONE(expm1, __VA_ARGS__)                                                                      \
    TYPEGRAD_OF_ONE(log2, __VA_ARGS__)                                                                       \
    TYPEGRAD_OF_ONE(log10, __VA_ARGS__)                                                                      \
    TYPEGRAD_OF_ONE(log1p, __VA_ARGS__)                                                                      \
    TYPEGRAD_OF_ONE(cbrt, __VA_ARGS__)                                                                       \
    TYPEGRAD_OF_ONE(sin, __VA_ARGS__)                                                                        \
    TYPEGRAD_OF_ONE(cos, __VA_ARGS__)                                                                        \
    TYPEGRAD_OF_ONE(tan, __VA_ARGS__)                                                                        \
    TYPEGRAD_OF_ONE(acos, __VA_ARGS__)                                                                       \
    TYPEGRAD_OF_ONE(atan, __VA_ARGS__)                                                                       \
    TYPEGRAD_OF_ONE(sinh, __VA_ARGS__)                                                                       \
    TYPEGRAD_OF_ONE(cosh, __VA_ARGS__)                                                                       \
    TYPEGRAD_OF_ONE(erf, __VA_ARGS__)                                                                        \
    TYPEGRAD_OF_ONE(erfc, __VA_ARGS__)                                                                       \
    TYPEGRAD_OF_TWO(pow, __VA_ARGS__)                                                                        \
    TYPEGRAD_OF_TWO(atan2, __VA_ARGS__)

TYPEGRAD_LIBMVEC(b, 2, __m128d, 4, __m128)
#if defined(__AVX2__)
TYPEGRAD_LIBMVEC(d, 4, __m256d, 8, __m256)
#endif
#if defined(__AVX512F__)
TYPEGRAD_LIBMVEC(e, 8, __m512d, 16, __m512)
#endif

#undef TYPEGRAD_LIBMVEC
#undef TYPEGRAD_OF_TWO
#undef TYPEGRAD_OF_ONE

} // namespace typegrad::math::libmvec
