// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

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
