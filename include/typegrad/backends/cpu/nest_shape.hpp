// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/cpu/nest_step.hpp>

/// What a nest's words say about its loops, and how one walks through them.
namespace typegrad::cpu {

/// Pointers, strides (in elements) and extents of one call.
struct nest_frame {
    void* base[max_operands];
    std::ptrdiff_t stride[max_operands][max_dims];
    std::ptrdiff_t extent[max_dims];
};

/// What a kernel's words say about it.
template <class Arch, word... Code>
struct nest_shape {
    static constexpr word list[sizeof...(Code) + 1]{Code..., 0};
    static constexpr const word* code = list; // g++ copies an array at each access by its name
    static constexpr std::size_t dims = code[0] & 15, split = code[0] >> 4 & 15, passes = code[0] >> 8 & 255;
    static constexpr std::size_t operands = code[0] >> 16 & 0xFFFF;
    static constexpr std::size_t sections = 2 * passes + 2, table = 1 + operands, body = table + sections;
    static constexpr std::size_t steps = sizeof...(Code) - body;

    static constexpr dtype type(std::size_t m) { return static_cast<dtype>(code[1 + m] & 15); }
    static constexpr stride_mode mode(std::size_t m) { return static_cast<stride_mode>(code[1 + m] >> 4 & 15); }
    static constexpr unsigned follows(std::size_t m) { return code[1 + m] >> 8 & 255; }
    static constexpr operand_role role(std::size_t m) { return static_cast<operand_role>(code[1 + m] >> 16 & 255); }
    static constexpr std::size_t begin(std::size_t section) { return section == 0 ? 0 : code[table + section - 1]; }
    static constexpr std::size_t end(std::size_t section) { return code[table + section]; }
    static constexpr std::size_t pass_section(std::size_t p) { return 2 + 2 * p; }

    static constexpr word step(std::size_t i) { return code[body + i]; }
    /// Element types that occur, as bits.
    static constexpr unsigned types = [] {
        unsigned found = 0;
        for (std::size_t i = 0; i < steps; ++i) found |= 1u << static_cast<int>(step_type(step(i)));
        return found;
    }();
    static constexpr std::size_t slots_of(dtype t) { return (types >> static_cast<int>(t) & 1u) != 0 ? steps : 1; }
    /// Does a pass compute with a type?
    static constexpr bool passes_use(dtype t) {
        for (std::size_t p = 0; p < passes; ++p)
            for (std::size_t i = begin(pass_section(p)); i < end(pass_section(p)); ++i)
                if (step_type(step(i)) == t || (is_comparison(step_code(step(i))) && step_from(step(i)) == t)) return true;
        return false;
    }
    /// The number of lanes is that of the narrowest type in the passes; what only rows compute has as many.
    static constexpr bool narrow = passes_use(dtype::float32) || passes_use(dtype::int32) || !(passes_use(dtype::float64) || passes_use(dtype::int64));
    using carrier = std::conditional_t<narrow, float, double>;
    static constexpr std::size_t lanes = batch<carrier, Arch>::size;
    using slots = nest_slots<Arch, lanes, carrier>;

    static constexpr std::size_t accumulators = [] {
        std::size_t n = 1;
        for (std::size_t i = 0; i < steps; ++i)
            if (step_is(step(i), step_op::accumulate) && step_b(step(i)) + 1 > n) n = step_b(step(i)) + 1;
        return n;
    }();

    static constexpr bool is_accumulate(std::size_t i) { return step_is(step(i), step_op::accumulate); }
    static constexpr bool is_row(std::size_t i) { return step_c(step(i)) == no_target; }
    static constexpr std::size_t target(std::size_t i) { return step_c(step(i)); }
    /// Accumulators that go to a different place after every innermost row.
    static constexpr bool scatters(std::size_t i) {
        return is_accumulate(i) && !is_row(i) && (follows(target(i)) >> split) != 0;
    }
    /// The accumulate steps of pass P.
    template <std::size_t P>
    static constexpr std::size_t accumulate_count = [] {
        std::size_t n = 0;
        for (std::size_t i = begin(pass_section(P)); i < end(pass_section(P)); ++i) n += is_accumulate(i) ? 1 : 0;
        return n;
    }();
    template <std::size_t P>
    static constexpr std::size_t accumulate_step(std::size_t k) {
        std::size_t i = begin(pass_section(P));
        for (; !is_accumulate(i) || k-- > 0; ++i) {}
        return i;
    }
    /// Calls `f` with the index of each accumulate step of a pass.
    template <std::size_t P, class F>
    TYPEGRAD_INLINE static void each_accumulate(const F& f) {
        unrolled<accumulate_count<P>>([&](auto k) TYPEGRAD_LAMBDA { f(std::integral_constant<std::size_t, accumulate_step<P>(k)>{}); });
    }
    template <std::size_t Section>
    using steps_of = std::make_index_sequence<end(Section) - begin(Section)>;
};

/// From index to index of the outer loops.
template <class Shape>
struct nest_walk {
    /// Moves the operands that follow dimension D by `count` elements of it.
    template <std::size_t D, class Cursor>
    TYPEGRAD_INLINE static void advance(const Cursor c, const nest_frame& frame, std::ptrdiff_t count) {
        unrolled<Shape::operands>([&](auto m) TYPEGRAD_LAMBDA {
            if constexpr ((Shape::follows(m) >> D & 1u) != 0) c.at[m] = static_cast<element_type<Shape::type(m)>*>(c.at[m]) + count * frame.stride[m][D];
        });
    }
    /// On to the next index along dimensions First … Last-1; false, and everything is where it began, behind the last.
    template <std::size_t First, std::size_t Last, class Cursor>
    TYPEGRAD_INLINE static bool next(const Cursor c, const nest_frame& frame) {
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
    TYPEGRAD_INLINE static bool any(const nest_frame& frame) {
        for (std::size_t d = First; d < Last; ++d)
            if (frame.extent[d] <= 0) return false;
        return true;
    }
};

} // namespace typegrad::cpu
