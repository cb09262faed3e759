// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <typegrad/config.hpp>

#if defined(_OPENMP)
#include <omp.h>
#endif

/// OpenMP where it is switched on (-fopenmp), else one thread.
namespace typegrad::cpu {

/// Threads that `tasks` tasks would run on: as many as OpenMP gives, one inside of a parallel region.
inline int thread_count([[maybe_unused]] std::int64_t tasks) {
#if defined(_OPENMP)
    if (omp_in_parallel() != 0) return 1;
    const int most = omp_get_max_threads();
    return tasks < most ? static_cast<int>(tasks) : most;
#else
    return 1;
#endif
}

/// Calls `run(task, thread)` for every task, on `threads` threads.
template <class F>
inline void each_task(std::int64_t tasks, [[maybe_unused]] int threads, const F& run) noexcept {
#if defined(_OPENMP)
    if (threads > 1) {
#pragma omp parallel for schedule(static, 1) num_threads(threads)
        for (std::int64_t task = 0; task < tasks; ++task) run(task, omp_get_thread_num());
        return;
    }
#endif
    for (std::int64_t task = 0; task < tasks; ++task) run(task, 0);
}

} // namespace typegrad::cpu
