// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <type_traits>
#include <typegrad/config.hpp>

namespace typegrad {

/// Calls `f` with std::integral_constant First … N-1. (Not by a lambda over an index sequence: every function on the way costs
/// compilers about as much as what it does.)
#if defined(__CUDACC__)
#pragma nv_exec_check_disable
#endif
template <std::size_t N, std::size_t First = 0, class F>
TYPEGRAD_INLINE constexpr void unrolled(const F& f) {
    if constexpr (N > First) f(std::integral_constant<std::size_t, First>{});
    if constexpr (N > First + 1) f(std::integral_constant<std::size_t, First + 1>{});
    if constexpr (N > First + 2) f(std::integral_constant<std::size_t, First + 2>{});
    if constexpr (N > First + 3) f(std::integral_constant<std::size_t, First + 3>{});
    if constexpr (N > First + 4) f(std::integral_constant<std::size_t, First + 4>{});
    if constexpr (N > First + 5) f(std::integral_constant<std::size_t, First + 5>{});
    if constexpr (N > First + 6) f(std::integral_constant<std::size_t, First + 6>{});
    if constexpr (N > First + 7) f(std::integral_constant<std::size_t, First + 7>{});
    if constexpr (N > First + 8) unrolled<N, First + 8>(f);
}

} // namespace typegrad
