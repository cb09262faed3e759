// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// What programs run on. Each is a type with
///   executor<Planned>   runs a plan
///   straight_line       may small programs run as straight-line code on the calling thread?
///   copy                copies within the memory that it works in
namespace typegrad {

struct simd;       ///< the CPU: backends/simd.hpp
struct thrust_cpp; ///< Thrust's host systems: typegrad/thrust.hpp
struct thrust_omp;
struct thrust_tbb;

/// What programs and functions run on where nothing else is said.
#if !defined(TYPEGRAD_DEFAULT_BACKEND)
#define TYPEGRAD_DEFAULT_BACKEND simd
#endif
using default_backend = TYPEGRAD_DEFAULT_BACKEND;

/// Kernel K of a plan, a scan; backends/scan.hpp.
template <class Backend, class Source, decltype(sizeof(0)) K>
struct scan_kernel;

} // namespace typegrad
