// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <typegrad/backends/scalar_kernel.hpp>

/// Totals of reductions whose op and type a table says: `double` for floating ones, `int64` for others.
namespace typegrad::cpu {

/// Calls `f` with an object of the element type.
template <class F>
TYPEGRAD_INLINE void with_element_type(dtype type, const F& f) {
    switch (type) {
    case dtype::boolean: return f(bool{});
    case dtype::int32: return f(std::int32_t{});
    case dtype::int64: return f(std::int64_t{});
    case dtype::float32: return f(float{});
    default: return f(double{});
    }
}
/// Calls `f` with the rule of a reduction.
template <class F>
TYPEGRAD_INLINE void with_reduction(op reduction, const F& f) {
    switch (reduction) {
    case op::sum: return f(rule<op::sum>{});
    case op::prod: return f(rule<op::prod>{});
    case op::min: return f(rule<op::min>{});
    case op::max_number: return f(rule<op::max_number>{});
    default: return f(rule<op::max>{});
    }
}
template <class T>
using total_of = std::conditional_t<std::is_floating_point_v<T>, double, std::int64_t>;

/// n totals of nothing, of a reduction whose result is of this type.
inline void start_totals(op reduction, dtype type, void* totals, std::int64_t n) {
    with_element_type(type, [&](auto element) {
        with_reduction(reduction, [&](auto r) {
            using T = decltype(element);
            const auto start = static_cast<total_of<T>>(decltype(r)::template identity<T>());
            for (std::int64_t j = 0; j < n; ++j) static_cast<total_of<T>*>(totals)[j] = start;
        });
    });
}
/// Joins n totals to others.
inline void join_totals(op reduction, dtype type, void* totals, const void* others, std::int64_t n) {
    const auto join = [&](auto element) {
        with_reduction(reduction, [&](auto r) {
            using A = decltype(element);
            A* to = static_cast<A*>(totals);
            for (std::int64_t j = 0; j < n; ++j) to[j] = decltype(r)::forward(to[j], static_cast<const A*>(others)[j]);
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
inline void finish_totals(dtype type, const void* totals, void* to, std::int64_t n) {
    with_element_type(type, [&](auto element) {
        using T = decltype(element);
        for (std::int64_t j = 0; j < n; ++j) static_cast<T*>(to)[j] = static_cast<T>(static_cast<const total_of<T>*>(totals)[j]);
    });
}
/// Adds n elements to others.
inline void add_elements(dtype type, void* to, const void* from, std::int64_t n) {
    with_element_type(type, [&](auto element) {
        using T = decltype(element);
        for (std::int64_t j = 0; j < n; ++j) static_cast<T*>(to)[j] = static_cast<T>(static_cast<T*>(to)[j] + static_cast<const T*>(from)[j]);
    });
}

} // namespace typegrad::cpu
