# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
# glibc's vector math. Reads TYPEGRAD_VECTOR_MATH (XSIMD, LIBMVEC, AUTO); sets TYPEGRAD_LIBMVEC_FOUND, _LIBRARIES, and
# TYPEGRAD_VECTOR_MATH_SUMMARY. Looked for whatever TYPEGRAD_VECTOR_MATH says: the tests and benchmarks use it too.
if(NOT TYPEGRAD_VECTOR_MATH MATCHES "^(XSIMD|LIBMVEC|AUTO)$")
  message(FATAL_ERROR "typegrad: TYPEGRAD_VECTOR_MATH is '${TYPEGRAD_VECTOR_MATH}', not XSIMD, LIBMVEC or AUTO")
endif()
if(TYPEGRAD_STANDARD_ONLY AND TYPEGRAD_VECTOR_MATH STREQUAL "LIBMVEC")
  message(FATAL_ERROR "typegrad: with TYPEGRAD_STANDARD_ONLY there is no TYPEGRAD_VECTOR_MATH: the elementary functions are the C library's")
endif()
include(CheckCXXSourceCompiles)
set(TYPEGRAD_LIBMVEC_LIBRARIES mvec m)
set(CMAKE_REQUIRED_LIBRARIES ${TYPEGRAD_LIBMVEC_LIBRARIES})
check_cxx_source_compiles("#include <emmintrin.h>
  extern \"C\" __m128d _ZGVbN2v_erf(__m128d);
  int main() { return int(_mm_cvtsd_f64(_ZGVbN2v_erf(_mm_set1_pd(1)))); }" TYPEGRAD_LIBMVEC_LINKS)
unset(CMAKE_REQUIRED_LIBRARIES)
set(TYPEGRAD_LIBMVEC_FOUND FALSE)
set(TYPEGRAD_VECTOR_MATH_SUMMARY "xsimd")
if(TYPEGRAD_STANDARD_ONLY)
  set(TYPEGRAD_VECTOR_MATH_SUMMARY "the C library's")
elseif(TYPEGRAD_LIBMVEC_LINKS AND NOT TYPEGRAD_VECTOR_MATH STREQUAL "XSIMD")
  set(TYPEGRAD_LIBMVEC_FOUND TRUE)
  set(TYPEGRAD_VECTOR_MATH_SUMMARY "libmvec")
elseif(TYPEGRAD_VECTOR_MATH STREQUAL "LIBMVEC")
  message(FATAL_ERROR "typegrad: TYPEGRAD_VECTOR_MATH is LIBMVEC but no libmvec of glibc 2.35 or newer links (x86-64 only)")
endif()
