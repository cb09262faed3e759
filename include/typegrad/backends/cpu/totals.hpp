// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <typegrad/backends/with_types.hpp>

/// Totals of reductions whose op and type a table says: `double` for floating ones, `int64` for others. Functions of their own: every plan calls
/// them, and none would be faster with a copy.
namespace typegrad::cpu {
inline namespace TYPEGRAD_TARGET {

template <class T>
using total_of = std::conditional_t<std::is_floating_point_v<T>, double, std::int64_t>;

/// n totals of nothing, of a reduction whose result is of this type.
[[gnu::noinline]] inline void start_totals(op reduction, dtype type, void* totals, std::int64_t n) {
    word start = 0;
    with_element_type(type, [&](auto element) {
        with_reduction(reduction, [&](auto r) {
            using T = decltype(element);
            start = __builtin_bit_cast(word, static_cast<total_of<T>>(rule<decltype(r)::value>::template identity<T>()));
        });
    });
    for (std::int64_t j = 0; j < n; ++j) std::memcpy(static_cast<std::byte*>(totals) + j * static_cast<std::int64_t>(sizeof(word)), &start, sizeof(word));
}
/// Joins n totals to others.
[[gnu::noinline]] inline void join_totals(op reduction, dtype type, void* totals, const void* others, std::int64_t n) {
    const auto join = [&](auto element) {
        with_reduction(reduction, [&](auto r) {
            using A = decltype(element);
            A* to = static_cast<A*>(totals);
            for (std::int64_t j = 0; j < n; ++j) to[j] = rule<decltype(r)::value>::forward(to[j], static_cast<const A*>(others)[j]);
        });
    };
    if (is_floating(type)) join(double{});
    else join(std::int64_t{});
}
/// Joins one number of this type to a total.
inline void join_value(op reduction, dtype type, void* total, const void* value) {
    with_element_type(type, [&](auto element) {
        using T = decltype(element);
        const auto wide = static_cast<total_of<T>>(*static_cast<const T*>(value));
        join_totals(reduction, type, total, &wide, 1);
    });
}
/// Totals as elements of their result.
[[gnu::noinline]] inline void finish_totals(dtype type, const void* totals, void* to, std::int64_t n) {
    with_element_type(type, [&](auto element) {
        using T = decltype(element);
        for (std::int64_t j = 0; j < n; ++j) static_cast<T*>(to)[j] = static_cast<T>(static_cast<const total_of<T>*>(totals)[j]);
    });
}
/// Adds n elements to others.
[[gnu::noinline]] inline void add_elements(dtype type, void* to, const void* from, std::int64_t n) {
    with_element_type(type, [&](auto element) {
        using T = decltype(element);
        for (std::int64_t j = 0; j < n; ++j) static_cast<T*>(to)[j] = static_cast<T>(static_cast<T*>(to)[j] + static_cast<const T*>(from)[j]);
    });
}

} // namespace TYPEGRAD_TARGET
} // namespace typegrad::cpu
