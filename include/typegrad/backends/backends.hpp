// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// What programs run on. Each is a type with
///   executor<Planned>   runs a plan
///   straight_line       may small programs run as straight-line code on the calling thread?
///   own_memory          are the arrays it works on in its own memory, not in the host's?
///   workspace           what a call can bring along
///   launches            does it hand its work to somebody else, piece by piece?
///   product_library()   who computes products, in words
///   copy                copies within the memory that it works in
namespace typegrad {

struct simd;       ///< the CPU: backends/simd.hpp
struct thrust_cpp; ///< Thrust's host systems: typegrad/thrust.hpp
struct thrust_omp;
struct thrust_tbb;
struct gpu;        ///< an NVIDIA GPU: typegrad/gpu.hpp, in a .cu file
struct gpu_tf32;   ///< the same, whose products of float round what they multiply: to TF32
struct gpu_bf16;   ///< and to bfloat16

/// What programs and functions run on where nothing else is said.
#if !defined(TYPEGRAD_DEFAULT_BACKEND)
#if defined(__CUDACC__)
#define TYPEGRAD_DEFAULT_BACKEND gpu
#else
#define TYPEGRAD_DEFAULT_BACKEND simd
#endif
#endif
using default_backend = TYPEGRAD_DEFAULT_BACKEND;

/// Kernel K of a plan, a scan; backends/scan.hpp.
template <class Backend, class Source, decltype(sizeof(0)) K>
struct scan_kernel;

} // namespace typegrad
