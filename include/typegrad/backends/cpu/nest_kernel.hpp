// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/cpu/nest_shape.hpp>
#include <typegrad/backends/extremes.hpp>

/// The loop nest of a kernel's words, in SIMD lanes along the innermost dimension. What does not fill all lanes at the
/// end of a row is computed by the same steps on the first lanes of vectors that hold 1 behind them, so every element is
/// computed the same way wherever it stands.
namespace typegrad::cpu {

inline namespace TYPEGRAD_VECTOR_MATH {

template <class Arch, class Constants, word... Code>
struct nest_kernel {
    using shape = nest_shape<Arch, Code...>;
    using walk = nest_walk<shape>;
    using slots = typename shape::slots;
    using cursor = nest_cursor;
    static constexpr std::ptrdiff_t lanes = static_cast<std::ptrdiff_t>(shape::lanes);
    static constexpr std::size_t inner = shape::dims - 1;
    /// Vectors summed in one accumulator before it is emptied into a wide total: bounds the rounding of long sums.
    static constexpr std::ptrdiff_t block = 256;
    /// A short loop body stands twice, and a very short one that sums four times, each copy with accumulators of its own, so
    /// that as many vectors are in flight and additions do not wait for each other. Elementary functions fill the registers:
    /// there it does not pay (measured with AVX2).
    static constexpr std::size_t short_pass = 16, very_short_pass = 8;
    static constexpr bool calls_functions(std::size_t section) {
        for (std::size_t i = shape::begin(section); i < shape::end(section); ++i)
            if (const op code = step_code(shape::step(i)); code < op::end_ && info(code).cost == 3) return true;
        return false;
    }
    template <std::size_t P>
    static constexpr std::size_t copies_of = [] {
        constexpr std::size_t s = shape::pass_section(P), length = shape::end(s) - shape::begin(s);
        if (length > short_pass || calls_functions(s)) return 1;
        return length <= very_short_pass && shape::template accumulate_count<P> > 0 ? 4 : 2;
    }();
    static constexpr std::size_t copies = [] {
        return []<std::size_t... P>(std::index_sequence<P...>) { return largest(std::size_t{1}, copies_of<P>...); }(std::make_index_sequence<shape::passes>{});
    }();

    template <std::size_t Section>
    using steps_of = typename shape::template steps_of<Section>;
    template <std::size_t Section, std::size_t Copy, class Part, std::size_t... I>
    TYPEGRAD_HOST_INLINE static void steps([[maybe_unused]] const slots v, [[maybe_unused]] const cursor c, [[maybe_unused]] std::ptrdiff_t j, [[maybe_unused]] const Part part, std::index_sequence<I...>) {
        constexpr std::size_t b = shape::begin(Section);
        const int in_order[]{(nest_step<step_key(shape::step(b + I)), typename shape::carrier>(v, c, slot_copy{b, Copy * shape::steps}, b + I, shape::step(b + I), Constants::template value<constant_of_step(shape::step(b + I))>, j, part), 0)..., 0};
        (void)in_order;
    }
    /// Steps that run once for a row or for everything.
    template <std::size_t Section>
    TYPEGRAD_HOST_INLINE static void outside(const slots v, const cursor c) {
        if constexpr (shape::end(Section) > shape::begin(Section)) steps<Section, 0>(v, c, 0, whole_vector{}, steps_of<Section>{});
    }
    template <std::size_t Section, std::size_t... Copy>
    TYPEGRAD_HOST_INLINE static void in_flight(const slots v, const cursor c, std::ptrdiff_t j, std::index_sequence<Copy...>) {
        (steps<Section, Copy>(v, c, j + static_cast<std::ptrdiff_t>(Copy) * lanes, whole_vector{}, steps_of<Section>{}), ...);
    }

    template <std::size_t K>
    struct accumulator {
        static constexpr word w = shape::step(K);
        static constexpr dtype type = step_type(w);
        static constexpr op reduction = step_reduction(w);
        using T = element_type<type>;
        using total = total_type<type>;
        TYPEGRAD_HOST_INLINE static auto& lanes_of(const slots v) { return v.template at<type>(K); }
        TYPEGRAD_HOST_INLINE static auto& copy_of(const slots v, std::size_t copy) { return v.template at<type>(K + copy * shape::steps); }
        TYPEGRAD_HOST_INLINE static auto& total_of(const cursor c) { return c.template total<type>(step_b(w)); }
        TYPEGRAD_HOST_INLINE static void reset_lanes(const slots v) { lanes_of(v) = std::remove_reference_t<decltype(lanes_of(v))>::all(rule<reduction>::template identity<T>()); }
        TYPEGRAD_HOST_INLINE static void reset_total(const cursor c) { total_of(c) = static_cast<total>(rule<reduction>::template identity<T>()); }
        TYPEGRAD_HOST_INLINE static void join(const cursor c, T value) { total_of(c) = rule<reduction>::forward(total_of(c), static_cast<total>(value)); }
        template <std::size_t Copies>
        TYPEGRAD_HOST_INLINE static void reset(const slots v) {
            reset_lanes(v);
            for (std::size_t copy = 1; copy < Copies; ++copy) copy_of(v, copy) = lanes_of(v);
        }
        template <class Lanes>
        TYPEGRAD_HOST_INLINE static Lanes sum(Lanes x, const Lanes& y) {
            for (std::size_t k = 0; k < x.parts; ++k) x.part[k] = rule<reduction>::forward(x.part[k], y.part[k]);
            return x;
        }
        /// In pairs.
        template <std::size_t Copies>
        TYPEGRAD_HOST_INLINE static auto sum_of_copies(const slots v) {
            if constexpr (Copies == 1) return lanes_of(v);
            else if constexpr (Copies == 2) return sum(lanes_of(v), copy_of(v, 1));
            else return sum(sum(lanes_of(v), copy_of(v, 1)), sum(copy_of(v, 2), copy_of(v, 3)));
        }
        template <std::size_t Copies>
        TYPEGRAD_HOST_INLINE static T joined(const slots v) { return join_lanes<reduction>(sum_of_copies<Copies>(v)); }
        template <std::size_t Copies>
        TYPEGRAD_HOST_INLINE static void flush(const slots v, const cursor c) {
            join(c, joined<Copies>(v));
            reset<Copies>(v);
        }
        /// The value of a whole pass. Short ones have nothing in the wide total.
        template <std::size_t Copies>
        TYPEGRAD_HOST_INLINE static T finished(const slots v, const cursor c, bool flushed) {
            T value = joined<Copies>(v);
            if (flushed) [[unlikely]] {
                join(c, value);
                value = static_cast<T>(total_of(c));
            }
            return value;
        }
        TYPEGRAD_HOST_INLINE static void deposit(const cursor c) {
            total* to = static_cast<total*>(c.at[shape::target(K)]);
            *to = rule<reduction>::forward(*to, total_of(c));
            reset_total(c);
        }
    };
    /// Vectors since the accumulators were emptied last, and whether they ever were, in one pass.
    struct progress {
        std::ptrdiff_t pending = 0;
        bool flushed = false;
    };
    template <std::size_t P>
    TYPEGRAD_HOST_INLINE static void flush(const slots v, const cursor c, progress& at) {
        shape::template each_accumulate<P>([&](auto k) TYPEGRAD_LAMBDA { accumulator<k>::template flush<copies_of<P>>(v, c); });
        at = {0, true};
    }

    /// One row of the innermost dimension.
    template <std::size_t P>
    TYPEGRAD_HOST_INLINE static void row(const slots v, const cursor c, const nest_frame& frame, progress& at) {
        constexpr bool accumulates = shape::template accumulate_count<P> > 0;
        const std::ptrdiff_t n = frame.extent[inner], rest = n % lanes, full = n - rest;
        std::ptrdiff_t j = 0, end = full;
        if constexpr (accumulates) end = smallest(full, (block - at.pending) * lanes);
        constexpr std::size_t s = shape::pass_section(P);
        for (;;) {
            void* base[shape::operands + 1]; // g++ keeps them in registers if they live no longer
            std::ptrdiff_t stride[shape::operands + 1], index[inner + 1];
            for (std::size_t m = 0; m < shape::operands; ++m) {
                base[m] = c.at[m];
                stride[m] = c.inner_stride[m];
            }
            for (std::size_t d = 0; d < inner; ++d) index[d] = c.index[d]; // along the innermost nobody asks
            const cursor local{base, stride, index};
            if constexpr (constexpr std::ptrdiff_t together = static_cast<std::ptrdiff_t>(copies_of<P>); together > 1)
                for (; j + (together - 1) * lanes < end; j += together * lanes) in_flight<s>(v, local, j, std::make_index_sequence<copies_of<P>>{});
            for (; j < end; j += lanes) steps<s, 0>(v, local, j, whole_vector{}, steps_of<s>{});
            if (j == full) break;
            if constexpr (accumulates) {
                flush<P>(v, c, at);
                end = smallest(full, j + block * lanes);
            }
        }
        if (rest > 0) steps<s, 0>(v, c, full, first_lanes{rest}, steps_of<s>{});
        if constexpr (accumulates) {
            at.pending += full / lanes;
            if (at.pending >= block) flush<P>(v, c, at);
            shape::template each_accumulate<P>([&](auto k) TYPEGRAD_LAMBDA {
                if constexpr (shape::scatters(k)) {
                    accumulator<k>::template flush<copies_of<P>>(v, c);
                    accumulator<k>::deposit(c);
                }
            });
        }
    }

    template <std::size_t P>
    TYPEGRAD_HOST_INLINE static void pass(const slots v, const cursor c, const nest_frame& frame) {
        outside<1 + 2 * P>(v, c);
        shape::template each_accumulate<P>([&](auto k) TYPEGRAD_LAMBDA {
            accumulator<k>::template reset<copies_of<P>>(v);
            accumulator<k>::reset_total(c);
        });
        progress at;
        if (walk::template any<shape::split, inner>(frame))
            do row<P>(v, c, frame, at);
            while (walk::template next<shape::split, inner>(c, frame));
        shape::template each_accumulate<P>([&](auto k) TYPEGRAD_LAMBDA {
            using a = accumulator<k>;
            if constexpr (shape::is_row(k)) a::lanes_of(v) = std::remove_reference_t<decltype(a::lanes_of(v))>::all(a::template finished<copies_of<P>>(v, c, at.flushed));
            else if constexpr (shape::role(shape::target(k)) == operand_role::result) *static_cast<typename a::T*>(c.at[shape::target(k)]) = a::template finished<copies_of<P>>(v, c, at.flushed);
            else if constexpr (!shape::scatters(k)) {
                accumulator<k>::template flush<copies_of<P>>(v, c);
                accumulator<k>::deposit(c);
            }
        });
    }

    template <std::size_t... P>
    static void run_passes(const nest_frame& frame, std::index_sequence<P...>) noexcept {
        using dt = dtype;
        mask<typename shape::carrier, Arch, shape::lanes> booleans[copies * shape::slots_of(dt::boolean)];
        pack<std::int32_t, Arch, shape::lanes> int32s[copies * shape::slots_of(dt::int32)];
        pack<std::int64_t, Arch, shape::lanes> int64s[copies * shape::slots_of(dt::int64)];
        pack<float, Arch, shape::lanes> floats[copies * shape::slots_of(dt::float32)];
        pack<double, Arch, shape::lanes> doubles[copies * shape::slots_of(dt::float64)];
        const slots v{booleans, int32s, int64s, floats, doubles};
        void* at[shape::operands + 1];
        std::ptrdiff_t stride[shape::operands + 1], index[inner + 1]{};
        double totals[shape::accumulators];
        std::int64_t int_totals[shape::accumulators];
        const cursor c{at, stride, index, totals, int_totals, frame.extent[inner]};
        for (std::size_t m = 0; m < shape::operands; ++m) {
            void* base = frame.base[m];
            std::ptrdiff_t step = frame.stride[m][inner];
            // one by one: a vector load would wait for the single stores that have just written the frame
            asm("" : "+r"(base), "+r"(step));
            at[m] = base;
            stride[m] = step;
        }
        outside<0>(v, c);
        if (!walk::template any<0, shape::split>(frame)) return;
        do {
            (pass<P>(v, c, frame), ...);
            outside<1 + 2 * shape::passes>(v, c);
        } while (walk::template next<0, shape::split>(c, frame));
    }
    TYPEGRAD_HOST_INLINE static void run(const nest_frame& frame) noexcept { run_passes(frame, std::make_index_sequence<shape::passes>{}); }
};

} // namespace TYPEGRAD_VECTOR_MATH

} // namespace typegrad::cpu
