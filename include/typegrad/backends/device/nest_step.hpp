// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/nest_code.hpp>
#include <typegrad/backends/scalar_kernel.hpp>

/// One step of a loop nest for one thread of a team: on a few numbers side by side, so that they are loaded and stored together.
namespace typegrad::device {

template <class T>
using total_type = std::conditional_t<std::is_floating_point_v<T>, double, std::int64_t>;

/// One value per step, for each of the numbers side by side.
template <class Code>
struct nest_slots {
    scalar_slots first;
    TYPEGRAD_INLINE scalar_slots of(std::size_t k) const {
        constexpr std::size_t booleans = Code::slots_of(dtype::boolean), int32s = Code::slots_of(dtype::int32), int64s = Code::slots_of(dtype::int64), floats = Code::slots_of(dtype::float32), doubles = Code::slots_of(dtype::float64);
        return {first.booleans + k * booleans, first.int32s + k * int32s, first.int64s + k * int64s, first.floats + k * floats, first.doubles + k * doubles};
    }
};

/// Where the loops stand: element pointers and inner strides of the operands, the index along each dimension, and what has been summed.
struct nest_place {
    void** at = nullptr;
    std::ptrdiff_t* inner_stride = nullptr;
    std::ptrdiff_t* index = nullptr;
    double* totals = nullptr;           ///< of floating reductions
    std::int64_t* int_totals = nullptr; ///< and of integer ones
    double* columns = nullptr;          ///< of what is summed for each number side by side
    std::int64_t* int_columns = nullptr;
    std::ptrdiff_t length = 0; ///< of the innermost dimension
    bool aligned = false;      ///< numbers side by side may be loaded as one
    bool leads = true;         ///< this thread writes what all have computed

    template <class T>
    TYPEGRAD_INLINE total_type<T>& total(std::size_t k) const {
        if constexpr (std::is_floating_point_v<T>) return totals[k];
        else return int_totals[k];
    }
    template <class T>
    TYPEGRAD_INLINE total_type<T>& column(std::size_t k) const {
        if constexpr (std::is_floating_point_v<T>) return columns[k];
        else return int_columns[k];
    }
};

/// For how many of the numbers side by side a step runs: all, the first ones at the end of a row, or for the row as such, where all get the same.
struct all_of_them {
    static constexpr bool whole = true, once = false;
    std::ptrdiff_t count;
};
struct first_of_them {
    static constexpr bool whole = false, once = false;
    std::ptrdiff_t count;
};
struct once_a_row {
    static constexpr bool whole = false, once = true;
    std::ptrdiff_t count;
};

/// Numbers that are moved as one.
template <class T, std::size_t Width>
inline constexpr std::size_t side_by_side_alignment = sizeof(T) * Width < 16 ? sizeof(T) * Width : 16;
template <class T, std::size_t Width>
struct alignas(side_by_side_alignment<T, Width>) side_by_side {
    T x[Width];
};
template <std::size_t Width, class T>
TYPEGRAD_INLINE side_by_side<T, Width> load_together(const T* p) {
#if defined(__CUDA_ARCH__)
    return *reinterpret_cast<const side_by_side<T, Width>*>(p);
#else
    side_by_side<T, Width> v;
    __builtin_memcpy(&v, p, sizeof(v));
    return v;
#endif
}
template <std::size_t Width, class T>
TYPEGRAD_INLINE void store_together(T* p, const side_by_side<T, Width>& v) {
#if defined(__CUDA_ARCH__)
    *reinterpret_cast<side_by_side<T, Width>*>(p) = v;
#else
    __builtin_memcpy(p, &v, sizeof(v));
#endif
}

struct no_operands {};

/// Step number `i`, word `w`, at index `j` of the innermost dimension; everything that depends on its key is chosen here. `Columns`: what is summed for
/// each number of a row stays with the thread.
template <word Key, std::size_t Width, bool Columns, class Slots, class Count>
TYPEGRAD_INLINE void nest_step(const Slots v, const nest_place c, std::size_t i, word w, [[maybe_unused]] word constant, [[maybe_unused]] std::ptrdiff_t j, [[maybe_unused]] const Count count) {
    constexpr dtype type = step_type(Key);
    constexpr stride_mode mode = static_cast<stride_mode>(step_mode(Key));
    constexpr op reduction = step_reduction(Key);
    using T = element_type<type>; // in memory
    using V = computed_element<type>;
    const std::uint32_t a = step_a(w), b = step_b(w);
    const auto set = [&](const auto& value) TYPEGRAD_LAMBDA { unrolled<Width>([&](auto k) TYPEGRAD_LAMBDA { v.of(k.value).template at<type>(i) = value(k.value); }); };
    const auto get = [&](std::size_t k) TYPEGRAD_LAMBDA -> V& { return v.of(k).template at<type>(a); };
    if constexpr (step_is(Key, step_op::constant)) set([&](std::size_t) TYPEGRAD_LAMBDA { return number_from_bits<V>(constant); });
    else if constexpr (step_is(Key, step_op::splat)) {
        const T x = *static_cast<const T*>(c.at[a]);
        set([&](std::size_t) TYPEGRAD_LAMBDA { return x; });
    } else if constexpr (step_is(Key, step_op::load)) {
        const T* p = static_cast<const T*>(c.at[a]);
        const std::ptrdiff_t s = mode == stride_mode::strided ? c.inner_stride[a] : 1;
        if constexpr (Count::once) set([&](std::size_t) TYPEGRAD_LAMBDA { return *p; });
        else if constexpr (!Count::whole) set([&](std::size_t k) TYPEGRAD_LAMBDA { return static_cast<std::ptrdiff_t>(k) < count.count ? static_cast<V>(p[(j + static_cast<std::ptrdiff_t>(k)) * s]) : V(1); });
        else if (mode == stride_mode::contiguous && c.aligned) {
            const side_by_side<T, Width> all = load_together<Width>(p + j);
            set([&](std::size_t k) TYPEGRAD_LAMBDA { return all.x[k]; });
        } else set([&](std::size_t k) TYPEGRAD_LAMBDA { return p[(j + static_cast<std::ptrdiff_t>(k)) * s]; });
    } else if constexpr (step_is(Key, step_op::store)) {
        T* p = static_cast<T*>(c.at[b]);
        const std::ptrdiff_t s = mode == stride_mode::strided ? c.inner_stride[b] : 1;
        if constexpr (mode == stride_mode::repeated || Count::once) {
            if (c.leads) *p = get(0);
        } else if (Count::whole && mode == stride_mode::contiguous && c.aligned) {
            side_by_side<T, Width> all;
            unrolled<Width>([&](auto k) TYPEGRAD_LAMBDA { all.x[k.value] = get(k.value); });
            store_together<Width>(p + j, all);
        } else
            unrolled<Width>([&](auto k) TYPEGRAD_LAMBDA {
                if (Count::whole || static_cast<std::ptrdiff_t>(k.value) < count.count) p[(j + static_cast<std::ptrdiff_t>(k.value)) * s] = get(k.value);
            });
    } else if constexpr (step_is(Key, step_op::index)) set([&](std::size_t) TYPEGRAD_LAMBDA { return static_cast<T>(c.index[a]); });
    else if constexpr (step_is(Key, step_op::inner_index)) set([&](std::size_t k) TYPEGRAD_LAMBDA { return static_cast<T>(j + static_cast<std::ptrdiff_t>(k)); });
    else if constexpr (step_is(Key, step_op::accumulate)) {
        unrolled<Width>([&](auto k) TYPEGRAD_LAMBDA {
            T& to = v.of(k.value).template at<type>(i);
            if (Count::whole || static_cast<std::ptrdiff_t>(k.value) < count.count) to = rule<reduction>::forward(to, get(k.value));
        });
    } else if constexpr (step_is(Key, step_op::accumulate_lanes)) {
        using A = total_type<T>;
        unrolled<Width>([&](auto k) TYPEGRAD_LAMBDA {
            if (!Count::whole && static_cast<std::ptrdiff_t>(k.value) >= count.count) return;
            A& to = Columns ? c.template column<T>(b * Width + k.value) : static_cast<A*>(c.at[b])[j + static_cast<std::ptrdiff_t>(k.value)];
            to = rule<reduction>::forward(to, static_cast<A>(get(k.value)));
        });
    } else if constexpr (step_is(Key, step_op::total)) set([&](std::size_t) TYPEGRAD_LAMBDA { return get(0); });
    else if constexpr (step_is(Key, step_op::deposit)) {
        using A = total_type<T>;
        A* p = static_cast<A*>(c.at[b]);
        if (c.leads) *p = rule<reduction>::forward(*p, static_cast<A>(get(0)));
    } else if constexpr (step_is(Key, step_op::load_at) || step_is(Key, step_op::store_at) || step_is(Key, step_op::within)) {
        // -1 where the row has no such element
        const std::int64_t label = v.of(0).template at<step_label_type(Key)>(step_is(Key, step_op::store_at) ? step_c(w) : b);
        const std::ptrdiff_t at = label >= 0 && label < c.length ? static_cast<std::ptrdiff_t>(label) : -1;
        const auto stride = [&](std::uint32_t m) TYPEGRAD_LAMBDA { return step_stride(Key) == stride_mode::strided ? c.inner_stride[m] : 1; };
        if constexpr (step_is(Key, step_op::load_at)) {
            const T x = at >= 0 ? static_cast<const T*>(c.at[a])[at * stride(a)] : T{};
            set([&](std::size_t) TYPEGRAD_LAMBDA { return x; });
        } else if constexpr (step_is(Key, step_op::store_at)) {
            if (at >= 0 && c.leads) static_cast<T*>(c.at[b])[at * stride(b)] = get(0);
        } else {
            const V x = at >= 0 ? get(0) : V{};
            set([&](std::size_t) TYPEGRAD_LAMBDA { return x; });
        }
    } else {
        no_operands none;
        scalar_step<Key>(v.of(0), none, i, w);
        unrolled<Width, 1>([&](auto k) TYPEGRAD_LAMBDA {
            if constexpr (Count::once) v.of(k.value).template at<type>(i) = v.of(0).template at<type>(i);
            else scalar_step<Key>(v.of(k.value), none, i, w);
        });
    }
}

} // namespace typegrad::device
