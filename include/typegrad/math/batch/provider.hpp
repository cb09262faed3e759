// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/math/batch/with_xsimd.hpp>
#if defined(TYPEGRAD_HAS_LIBMVEC) && defined(__x86_64__) && !defined(TYPEGRAD_NO_XSIMD)
#include <typegrad/math/batch/with_libmvec.hpp>
#endif

/// Where the functions of batches come from. TYPEGRAD_VECTOR_MATH is also a namespace around the kernels, so
/// that object files with different providers keep their own.
namespace typegrad::math {

/// Without xsimd its functions are the C library's.
struct with_c_library : with_xsimd {
    static constexpr const char* name = "the C library's, lane by lane";
#if defined(TYPEGRAD_EXCESS_PRECISION) // ours is in two words, which take exact rounding
    template<floating T, class A>
    TYPEGRAD_INLINE static xsimd::batch<T, A> pow(const xsimd::batch<T, A>& x, const xsimd::batch<T, A>& y) {
        return math::by_lane([](T a, T b) { return math::pow(a, b); }, x, y);
    }
#endif
};

#if defined(TYPEGRAD_NO_XSIMD)
#define TYPEGRAD_VECTOR_MATH with_c_library
#elif defined(TYPEGRAD_HAS_LIBMVEC) && defined(__x86_64__)
#define TYPEGRAD_VECTOR_MATH with_libmvec
#else
#define TYPEGRAD_VECTOR_MATH with_xsimd
#endif
using provider = TYPEGRAD_VECTOR_MATH;

} // namespace typegrad::math
