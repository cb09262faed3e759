// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// Programs on Thrust: `tg::compile<tg::thrust_omp>(…)` with OpenMP (-fopenmp), `tg::thrust_tbb` with -DTYPEGRAD_HAS_TBB, `tg::thrust_cpp`
/// on one thread. Thrust's headers come with a CUDA toolkit or with Debian's libthrust-dev.
#if !defined(__CUDACC__) && !defined(THRUST_DEVICE_SYSTEM)
#define THRUST_DEVICE_SYSTEM THRUST_DEVICE_SYSTEM_CPP // no CUDA among its headers
#endif
#include <typegrad/backends/thrust/host.hpp>
#include <typegrad/program/program.hpp>
