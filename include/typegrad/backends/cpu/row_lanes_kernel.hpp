// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/cpu/nest_kernel.hpp>
#include <typegrad/backends/cpu/row_lanes_step.hpp>
#include <typegrad/backends/cpu/row_sums.hpp>
#include <typegrad/backends/cpu/tile.hpp>
#include <typegrad/program/tables.hpp>

/// The loop nest of a kernel's words where rows are short: each SIMD lane has a row of its own, whose elements follow one
/// another. Nothing is joined across lanes to reduce a row, and what is computed once a row is computed for all lanes at once.
namespace typegrad::cpu {
inline namespace TYPEGRAD_VECTOR_MATH {

template <class Arch, class Constants, word... Code>
struct row_lanes_kernel {
    using shape = nest_shape<Arch, Code...>;
    using walk = nest_walk<shape>;
    using slots = typename shape::slots;
    using sums = row_sums<shape>;
    using sum_room = typename sums::room;
    /// Where the loops stand, and what rows have added up to.
    struct cursor : row_lanes_cursor {
        sum_room* sum = nullptr;
    };
    static constexpr std::ptrdiff_t lanes = static_cast<std::ptrdiff_t>(shape::lanes);
    static constexpr std::size_t inner = shape::dims - 1, row = shape::split - 1;

    template <std::size_t Section>
    using steps_of = typename shape::template steps_of<Section>;
    /// Does a step read what does not depend on the row?
    static constexpr bool same_in_all_rows(word w) { return (step_is(w, step_op::load) || step_is(w, step_op::splat)) && (shape::follows(step_a(w)) >> row & 1u) == 0 && shape::role(step_a(w)) == operand_role::read; }
    template <std::size_t I, class Part>
    TYPEGRAD_HOST_INLINE static void step(const slots v, const cursor c, std::ptrdiff_t j, const Part part) {
        constexpr word w = shape::step(I);
        if constexpr (same_in_all_rows(w)) {
            constexpr dtype type = step_type(w);
            v.template at<type>(I) = std::remove_reference_t<decltype(v.template at<type>(I))>::all(static_cast<const element_type<type>*>(c.at[step_a(w)])[step_is(w, step_op::load) ? j * c.inner_stride[step_a(w)] : 0]);
        } else if constexpr (sums::has(I) && !shape::is_accumulate(I)) sums::template sum<I>::add(*c.sum, v.template at<step_type(w)>(step_a(w)), j, part);
        else row_lanes_step<step_key(w), typename shape::carrier>(v, c, I, w, Constants::template value<constant_of_step(w)>, j, part);
    }
    template <std::size_t Section, class Part, std::size_t... I>
    TYPEGRAD_HOST_INLINE static void steps([[maybe_unused]] const slots v, [[maybe_unused]] const cursor c, [[maybe_unused]] std::ptrdiff_t j, [[maybe_unused]] const Part part, std::index_sequence<I...>) {
        constexpr std::size_t b = shape::begin(Section);
        const int in_order[]{(step<b + I>(v, c, j, part), 0)..., 0};
        (void)in_order;
    }
    template <std::size_t Section, class Part>
    TYPEGRAD_HOST_INLINE static void outside(const slots v, const cursor c, const Part part) {
        if constexpr (shape::end(Section) > shape::begin(Section)) steps<Section>(v, c, 0, part, steps_of<Section>{});
    }

    template <std::size_t K>
    TYPEGRAD_HOST_INLINE static void reset(const slots v) {
        constexpr dtype type = step_type(shape::step(K));
        auto& to = v.template at<type>(K);
        to = std::remove_reference_t<decltype(to)>::all(rule<step_reduction(shape::step(K))>::template identity<element_type<type>>());
    }
    template <std::size_t K, class Part>
    TYPEGRAD_HOST_INLINE static void deposit(const slots v, const cursor c, const Part part) {
        constexpr word w = shape::step(K);
        constexpr std::size_t m = shape::target(K);
        if constexpr (sums::has(K)) sums::template sum<K>::add(*c.sum, v.template at<step_type(w)>(K), 0, part);
        else deposit_rows<step_reduction(w)>(v.template at<step_type(w)>(K), static_cast<total_type<step_type(w)>*>(c.at[m]), c.row_stride[m], part);
    }
    template <std::size_t P, class Part>
    TYPEGRAD_HOST_INLINE static void pass(const slots v, const cursor c, const nest_frame& frame, const Part part) {
        constexpr std::size_t s = shape::pass_section(P);
        outside<1 + 2 * P>(v, c, part);
        shape::template each_accumulate<P>([&](auto k) TYPEGRAD_LAMBDA { reset<k>(v); });
        if (walk::template any<shape::split, inner>(frame))
            do {
                for (std::ptrdiff_t j = 0; j < frame.extent[inner]; ++j) steps<s>(v, c, j, part, steps_of<s>{});
                shape::template each_accumulate<P>([&](auto k) TYPEGRAD_LAMBDA {
                    if constexpr (shape::scatters(k)) {
                        deposit<k>(v, c, part);
                        reset<k>(v);
                    }
                });
            } while (walk::template next<shape::split, inner>(c, frame));
        shape::template each_accumulate<P>([&](auto k) TYPEGRAD_LAMBDA {
            if constexpr (!shape::is_row(k) && !shape::scatters(k)) deposit<k>(v, c, part);
        });
    }
    template <class Part, std::size_t... P>
    TYPEGRAD_HOST_INLINE static void rows(const slots v, const cursor c, const nest_frame& frame, const Part part, std::index_sequence<P...>) {
        (pass<P>(v, c, frame, part), ...);
        outside<1 + 2 * shape::passes>(v, c, part);
    }

    // --- arrays of whole rows are transposed on the way in and out ----------------------------------------------------
    static constexpr bool whole_rows(std::size_t m, operand_role role) {
        return shape::role(m) == role && shape::mode(m) == stride_mode::contiguous && (shape::follows(m) >> row & 3u) == 3 && size_of(shape::type(m)) >= 4;
    }
    static constexpr std::size_t tile_count = [] {
        std::size_t n = 0;
        if (inner == row + 1)
            for (std::size_t m = 0; m < shape::operands; ++m) n += whole_rows(m, operand_role::read) || whole_rows(m, operand_role::write) ? 1 : 0;
        return n <= 8 ? n : 0;
    }();
    /// Calls `f` with the operands of a role that are transposed, and their number among all.
    template <operand_role Role, class F>
    TYPEGRAD_HOST_INLINE static void each_tile(const nest_frame& frame, const F& f) {
        if constexpr (tile_count > 0) {
            std::size_t n = 0;
            unrolled<shape::operands>([&](auto m) TYPEGRAD_LAMBDA {
                constexpr bool mine = whole_rows(m, Role);
                if constexpr (mine)
                    if (in_blocks<element_type<shape::type(m)>, shape::lanes>(static_cast<std::size_t>(frame.extent[inner]))) f(m, n);
                if constexpr (mine || whole_rows(m, Role == operand_role::read ? operand_role::write : operand_role::read)) ++n;
            });
        }
    }
    struct tiles {
        alignas(64) std::byte of[tile_count + 1][short_row * shape::lanes * 8];
    };
    /// As many rows as there are lanes.
    template <std::size_t... P>
    TYPEGRAD_HOST_INLINE static void whole_block(const slots v, const cursor c, const nest_frame& frame, std::index_sequence<P...> passes) {
        if constexpr (tile_count == 0) rows(v, c, frame, whole_vector{}, passes);
        else {
            tiles room;
            void* at[shape::operands + 1];
            std::ptrdiff_t inner_stride[shape::operands + 1], row_stride[shape::operands + 1];
            for (std::size_t m = 0; m < shape::operands; ++m) {
                at[m] = c.at[m];
                inner_stride[m] = c.inner_stride[m];
                row_stride[m] = c.row_stride[m];
            }
            const std::size_t elements = static_cast<std::size_t>(frame.extent[inner]);
            const auto use = [&](std::size_t m, std::size_t n) TYPEGRAD_LAMBDA {
                at[m] = room.of[n];
                inner_stride[m] = lanes;
                row_stride[m] = 1;
            };
            each_tile<operand_role::read>(frame, [&](auto m, std::size_t n) TYPEGRAD_LAMBDA {
                using T = element_type<shape::type(m)>;
                const T* from[shape::lanes];
                for (std::size_t l = 0; l < shape::lanes; ++l) from[l] = static_cast<const T*>(c.at[m]) + static_cast<std::ptrdiff_t>(l) * c.row_stride[m];
                rows_to_tile<T, shape::lanes>(from, elements, nullptr, reinterpret_cast<T*>(room.of[n]));
                use(m, n);
            });
            each_tile<operand_role::write>(frame, [&](auto m, std::size_t n) TYPEGRAD_LAMBDA { use(m, n); });
            rows(v, {{at, inner_stride, row_stride, c.index, row, c.length}, c.sum}, frame, whole_vector{}, passes);
            each_tile<operand_role::write>(frame, [&](auto m, std::size_t n) TYPEGRAD_LAMBDA {
                using T = element_type<shape::type(m)>;
                T* to[shape::lanes];
                for (std::size_t l = 0; l < shape::lanes; ++l) to[l] = static_cast<T*>(c.at[m]) + static_cast<std::ptrdiff_t>(l) * c.row_stride[m];
                tile_to_rows<T, shape::lanes>(reinterpret_cast<const T*>(room.of[n]), elements, nullptr, to, shape::lanes);
            });
        }
    }

    static void run(const nest_frame& frame) noexcept {
        using dt = dtype;
        mask<typename shape::carrier, Arch, shape::lanes> booleans[shape::slots_of(dt::boolean)];
        pack<std::int32_t, Arch, shape::lanes> int32s[shape::slots_of(dt::int32)];
        pack<std::int64_t, Arch, shape::lanes> int64s[shape::slots_of(dt::int64)];
        pack<float, Arch, shape::lanes> floats[shape::slots_of(dt::float32)];
        pack<double, Arch, shape::lanes> doubles[shape::slots_of(dt::float64)];
        const slots v{booleans, int32s, int64s, floats, doubles};
        void* at[shape::operands + 1];
        std::ptrdiff_t stride[shape::operands + 1], row_stride[shape::operands + 1], index[shape::dims]{};
        for (std::size_t m = 0; m < shape::operands; ++m) {
            at[m] = frame.base[m];
            stride[m] = frame.stride[m][inner];
            row_stride[m] = shape::role(m) == operand_role::row_buffer ? 1 : frame.stride[m][row];
        }
        sum_room sum;
        const cursor c{{at, stride, row_stride, index, row, frame.extent[inner]}, &sum};
        outside<0>(v, c, whole_vector{});
        if (!walk::template any<0, shape::split>(frame)) return;
        constexpr auto passes = std::make_index_sequence<shape::passes>{};
        sums::each([&](auto i) TYPEGRAD_LAMBDA { sums::template sum<i>::start(sum, c.length); });
        const auto join = [&]() TYPEGRAD_LAMBDA {
            sums::each([&](auto i) TYPEGRAD_LAMBDA {
                constexpr std::size_t m = sums::target(i);
                sums::template sum<i>::join(sum, static_cast<double*>(at[m]), stride[m], c.length);
            });
        };
        do {
            const std::ptrdiff_t n = frame.extent[row];
            for (index[row] = 0; index[row] < n; index[row] += lanes) {
                if (n - index[row] >= lanes) whole_block(v, c, frame, passes);
                else rows(v, c, frame, first_lanes{n - index[row]}, passes);
                walk::template advance<row>(c, frame, lanes);
            }
            walk::template advance<row>(c, frame, -index[row]);
            index[row] = 0;
            join();
        } while (walk::template next<0, row>(c, frame));
    }
};

} // namespace TYPEGRAD_VECTOR_MATH
} // namespace typegrad::cpu
