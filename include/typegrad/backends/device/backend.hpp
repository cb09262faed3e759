// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/device/executor.hpp>
#include <typegrad/backends/device/workspace.hpp>
#include <typegrad/backends/scan.hpp>

namespace typegrad {

/// One number of a call, written where kernels read it.
template <class T>
struct store_number {
    T* to;
    T number;
    template <class Team>
    TYPEGRAD_HD void operator()(const Team& team, std::int64_t) const {
        if (team.rank() == 0) *to = number;
    }
};

/// Backends of one device share arrays, states and workspaces.
template <class Runtime>
struct device_types {
    using runtime = Runtime;
    using stream = typename Runtime::stream;
    using workspace = device_workspace<Runtime>;
    template <class T, int Rank>
    using array = device_array<Runtime, T, Rank>;
};

/// A backend with memory of its own. `Runtime` has
///   stream                                    an order of work
///   allocate, release                         memory
///   copy_in, copy_out, copy, synchronise      transfers; copy_in has read its source when it returns
///   split, launch                             kernels
///   graph, can_record(stream)                 record(stream, work), which may fail, ready(), launch(stream)
///   library, product_library                  a BLAS and its name
///   multiplies<Factor>(space), multiply       can it, factors of this type? Products of halves are floats; each call of each_product_batch is one piece of work
///   check(pointer, name)                      throws where it is not a device's
template <class Backend, class Runtime>
struct device_backend : device_types<Runtime> {
    using types = device_types<Runtime>;
    using typename types::workspace;
    using arch = void;
    template <class Planned>
    using executor = device::executor<Backend, Planned>;
    static constexpr bool straight_line = false, own_memory = true, launches = true, half_products = true;
    static const char* product_library() { return Runtime::product_library; }

    struct context {
        workspace* work = nullptr;
        bool recorded = false; ///< what is done now is replayed: every number is written
    };
    static constexpr device::work_split split(const device::work_size& w) { return Runtime::split(w); }
    template <class Kernel>
    static void launch(const context& on, const device::work_split& split, const Kernel& kernel) { Runtime::launch(on.work->stream(), split, kernel); }
    template <class Call>
    static void copy(const Call& c, void* to, const void* from, std::size_t bytes) { Runtime::copy(to, from, bytes, c.on.work->stream()); }
    template <class T>
    static void write(const context& on, T* to, T number) {
        if (!on.recorded && on.work->knows(to, number)) return;
        launch(on, {}, store_number<T>{to, number});
        if (!on.recorded) on.work->remember(to, number);
    }
    template <class T>
    static bool multiplies(const product_space& space) { return Runtime::template multiplies<T>(space); }
    template <class Factor, class T>
    static void multiply(const context& on, Factor* a, Factor* b, T* c, const product_space& space) { Runtime::multiply(on.work->library(), on.work->stream(), a, b, c, space); }
    static std::int64_t product_pieces(const product_space& space) { return product_batches(space); }
};

} // namespace typegrad
