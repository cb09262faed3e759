// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/device/nest_step.hpp>
#include <typegrad/backends/device/team.hpp>

/// The loop nest of a kernel's words, for teams of threads: those of a team share out the innermost dimension, and what is computed once a
/// row is computed by all of them.
namespace typegrad::device {

/// What one call of a nest works on. Strides are in elements.
template <std::size_t Operands, std::size_t Dims>
struct nest_frame {
    void* base[Operands + 1];
    std::ptrdiff_t stride[Operands + 1][Dims];
    std::ptrdiff_t copy[Operands + 1]; ///< bytes from one chunk's to the next one's; of what is in scratch memory, from its begin
    std::ptrdiff_t extent[Dims];
    work_split split;
    bool aligned = false;
};

template <class Constants, word... Code>
struct nest {
    using code = nest_code<Code...>;
    using slots = nest_slots<code>;
    static constexpr std::size_t dims = code::dims, inner = dims - 1, operands = code::operands;
    /// Numbers side by side: 16 bytes, as long as their values fit into registers.
    static constexpr bool narrow = code::slots_of(dtype::float32) > 1 || code::slots_of(dtype::int32) > 1;
    static constexpr std::size_t width = code::steps > 64 ? 1 : code::steps > 40 || !narrow ? 2 : 4;
    /// Without rows, what is summed for each index of the innermost dimension alone is summed by the thread to which that index belongs: the other
    /// dimensions are then the inner loops.
    static constexpr bool columns = [] {
        bool any = false;
        for (std::size_t i = 0; i < code::steps; ++i) {
            const word w = code::step(i);
            if (code::is_accumulate(i) && (code::is_row(i) || code::scatters(i))) return false;
            if (!step_is(w, step_op::accumulate_lanes)) continue;
            any = true;
            if (code::follows(step_b(w)) != 1u << inner) return false;
        }
        return any && code::split == 0 && code::passes == 1 && dims > 1;
    }();
    /// Does a section read or write what other threads of the team have?
    static constexpr bool meets(std::size_t section) {
        for (std::size_t i = code::begin(section); i < code::end(section); ++i)
            if (const word w = code::step(i); step_is(w, step_op::store) || step_is(w, step_op::store_at) || step_is(w, step_op::load_at)) return true;
        return false;
    }
    template <std::size_t Section>
    static constexpr bool section_meets = meets(Section);

    template <std::size_t M>
    static constexpr bool is_row_buffer = code::role(M) == operand_role::row_buffer;

    nest_frame<operands, dims> frame;

    /// The indices of a chunk.
    struct range {
        std::ptrdiff_t first[dims], last[dims], step[dims];
    };

    /// What a thread writes for its team the others must have read.
    template <word W, class Count, class Team>
    TYPEGRAD_INLINE static void before_step(const Team& team) {
        if constexpr (Count::once && (step_is(W, step_op::store) || step_is(W, step_op::store_at))) team.sync();
    }
    template <std::size_t Section, class Count, class Team, std::size_t... I>
    TYPEGRAD_INLINE static void steps([[maybe_unused]] const Team& team, [[maybe_unused]] const slots v, [[maybe_unused]] const nest_place c, [[maybe_unused]] std::ptrdiff_t j, [[maybe_unused]] const Count count, std::index_sequence<I...>) {
        constexpr std::size_t b = code::template begin_of<Section>;
        const int in_order[]{(before_step<code::template step_at<b + I>, Count>(team), nest_step<step_key(code::step(b + I)), width, columns>(v, c, b + I, code::template step_at<b + I>, Constants::template value<constant_of_step(code::step(b + I))>, j, count), 0)..., 0};
        (void)in_order;
    }
    /// Steps that run once for a row or for everything.
    template <std::size_t Section, class Team>
    TYPEGRAD_INLINE static void outside(const Team& team, const slots v, const nest_place c) {
        if constexpr (code::template length_of<Section> > 0) {
            if constexpr (section_meets<Section>) team.sync();
            steps<Section>(team, v, c, 0, once_a_row{1}, typename code::template steps_of<Section>{});
            if constexpr (section_meets<Section>) team.sync();
        }
    }

    template <std::size_t D>
    TYPEGRAD_INLINE void advance(const nest_place c, std::ptrdiff_t count) const {
        unrolled<operands>([&](auto m) TYPEGRAD_LAMBDA {
            if constexpr ((code::follows(m.value) >> D & 1u) != 0) c.at[m.value] = static_cast<element_type<code::type(m.value)>*>(c.at[m.value]) + count * frame.stride[m.value][D];
        });
    }
    /// On to the next index along dimensions First … Last-1; false, and everything is where it began, behind the last.
    template <std::size_t First, std::size_t Last>
    TYPEGRAD_INLINE bool next(const nest_place c, const range& r) const {
        if constexpr (First < Last) {
            constexpr std::size_t d = Last - 1;
            advance<d>(c, r.step[d]);
            c.index[d] += r.step[d];
            if (c.index[d] < r.last[d]) return true;
            advance<d>(c, r.first[d] - c.index[d]);
            c.index[d] = r.first[d];
            return next<First, d>(c, r);
        } else return false;
    }
    template <std::size_t First, std::size_t Last>
    TYPEGRAD_INLINE static bool any(const range& r) {
        for (int d = static_cast<int>(First); d < static_cast<int>(Last); ++d)
            if (r.first[d] >= r.last[d]) return false;
        return true;
    }

    /// What accumulate step K has summed: in the numbers side by side, and every so often in a wide total.
    template <std::size_t K>
    struct accumulator {
        static constexpr word w = code::step(K);
        static constexpr op reduction = step_reduction(w);
        using T = element_type<step_type(w)>;
        using total = total_type<T>;
        static constexpr std::size_t number = code::template operand_at<K>, target = code::template target_at<K>;
        static constexpr bool to_result = !code::is_row(K) && code::role(target) == operand_role::result;
        TYPEGRAD_INLINE static void reset(const slots v) {
            unrolled<width>([&](auto k) TYPEGRAD_LAMBDA { v.of(k.value).template at<step_type(w)>(K) = rule<reduction>::template identity<T>(); });
        }
        TYPEGRAD_INLINE static void start(const slots v, const nest_place c) {
            reset(v);
            c.template total<T>(number) = static_cast<total>(rule<reduction>::template identity<T>());
        }
        TYPEGRAD_INLINE static void flush(const slots v, const nest_place c) {
            total& sum = c.template total<T>(number);
            unrolled<width>([&](auto k) TYPEGRAD_LAMBDA { sum = rule<reduction>::forward(sum, static_cast<total>(v.of(k.value).template at<step_type(w)>(K))); });
            reset(v);
        }
        template <class Team>
        TYPEGRAD_INLINE static total of_team(const Team& team, const slots v, const nest_place c) {
            flush(v, c);
            return team.reduce(c.template total<T>(number), [](total a, total b) TYPEGRAD_LAMBDA { return rule<reduction>::forward(a, b); });
        }
        /// Adds it to where it belongs.
        template <class Team>
        TYPEGRAD_INLINE static void deposit(const Team& team, const slots v, const nest_place c) {
            const total sum = of_team(team, v, c);
            total* to = static_cast<total*>(c.at[target]);
            if (c.leads) *to = to_result ? sum : rule<reduction>::forward(*to, sum);
            start(v, c);
        }
    };
    /// Indices between which accumulators are emptied: bounds the rounding of long sums.
    static constexpr std::ptrdiff_t block = 256;
    template <std::size_t P>
    TYPEGRAD_INLINE static void flush_often(const slots v, const nest_place c, std::ptrdiff_t& pending) {
        if constexpr (code::template accumulate_count<P> > 0)
            if (++pending == block) {
                code::template each_accumulate<P>([&](auto k) TYPEGRAD_LAMBDA { accumulator<k.value>::flush(v, c); });
                pending = 0;
            }
    }
    template <std::size_t P, class Team>
    TYPEGRAD_INLINE static void at_index(const Team& team, const slots v, const nest_place c, std::ptrdiff_t j, std::ptrdiff_t last) {
        constexpr std::size_t s = code::pass_section(P);
        using body = typename code::template steps_of<s>;
        if (j + static_cast<std::ptrdiff_t>(width) <= last) steps<s>(team, v, c, j, all_of_them{width}, body{});
        else steps<s>(team, v, c, j, first_of_them{last - j}, body{});
    }

    /// This thread's part of one row of the innermost dimension.
    template <std::size_t P, class Team>
    TYPEGRAD_INLINE static void row(const Team& team, const slots v, const nest_place c, const range& r, std::ptrdiff_t& pending) {
        constexpr std::ptrdiff_t w = static_cast<std::ptrdiff_t>(width);
        for (std::ptrdiff_t j = r.first[inner] + team.rank() * w; j < r.last[inner]; j += team.size() * w) {
            at_index<P>(team, v, c, j, r.last[inner]);
            flush_often<P>(v, c, pending);
        }
        code::template each_accumulate<P>([&](auto k) TYPEGRAD_LAMBDA {
            if constexpr (code::scatters(k.value)) accumulator<k.value>::deposit(team, v, c);
        });
    }
    /// All indices of the other dimensions for one of the innermost after the other.
    template <std::size_t P, class Team>
    TYPEGRAD_INLINE void all_columns(const Team& team, const slots v, const nest_place c, const range& r, std::ptrdiff_t& pending) const {
        constexpr std::ptrdiff_t w = static_cast<std::ptrdiff_t>(width);
        const auto each_sum = [&](const auto& f) TYPEGRAD_LAMBDA {
            unrolled<code::steps>([&](auto i) TYPEGRAD_LAMBDA {
                if constexpr (step_is(code::step(i.value), step_op::accumulate_lanes)) f(i);
            });
        };
        for (std::ptrdiff_t j = r.first[inner] + team.rank() * w; j < r.last[inner]; j += team.size() * w) {
            each_sum([&](auto i) TYPEGRAD_LAMBDA {
                using T = element_type<step_type(code::step(i.value))>;
                unrolled<width>([&](auto k) TYPEGRAD_LAMBDA { c.template column<T>(code::template operand_at<i.value> * width + k.value) = static_cast<total_type<T>>(rule<step_reduction(code::step(i.value))>::template identity<T>()); });
            });
            if (any<0, inner>(r)) do {
                    at_index<P>(team, v, c, j, r.last[inner]);
                    flush_often<P>(v, c, pending);
                } while (next<0, inner>(c, r));
            each_sum([&](auto i) TYPEGRAD_LAMBDA {
                using T = element_type<step_type(code::step(i.value))>;
                unrolled<width>([&](auto k) TYPEGRAD_LAMBDA {
                    const std::ptrdiff_t at = j + static_cast<std::ptrdiff_t>(k.value);
                    if (at < r.last[inner]) static_cast<total_type<T>*>(c.at[code::template operand_at<i.value>])[at] = c.template column<T>(code::template operand_at<i.value> * width + k.value);
                });
            });
        }
    }
    template <std::size_t P, class Team>
    TYPEGRAD_INLINE void pass(const Team& team, const slots v, const nest_place c, const range& r) const {
        outside<1 + 2 * P>(team, v, c);
        code::template each_accumulate<P>([&](auto k) TYPEGRAD_LAMBDA { accumulator<k.value>::start(v, c); });
        std::ptrdiff_t pending = 0;
        if constexpr (columns) all_columns<P>(team, v, c, r, pending);
        else if (any<code::split, inner>(r))
            do row<P>(team, v, c, r, pending);
            while (next<code::split, inner>(c, r));
        code::template each_accumulate<P>([&](auto k) TYPEGRAD_LAMBDA {
            using a = accumulator<k.value>;
            if constexpr (code::is_row(k.value)) {
                const auto sum = static_cast<typename a::T>(a::of_team(team, v, c));
                unrolled<width>([&](auto n) TYPEGRAD_LAMBDA { v.of(n.value).template at<step_type(a::w)>(k.value) = sum; });
            } else if constexpr (!code::scatters(k.value)) a::deposit(team, v, c);
        });
    }

    template <class Team, std::size_t... P>
    TYPEGRAD_INLINE void run(const Team& team, std::int64_t chunk, std::index_sequence<P...>) const {
        using dt = dtype;
        bool booleans[width * code::slots_of(dt::boolean)];
        std::int32_t int32s[width * code::slots_of(dt::int32)];
        std::int64_t int64s[width * code::slots_of(dt::int64)];
        float floats[width * code::slots_of(dt::float32)];
        double doubles[width * code::slots_of(dt::float64)];
        const slots v{{booleans, int32s, int64s, floats, doubles}};
        void* at[operands + 1];
        std::ptrdiff_t stride[operands + 1], index[dims];
        double totals[code::accumulators], column_sums[columns ? operands * width : 1];
        std::int64_t int_totals[code::accumulators], int_column_sums[columns ? operands * width : 1];
        const nest_place c{at, stride, index, totals, int_totals, column_sums, int_column_sums, frame.extent[inner], frame.aligned, team.rank() == 0};
        range r;
        for (std::size_t d = 0; d < dims; ++d) {
            r.first[d] = 0;
            r.last[d] = frame.extent[d];
            r.step[d] = 1;
            if (static_cast<int>(d) == frame.split.cut) {
                r.first[d] = frame.split.cyclic ? chunk : chunk * frame.split.pitch;
                r.step[d] = frame.split.cyclic ? frame.split.chunks : 1;
                if (!frame.split.cyclic && r.last[d] > r.first[d] + frame.split.pitch) r.last[d] = r.first[d] + frame.split.pitch;
            }
            index[d] = d == inner ? 0 : r.first[d];
        }
        unrolled<operands>([&](auto m) TYPEGRAD_LAMBDA {
            if (is_row_buffer<m.value> && frame.split.scratch > 0) at[m.value] = team.scratch() + frame.copy[m.value];
            else at[m.value] = static_cast<char*>(frame.base[m.value]) + chunk * frame.copy[m.value];
            stride[m.value] = frame.stride[m.value][inner];
        });
        unrolled<inner>([&](auto d) TYPEGRAD_LAMBDA { advance<d.value>(c, r.first[d.value]); });
        outside<0>(team, v, c);
        if (!any<0, code::split>(r)) return;
        do {
            (pass<P>(team, v, c, r), ...);
            outside<1 + 2 * code::passes>(team, v, c);
        } while (next<0, code::split>(c, r));
    }
    template <class Team>
    TYPEGRAD_HD void operator()(const Team& team, std::int64_t chunk) const { run(team, chunk, std::make_index_sequence<code::passes>{}); }
};

} // namespace typegrad::device
