// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// Programs on NVIDIA GPUs, in .cu files: `tg::compile<tg::gpu>(…)`. Link with cublas.
#if !defined(__CUDACC__)
#error "typegrad/gpu.hpp is for .cu files, which nvcc compiles; in others tg::thrust_omp runs the same programs (typegrad/thrust.hpp)"
#endif
#include <typegrad/backends/cuda/runtime.hpp>
#include <typegrad/program/function.hpp>
#include <typegrad/program/program.hpp>
#include <typegrad/program/vmap.hpp>
