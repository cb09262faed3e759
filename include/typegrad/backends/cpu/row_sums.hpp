// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <new>
#include <typegrad/backends/cpu/nest_shape.hpp>
#include <typegrad/program/tables.hpp>

/// What rows add up to, in a nest with a row in each SIMD lane: for each element of such a total as many `double`s as there are lanes, which are
/// joined once all rows have been added.
namespace typegrad::cpu {

template <class Shape>
struct row_sums {
    using slots = typename Shape::slots;
    static constexpr std::size_t inner = Shape::dims - 1, row = Shape::split - 1;
    /// Sums that are kept here; further ones are joined with each vector of rows.
    static constexpr std::size_t most = 8;
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    /// The operand that step i adds to.
    static constexpr std::size_t target(std::size_t i) {
        const word w = Shape::step(i);
        if (Shape::is_accumulate(i)) return Shape::is_row(i) ? none : Shape::target(i);
        return step_is(w, step_op::accumulate_lanes) || step_is(w, step_op::deposit) ? step_b(w) : none;
    }
    /// All rows add to the same place, and those of a vector in the same order.
    static constexpr bool is_shared(std::size_t i) {
        const std::size_t m = target(i);
        return m != none && is_floating(step_type(Shape::step(i))) && inner == row + 1 && (Shape::follows(m) >> row & 1u) == 0;
    }
    static constexpr std::size_t number(std::size_t i) {
        std::size_t n = 0;
        for (std::size_t k = 0; k < i; ++k) n += is_shared(k) ? 1 : 0;
        return n;
    }
    static constexpr bool has(std::size_t i) { return is_shared(i) && number(i) < most; }
    static constexpr std::size_t count = number(Shape::steps) < most ? number(Shape::steps) : most;

    struct room {
        alignas(64) std::byte of[count + 1][short_row * Shape::lanes * 8];
    };
    template <std::size_t I>
    struct sum {
        static constexpr dtype type = step_type(Shape::step(I));
        static constexpr op reduction = step_reduction(Shape::step(I));
        using lanes = pack<double, typename slots::arch, Shape::lanes>;
        TYPEGRAD_HOST_INLINE static lanes identity() { return lanes::all(rule<reduction>::template identity<double>()); }
        TYPEGRAD_HOST_INLINE static lanes* at(room& r) { return std::launder(reinterpret_cast<lanes*>(r.of[number(I)])); }
        TYPEGRAD_HOST_INLINE static std::ptrdiff_t elements(std::ptrdiff_t length) { return step_is(Shape::step(I), step_op::accumulate_lanes) ? length : 1; }
        TYPEGRAD_HOST_INLINE static void start(room& r, std::ptrdiff_t length) {
            for (std::ptrdiff_t j = 0; j < elements(length); ++j) new (r.of[number(I)] + static_cast<std::size_t>(j) * sizeof(lanes)) lanes(identity());
        }
        /// Only lanes that have a row count.
        template <class Values, class Part>
        TYPEGRAD_HOST_INLINE static void add(room& r, const Values& values, std::ptrdiff_t j, const Part part) {
            lanes& to = at(r)[j];
            lanes x = convert<double>(values);
            if constexpr (!Part::whole) x = first_of(x, identity(), part.count);
            for (std::size_t k = 0; k < lanes::parts; ++k) to.part[k] = rule<reduction>::forward(to.part[k], x.part[k]);
        }
        TYPEGRAD_HOST_INLINE static void join(room& r, double* to, std::ptrdiff_t stride, std::ptrdiff_t length) {
            for (std::ptrdiff_t j = 0; j < elements(length); ++j, to += stride) {
                *to = rule<reduction>::forward(*to, join_lanes<reduction>(at(r)[j]));
                at(r)[j] = identity();
            }
        }
    };
    /// Calls `f` with the number of each step that has a sum here.
    template <class F>
    TYPEGRAD_HOST_INLINE static void each(const F& f) {
        unrolled<Shape::steps>([&](auto i) TYPEGRAD_LAMBDA {
            if constexpr (has(i)) f(i);
        });
    }
};

} // namespace typegrad::cpu
