// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#if defined(TYPEGRAD_SINGLE_HEADER)
#error "typegrad: this file includes both typegrad.hpp, the library as one header, and a header of the folder typegrad/: include one or the other"
#endif
#define TYPEGRAD_VERSION_MAJOR 0
#define TYPEGRAD_VERSION_MINOR 1
#define TYPEGRAD_VERSION_PATCH 0

#if defined(_MSVC_LANG)
#define TYPEGRAD_CPLUSPLUS _MSVC_LANG
#else
#define TYPEGRAD_CPLUSPLUS __cplusplus
#endif
#if TYPEGRAD_CPLUSPLUS < 202002L
#error "typegrad: C++20 is needed; compile with -std=c++20 or newer (g++ >= 12, clang++ >= 16, nvcc >= 12.4)"
#endif

/// Without the packages that the library stands on: the standard library and a compiler are enough for numbers, std::array,
/// std::vector and std::span. Every file of a program is to say the same.
#if defined(TYPEGRAD_STANDARD_ONLY) && !defined(TYPEGRAD_NO_XTENSOR)
#define TYPEGRAD_NO_XTENSOR 1
#endif
#if defined(TYPEGRAD_STANDARD_ONLY) && !defined(TYPEGRAD_NO_XSIMD)
#define TYPEGRAD_NO_XSIMD 1
#endif
/// Instructions that loops name themselves.
#if !defined(TYPEGRAD_NO_XSIMD)
#if defined(__AVX__)
#define TYPEGRAD_AVX 1
#endif
#if defined(__AVX2__)
#define TYPEGRAD_AVX2 1
#endif
#if defined(__AVX512F__)
#define TYPEGRAD_AVX512 1
#endif
#if defined(__aarch64__)
#define TYPEGRAD_NEON64 1
#endif
#endif

/// Registers hold more bits than numbers do, as those of x87 (`-m32` without `-msse2 -mfpmath=sse`): what relies on rounding goes through memory.
#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ != 0 && __FLT_EVAL_METHOD__ < 16
#define TYPEGRAD_EXCESS_PRECISION 1
#endif

/// An inline namespace for functions that all plans share: object files compiled for other instructions have their own, or the linker would keep one
/// that some of the machines cannot run.
#if defined(__AVX512F__)
#define TYPEGRAD_TARGET for_avx512
#elif defined(__AVX2__)
#define TYPEGRAD_TARGET for_avx2
#elif defined(__AVX__)
#define TYPEGRAD_TARGET for_avx
#elif defined(__SSE4_1__)
#define TYPEGRAD_TARGET for_sse4
#else
#define TYPEGRAD_TARGET for_any
#endif

/// Words (nodes, constants, names) of the largest function that is differentiated, and of the largest graph that is planned
/// as loops: what is tested. Clang stops after a million steps of one constant expression; who compiles with
/// -fconstexpr-steps=N may set these higher.
#if !defined(TYPEGRAD_FUNCTION_LIMIT)
#if defined(__clang__)
#define TYPEGRAD_FUNCTION_LIMIT 1150
#else
#define TYPEGRAD_FUNCTION_LIMIT 12288
#endif
#endif
#if !defined(TYPEGRAD_PLAN_LIMIT)
#if defined(__clang__)
#define TYPEGRAD_PLAN_LIMIT 1700
#else
#define TYPEGRAD_PLAN_LIMIT 12288
#endif
#endif
#define TYPEGRAD_LIMIT_HINT "; with clang compile with -fconstexpr-steps=100000000 -DTYPEGRAD_FUNCTION_LIMIT=12288 -DTYPEGRAD_PLAN_LIMIT=12288"

#if defined(__CUDACC__)
#define TYPEGRAD_HD __host__ __device__
#else
#define TYPEGRAD_HD
#endif

/// Steps of a kernel must become one loop body, or the vector functions in them stay calls.
#if defined(__clang__)
#define TYPEGRAD_HOST_INLINE inline __attribute__((always_inline, nodebug))
#else
#define TYPEGRAD_HOST_INLINE inline __attribute__((always_inline))
#endif
#define TYPEGRAD_INLINE TYPEGRAD_HD TYPEGRAD_HOST_INLINE

/// The same for a lambda: `[&](auto k) TYPEGRAD_LAMBDA { … }`. One that stays a call keeps in memory what it captures.
#define TYPEGRAD_LAMBDA __attribute__((always_inline))
