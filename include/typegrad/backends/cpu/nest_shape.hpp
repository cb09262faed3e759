// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/cpu/nest_step.hpp>
#include <typegrad/backends/nest_code.hpp>

/// How many lanes a nest has, and how one walks through its loops.
namespace typegrad::cpu {

/// Pointers, strides (in elements) and extents of one call.
struct nest_frame {
    void* base[max_operands];
    std::ptrdiff_t stride[max_operands][max_dims];
    std::ptrdiff_t extent[max_dims];
};

/// A nest's code in vectors.
template <class Arch, word... Code>
struct nest_shape : nest_code<Code...> {
    using base = nest_code<Code...>;
    using base::begin, base::end, base::step, base::pass_section, base::passes;

    /// Does a pass compute with a type?
    static constexpr bool passes_use(dtype t) {
        for (std::size_t p = 0; p < passes; ++p)
            for (std::size_t i = begin(pass_section(p)); i < end(pass_section(p)); ++i)
                if (computed_type(step_type(step(i))) == t || (is_comparison(step_code(step(i))) && step_from(step(i)) == t)) return true;
        return false;
    }
    /// The number of lanes is that of the narrowest type in the passes; what only rows compute has as many.
    static constexpr bool narrow = passes_use(dtype::float32) || passes_use(dtype::int32) || !(passes_use(dtype::float64) || passes_use(dtype::int64));
    using carrier = std::conditional_t<narrow, float, double>;
    static constexpr std::size_t lanes = batch<carrier, Arch>::size;
    using slots = nest_slots<Arch, lanes, carrier>;
};

/// From index to index of the outer loops.
template <class Shape>
struct nest_walk {
    /// Moves the operands that follow dimension D by `count` elements of it.
    template <std::size_t D, class Cursor>
    TYPEGRAD_HOST_INLINE static void advance(const Cursor c, const nest_frame& frame, std::ptrdiff_t count) {
        unrolled<Shape::operands>([&](auto m) TYPEGRAD_LAMBDA {
            if constexpr ((Shape::follows(m) >> D & 1u) != 0) c.at[m] = static_cast<element_type<Shape::type(m)>*>(c.at[m]) + count * frame.stride[m][D];
        });
    }
    /// On to the next index along dimensions First … Last-1; false, and everything is where it began, behind the last.
    template <std::size_t First, std::size_t Last, class Cursor>
    TYPEGRAD_HOST_INLINE static bool next(const Cursor c, const nest_frame& frame) {
        if constexpr (First < Last) {
            advance<Last - 1>(c, frame, 1);
            if (++c.index[Last - 1] < frame.extent[Last - 1]) return true;
            advance<Last - 1>(c, frame, -frame.extent[Last - 1]);
            c.index[Last - 1] = 0;
            return next<First, Last - 1>(c, frame);
        } else return false;
    }
    /// Have dimensions First … Last-1 any element?
    template <std::size_t First, std::size_t Last>
    TYPEGRAD_HOST_INLINE static bool any(const nest_frame& frame) {
        for (std::size_t d = First; d < Last; ++d)
            if (frame.extent[d] <= 0) return false;
        return true;
    }
};

} // namespace typegrad::cpu
