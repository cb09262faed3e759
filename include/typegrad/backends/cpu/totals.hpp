// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <typegrad/backends/scalar_kernel.hpp>
#include <typegrad/backends/unrolled.hpp>

/// Totals of reductions whose op and type a table says: `double` for floating ones, `int64` for others. Functions of their own: none would be faster
/// with a copy in every kernel. They are made for what a plan has, as each reduction of each type is a loop to compile.
namespace typegrad::cpu {
inline namespace TYPEGRAD_TARGET {

template <class T>
using total_of = std::conditional_t<std::is_floating_point_v<T>, double, std::int64_t>;

inline constexpr op reduction_ops[]{op::sum, op::prod, op::min, op::max, op::max_number};
static_assert([] {
    std::size_t reductions = 0;
    for (const op_info& o : op_table) reductions += o.kind == kind::reduction ? 1 : 0;
    return reductions == std::size(reduction_ops);
}());

/// Which types and reductions there are: a bit for each.
struct total_set {
    std::uint32_t types = 0, reductions = 0;
    constexpr void add(dtype type) { types |= 1u << static_cast<unsigned>(type); }
    constexpr void add(op reduction, dtype type) {
        add(type);
        for (std::size_t k = 0; k < std::size(reduction_ops); ++k)
            if (reduction_ops[k] == reduction) reductions |= 1u << k;
    }
};

template <total_set Set>
struct totals {
    /// Calls `f` with an object of the element type, if it is one of the set.
    template <class F>
    TYPEGRAD_HOST_INLINE static void with_type(dtype type, const F& f) {
        const auto look = [&](auto element) {
            constexpr dtype candidate = dtype_for<decltype(element)>;
            if constexpr ((Set.types >> static_cast<unsigned>(candidate) & 1u) != 0)
                if (type == candidate) f(element);
        };
        look(bool{}), look(std::int32_t{}), look(std::int64_t{}), look(float{}), look(double{});
    }
    /// Calls `f` with the op of the reduction as a std::integral_constant, if it is one of the set.
    template <class F>
    TYPEGRAD_HOST_INLINE static void with_reduction(op reduction, const F& f) {
        unrolled<std::size(reduction_ops)>([&](auto k) {
            if constexpr ((Set.reductions >> k.value & 1u) != 0)
                if (reduction == reduction_ops[k.value]) f(std::integral_constant<op, reduction_ops[k.value]>{});
        });
    }

    /// n totals of nothing, of a reduction whose result is of this type.
    [[gnu::noinline]] static void start(op reduction, dtype type, void* totals, std::int64_t n) {
        word start = 0;
        with_type(type, [&](auto element) {
            with_reduction(reduction, [&](auto r) {
                using T = decltype(element);
                start = __builtin_bit_cast(word, static_cast<total_of<T>>(rule<decltype(r)::value>::template identity<T>()));
            });
        });
        for (std::int64_t j = 0; j < n; ++j) std::memcpy(static_cast<std::byte*>(totals) + j * static_cast<std::int64_t>(sizeof(word)), &start, sizeof(word));
    }
    /// Joins n totals to others.
    [[gnu::noinline]] static void join(op reduction, dtype type, void* totals, const void* others, std::int64_t n) {
        const auto all = [&](auto element) {
            with_reduction(reduction, [&](auto r) {
                using A = decltype(element);
                A* to = static_cast<A*>(totals);
                for (std::int64_t j = 0; j < n; ++j) to[j] = rule<decltype(r)::value>::forward(to[j], static_cast<const A*>(others)[j]);
            });
        };
        constexpr total_set floating = [] {
            total_set s;
            s.add(dtype::float32), s.add(dtype::float64);
            return s;
        }();
        if constexpr ((Set.types & floating.types) != 0)
            if (is_floating(type)) all(double{});
        if constexpr ((Set.types & ~floating.types) != 0)
            if (!is_floating(type)) all(std::int64_t{});
    }
    /// Joins one number of this type to a total.
    static void join_value(op reduction, dtype type, void* total, const void* value) {
        with_type(type, [&](auto element) {
            using T = decltype(element);
            const auto wide = static_cast<total_of<T>>(*static_cast<const T*>(value));
            join(reduction, type, total, &wide, 1);
        });
    }
    /// Totals as elements of their result.
    [[gnu::noinline]] static void finish(dtype type, const void* totals, void* to, std::int64_t n) {
        with_type(type, [&](auto element) {
            using T = decltype(element);
            for (std::int64_t j = 0; j < n; ++j) static_cast<T*>(to)[j] = static_cast<T>(static_cast<const total_of<T>*>(totals)[j]);
        });
    }
    /// Adds n elements to others.
    [[gnu::noinline]] static void add_elements(dtype type, void* to, const void* from, std::int64_t n) {
        with_type(type, [&](auto element) {
            using T = decltype(element);
            for (std::int64_t j = 0; j < n; ++j) static_cast<T*>(to)[j] = static_cast<T>(static_cast<T*>(to)[j] + static_cast<const T*>(from)[j]);
        });
    }
};

} // namespace TYPEGRAD_TARGET
} // namespace typegrad::cpu
