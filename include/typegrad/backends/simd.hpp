// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstring>
#include <typegrad/backends/cpu/execute.hpp>
#include <typegrad/backends/scan.hpp>

namespace typegrad {

/// The CPU, as well as it can: xsimd loops in tiles, on the threads of OpenMP; small programs as straight-line code.
struct simd {
    template <class Planned>
    using executor = cpu::executor<Planned>;
    using arch = cpu::default_arch;
    using workspace = typegrad::workspace;
    static constexpr bool straight_line = true, own_memory = false, launches = false, half_products = false;
    /// For reports.
    template <class Arch>
    static std::string instructions() {
        std::string text = Arch::name();
        text += ": ";
        text += std::to_string(cpu::batch<float, Arch>::size);
        text += " float or ";
        text += std::to_string(cpu::batch<double, Arch>::size);
        text += " double lanes";
        return text;
    }
    static const char* product_library() { return typegrad::product_library; }
    template <class Call>
    TYPEGRAD_INLINE static void copy(const Call&, void* to, const void* from, std::size_t bytes) { std::memcpy(to, from, bytes); }
};

} // namespace typegrad
