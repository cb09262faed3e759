// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/config.hpp>

#if !defined(TYPEGRAD_NO_XSIMD) && __has_include(<xsimd/config/xsimd_config.hpp>)
#include <xsimd/config/xsimd_config.hpp>
#if defined(XSIMD_NO_SUPPORTED_ARCHITECTURE) // it has no instructions to offer: x86 before SSE2, say
#define TYPEGRAD_NO_XSIMD 1
#endif
#endif

#if defined(TYPEGRAD_NO_XSIMD)
#include <typegrad/math/vectors.hpp>
#else
#if !__has_include(<xsimd/xsimd.hpp>)
#error "typegrad: xsimd was not found: add the folder that holds xsimd/xsimd.hpp to the include folders (Debian: libxsimd-dev), or compile with -DTYPEGRAD_STANDARD_ONLY, which does without xsimd and xtensor"
#endif
/// xsimd. g++ before 13 takes the placeholders in its own AVX-512 intrinsics for uninitialised variables wherever they are
/// inlined; only where these headers are first included can it be told otherwise.
#if defined(__GNUC__) && !defined(__clang__) && defined(__AVX512F__) && __GNUC__ < 13
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>
#pragma GCC diagnostic pop
#endif
#include <xsimd/xsimd.hpp>
#if XSIMD_VERSION_MAJOR < 9
#define TYPEGRAD_XSIMD_8 1
#endif
#endif
