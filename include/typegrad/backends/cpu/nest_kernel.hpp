// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <typegrad/backends/cpu/nest_step.hpp>

/// The loop nest of a kernel's words, in SIMD lanes along the innermost dimension. What does not fill all lanes at the
/// end of a row is computed by the same steps on the first lanes of vectors that hold 1 behind them, so every element is
/// computed the same way wherever it stands.
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
    using cursor = nest_cursor<operands == 0 ? 1 : operands, accumulators, dims == 0 ? 1 : dims>;

    static constexpr bool is_accumulate(std::size_t i) { return step_is(step(i), step_op::accumulate); }
    static constexpr bool is_row(std::size_t i) { return step_c(step(i)) == no_target; }
    static constexpr std::size_t target(std::size_t i) { return step_c(step(i)); }
    /// Accumulators that go to a different place after every innermost row.
    static constexpr bool scatters(std::size_t i) {
        return is_accumulate(i) && !is_row(i) && (follows(target(i)) >> split) != 0;
    }
    /// The accumulate steps of pass P.
    template <std::size_t P>
    struct accumulate_steps {
        static constexpr std::size_t count = [] {
            std::size_t n = 0;
            for (std::size_t i = begin(pass_section(P)); i < end(pass_section(P)); ++i) n += is_accumulate(i) ? 1 : 0;
            return n;
        }();
        struct numbers { std::size_t at[count + 1]; };
        static constexpr numbers list = [] {
            numbers found{};
            std::size_t n = 0;
            for (std::size_t i = begin(pass_section(P)); i < end(pass_section(P)); ++i)
                if (is_accumulate(i)) found.at[n++] = i;
            return found;
        }();
    };
};

inline namespace TYPEGRAD_VECTOR_MATH {

template <class Arch, class Constants, word... Code>
struct nest_kernel {
    using shape = nest_shape<Arch, Code...>;
    using slots = typename shape::slots;
    using cursor = typename shape::cursor;
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
        return length <= very_short_pass && shape::template accumulate_steps<P>::count > 0 ? 4 : 2;
    }();
    static constexpr std::size_t copies = [] {
        return []<std::size_t... P>(std::index_sequence<P...>) { return std::max({std::size_t{1}, copies_of<P>...}); }(std::make_index_sequence<shape::passes>{});
    }();

    template <std::size_t Section, std::size_t Copy, class Part, std::size_t... I>
    TYPEGRAD_INLINE static void steps([[maybe_unused]] const slots v, [[maybe_unused]] cursor& c, [[maybe_unused]] std::ptrdiff_t j, [[maybe_unused]] const Part part, std::index_sequence<I...>) {
        constexpr std::size_t b = shape::begin(Section);
        const int in_order[]{(nest_step<step_key(shape::step(b + I)), typename shape::carrier, Constants>(v, c, slot_copy{b, Copy * shape::steps}, b + I, shape::step(b + I), j, part), 0)..., 0};
        (void)in_order;
    }
    template <std::size_t Section, std::size_t Copy = 0, class Part = whole_vector>
    TYPEGRAD_INLINE static void section(const slots v, cursor& c, std::ptrdiff_t j = 0, const Part part = {}) {
        steps<Section, Copy>(v, c, j, part, std::make_index_sequence<shape::end(Section) - shape::begin(Section)>{});
    }

    template <std::size_t Section, std::size_t... Copy>
    TYPEGRAD_INLINE static void in_flight(const slots v, cursor& c, std::ptrdiff_t j, std::index_sequence<Copy...>) {
        (section<Section, Copy>(v, c, j + static_cast<std::ptrdiff_t>(Copy) * lanes), ...);
    }

    /// Calls `f` with the index of each accumulate step of a pass.
    template <std::size_t P, class F>
    TYPEGRAD_INLINE static void each_accumulator(F f) {
        using list = typename shape::template accumulate_steps<P>;
        [&]<std::size_t... I>(std::index_sequence<I...>) TYPEGRAD_LAMBDA { (f(std::integral_constant<std::size_t, list::list.at[I]>{}), ...); }(std::make_index_sequence<list::count>{});
    }
    template <std::size_t K>
    struct accumulator {
        static constexpr word w = shape::step(K);
        static constexpr dtype type = step_type(w);
        static constexpr op reduction = step_reduction(w);
        using T = element_type<type>;
        using total = total_type<type>;
        TYPEGRAD_INLINE static auto& lanes_of(const slots v) { return v.template at<type>(K); }
        TYPEGRAD_INLINE static auto& copy_of(const slots v, std::size_t copy) { return v.template at<type>(K + copy * shape::steps); }
        TYPEGRAD_INLINE static auto& total_of(cursor& c) { return c.template total<type>(step_b(w)); }
        TYPEGRAD_INLINE static void reset_lanes(const slots v) { lanes_of(v) = std::remove_reference_t<decltype(lanes_of(v))>::all(rule<reduction>::template identity<T>()); }
        TYPEGRAD_INLINE static void reset_total(cursor& c) { total_of(c) = static_cast<total>(rule<reduction>::template identity<T>()); }
        TYPEGRAD_INLINE static void join(cursor& c, T value) { total_of(c) = rule<reduction>::forward(total_of(c), static_cast<total>(value)); }
        template <std::size_t Copies>
        TYPEGRAD_INLINE static void reset(const slots v) {
            reset_lanes(v);
            for (std::size_t copy = 1; copy < Copies; ++copy) copy_of(v, copy) = lanes_of(v);
        }
        /// In pairs.
        template <std::size_t Copies, std::size_t First = 0>
        TYPEGRAD_INLINE static auto sum_of_copies(const slots v) {
            if constexpr (Copies == 1) return copy_of(v, First);
            else {
                auto x = sum_of_copies<Copies / 2, First>(v);
                const auto y = sum_of_copies<Copies / 2, First + Copies / 2>(v);
                for (std::size_t k = 0; k < x.parts; ++k) x.part[k] = rule<reduction>::forward(x.part[k], y.part[k]);
                return x;
            }
        }
        template <std::size_t Copies>
        TYPEGRAD_INLINE static T joined(const slots v) { return join_lanes<reduction>(sum_of_copies<Copies>(v)); }
        template <std::size_t Copies>
        TYPEGRAD_INLINE static void flush(const slots v, cursor& c) {
            join(c, joined<Copies>(v));
            reset<Copies>(v);
        }
        /// The value of a whole pass. Short ones have nothing in the wide total.
        template <std::size_t Copies>
        TYPEGRAD_INLINE static T finished(const slots v, cursor& c, bool flushed) {
            T value = joined<Copies>(v);
            if (flushed) [[unlikely]] {
                join(c, value);
                value = static_cast<T>(total_of(c));
            }
            return value;
        }
        TYPEGRAD_INLINE static void deposit(cursor& c) {
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
    TYPEGRAD_INLINE static void flush(const slots v, cursor& c, progress& at) {
        each_accumulator<P>([&](auto k) TYPEGRAD_LAMBDA { accumulator<k>::template flush<copies_of<P>>(v, c); });
        at = {0, true};
    }

    /// One row of the innermost dimension.
    template <std::size_t P>
    TYPEGRAD_INLINE static void row(const slots v, cursor& c, const nest_frame& frame, progress& at) {
        constexpr bool accumulates = shape::template accumulate_steps<P>::count > 0;
        const std::ptrdiff_t n = frame.extent[inner], rest = n % lanes, full = n - rest;
        std::ptrdiff_t j = 0, end = full;
        if constexpr (accumulates) end = std::min(full, (block - at.pending) * lanes);
        constexpr std::size_t s = shape::pass_section(P);
        for (;;) {
            cursor local; // g++ keeps it in registers if it lives no longer
            local.follow(c);
            if constexpr (constexpr std::ptrdiff_t together = static_cast<std::ptrdiff_t>(copies_of<P>); together > 1)
                for (; j + (together - 1) * lanes < end; j += together * lanes) in_flight<s>(v, local, j, std::make_index_sequence<copies_of<P>>{});
            for (; j < end; j += lanes) section<s>(v, local, j);
            if (j == full) break;
            if constexpr (accumulates) {
                flush<P>(v, c, at);
                end = std::min(full, j + block * lanes);
            }
        }
        if (rest > 0) section<s, 0>(v, c, full, first_lanes{rest});
        if constexpr (accumulates) {
            at.pending += full / lanes;
            if (at.pending >= block) flush<P>(v, c, at);
            each_accumulator<P>([&](auto k) TYPEGRAD_LAMBDA {
                if constexpr (shape::scatters(k)) {
                    accumulator<k>::template flush<copies_of<P>>(v, c);
                    accumulator<k>::deposit(c);
                }
            });
        }
    }

    /// Moves the operands that follow dimension D by `steps` elements of it.
    template <std::size_t D>
    TYPEGRAD_INLINE static void advance(cursor& c, const nest_frame& frame, std::ptrdiff_t count) {
        [&]<std::size_t... M>(std::index_sequence<M...>) TYPEGRAD_LAMBDA {
            const auto one = [&]<std::size_t K>(std::integral_constant<std::size_t, K> m) TYPEGRAD_LAMBDA {
                if constexpr ((shape::follows(m) >> D & 1u) != 0)
                    c.at[m] = static_cast<element_type<shape::type(m)>*>(c.at[m]) + count * frame.stride[m][D];
            };
            (one(std::integral_constant<std::size_t, M>{}), ...);
        }(std::make_index_sequence<shape::operands>{});
    }
    /// The dimensions between the rows and the innermost one.
    template <std::size_t P, std::size_t D>
    TYPEGRAD_INLINE static void middle(const slots v, cursor& c, const nest_frame& frame, progress& at) {
        if constexpr (D >= inner) row<P>(v, c, frame, at);
        else {
            for (c.index[D] = 0; c.index[D] < frame.extent[D]; ++c.index[D]) {
                middle<P, D + 1>(v, c, frame, at);
                advance<D>(c, frame, 1);
            }
            advance<D>(c, frame, -frame.extent[D]);
        }
    }
    template <std::size_t P>
    TYPEGRAD_INLINE static void pass(const slots v, cursor& c, const nest_frame& frame) {
        section<1 + 2 * P>(v, c);
        each_accumulator<P>([&](auto k) TYPEGRAD_LAMBDA {
            accumulator<k>::template reset<copies_of<P>>(v);
            accumulator<k>::reset_total(c);
        });
        progress at;
        middle<P, shape::split>(v, c, frame, at);
        each_accumulator<P>([&](auto k) TYPEGRAD_LAMBDA {
            using a = accumulator<k>;
            if constexpr (shape::is_row(k)) a::lanes_of(v) = std::remove_reference_t<decltype(a::lanes_of(v))>::all(a::template finished<copies_of<P>>(v, c, at.flushed));
            else if constexpr (shape::role(shape::target(k)) == operand_role::result) *static_cast<typename a::T*>(c.at[shape::target(k)]) = a::template finished<copies_of<P>>(v, c, at.flushed);
            else if constexpr (!shape::scatters(k)) {
                accumulator<k>::template flush<copies_of<P>>(v, c);
                accumulator<k>::deposit(c);
            }
        });
    }
    template <std::size_t D>
    TYPEGRAD_INLINE static void outer(const slots v, cursor& c, const nest_frame& frame) {
        if constexpr (D >= shape::split) {
            [&]<std::size_t... P>(std::index_sequence<P...>) TYPEGRAD_LAMBDA { (pass<P>(v, c, frame), ...); }(std::make_index_sequence<shape::passes>{});
            section<1 + 2 * shape::passes>(v, c);
        } else {
            for (c.index[D] = 0; c.index[D] < frame.extent[D]; ++c.index[D]) {
                outer<D + 1>(v, c, frame);
                advance<D>(c, frame, 1);
            }
            advance<D>(c, frame, -frame.extent[D]);
        }
    }

    static void run(const nest_frame& frame) noexcept {
        using dt = dtype;
        mask<typename shape::carrier, Arch, shape::lanes> booleans[copies * shape::slots_of(dt::boolean)];
        pack<std::int32_t, Arch, shape::lanes> int32s[copies * shape::slots_of(dt::int32)];
        pack<std::int64_t, Arch, shape::lanes> int64s[copies * shape::slots_of(dt::int64)];
        pack<float, Arch, shape::lanes> floats[copies * shape::slots_of(dt::float32)];
        pack<double, Arch, shape::lanes> doubles[copies * shape::slots_of(dt::float64)];
        const slots v{booleans, int32s, int64s, floats, doubles};
        cursor c;
        c.length = frame.extent[inner];
        for (std::size_t m = 0; m < shape::operands; ++m) {
            void* base = frame.base[m];
            std::ptrdiff_t stride = frame.stride[m][inner];
            // one by one: a vector load would wait for the single stores that have just written the frame
            asm("" : "+r"(base), "+r"(stride));
            c.at[m] = base;
            c.inner_stride[m] = stride;
        }
        section<0>(v, c);
        outer<0>(v, c, frame);
    }
};

} // namespace TYPEGRAD_VECTOR_MATH

} // namespace typegrad::cpu
