// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdlib>
#include <string>
#include <typegrad/thrust.hpp>

namespace typegrad {

/// Thrust's host systems in one program, which takes long enough to compile: TYPEGRAD_TEST_SYSTEM (cpp, omp, tbb) of the environment says which one launches.
struct thrust_hosts : thrust_host<thrust_hosts> {
    template <class Kernel>
    static void launch(const context&, const device::work_split& split, const Kernel& kernel) {
        static const std::string system = [] {
            const char* name = std::getenv("TYPEGRAD_TEST_SYSTEM");
            return std::string(name == nullptr ? "cpp" : name);
        }();
        if (system == "cpp") return thrust_cpp::launch({}, split, kernel);
#if defined(_OPENMP)
        if (system == "omp") return thrust_omp::launch({}, split, kernel);
#endif
#if defined(TYPEGRAD_HAS_TBB)
        if (system == "tbb") return thrust_tbb::launch({}, split, kernel);
#endif
        throw error("there is no such system here: " + system);
    }
};

} // namespace typegrad
