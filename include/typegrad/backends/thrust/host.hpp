// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstring>
#include <thrust/execution_policy.h>
#include <thrust/for_each.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/system/cpp/execution_policy.h>
#if defined(_OPENMP)
#include <thrust/system/omp/execution_policy.h>
#endif
#if defined(TYPEGRAD_HAS_TBB)
#include <thrust/system/tbb/execution_policy.h>
#endif
#include <typegrad/backends/blas.hpp>
#include <typegrad/backends/cpu/arena.hpp>
#include <typegrad/backends/device/executor.hpp>
#include <typegrad/backends/scan.hpp>

/// Thrust's host systems: device kernels on the processor's threads, for arrays in its memory.
namespace typegrad {

/// `System::policy()`: where thrust::for_each runs.
template <class System>
struct thrust_host {
    struct context {};
    using arch = void;
    template <class Planned>
    using executor = device::executor<System, Planned>;
    using workspace = typegrad::workspace;
    static constexpr bool straight_line = false, own_memory = false, launches = true, half_products = false;
    static const char* product_library() { return typegrad::product_library; }

    static constexpr std::int64_t most_chunks = 64, chunk_vectors = 4096, chunk_bytes = std::int64_t{1} << 20;
    /// Depends on extents alone, so results do not depend on the number of threads.
    static constexpr device::work_split split(const device::work_size& w) {
        device::work_split s;
        std::int64_t most = most_chunks;
        while (most > 1 && most * (w.bytes + w.row_bytes) > chunk_bytes) most /= 2;
        s.chunks = std::clamp<std::int64_t>(w.indices * w.vectors / chunk_vectors, 1, std::max<std::int64_t>(1, std::min(most, w.indices)));
        const std::int64_t whole = w.inner_cut && w.indices > 64 * s.chunks ? 64 : 1;
        s.pitch = ((w.indices + s.chunks - 1) / s.chunks + whole - 1) / whole * whole;
        if (s.pitch > 0) s.chunks = (w.indices + s.pitch - 1) / s.pitch;
        return s;
    }
    template <class Kernel>
    static void launch(const context&, const device::work_split& split, const Kernel& kernel) {
        thrust::for_each(System::policy(), thrust::counting_iterator<std::int64_t>(0), thrust::counting_iterator<std::int64_t>(split.chunks), [kernel](std::int64_t chunk) { kernel(device::one_thread{}, chunk); });
    }
    template <class Call>
    static void copy(const Call&, void* to, const void* from, std::size_t bytes) { std::memcpy(to, from, bytes); }
    template <class T>
    static void write(const context&, T* to, T number) { *to = number; }
#if defined(TYPEGRAD_HAS_CBLAS)
    template <class T>
    static bool multiplies(const product_space& space) {
        if constexpr (std::is_floating_point_v<T>) return blas_can<T>(space);
        else return false;
    }
    template <class T>
    static void multiply(const context&, T* a, T* b, T* c, const product_space& space) {
        if constexpr (std::is_floating_point_v<T>) blas_products(a, b, c, space);
    }
#else
    template <class T>
    static bool multiplies(const product_space&) { return false; }
    template <class T>
    static void multiply(const context&, T*, T*, T*, const product_space&) {}
#endif
    static std::int64_t product_pieces(const product_space&) { return 1; } // nothing is handed over
};

/// One thread.
struct thrust_cpp : thrust_host<thrust_cpp> {
    static constexpr auto policy() { return thrust::cpp::par; }
};
#if defined(_OPENMP)
/// The threads of OpenMP.
struct thrust_omp : thrust_host<thrust_omp> {
    static constexpr auto policy() { return thrust::omp::par; }
};
#endif
#if defined(TYPEGRAD_HAS_TBB)
/// The threads of oneTBB.
struct thrust_tbb : thrust_host<thrust_tbb> {
    static constexpr auto policy() { return thrust::tbb::par; }
};
#endif

} // namespace typegrad
