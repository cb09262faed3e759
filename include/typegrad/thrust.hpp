// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// Programs on Thrust: `tg::compile<tg::thrust_omp>(…)` with OpenMP (-fopenmp), `tg::thrust_tbb` with -DTYPEGRAD_HAS_TBB, `tg::thrust_cpp`
/// on one thread. Thrust's headers come with a CUDA toolkit or with Debian's libthrust-dev.
#include <typegrad/backends/thrust/host.hpp>
#include <typegrad/program/program.hpp>
