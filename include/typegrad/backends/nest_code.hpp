// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <utility>
#include <typegrad/backends/unrolled.hpp>
#include <typegrad/plan/nest_operand.hpp>

/// What a nest's words say about its loops.
namespace typegrad {

/// What a kernel's words say about it.
template <word... Code>
struct nest_code {
    static constexpr word list[sizeof...(Code) + 1]{Code..., 0};
    static constexpr const word* code = list; // g++ copies an array at each access by its name
    static constexpr std::size_t dims = code[0] & 15, split = code[0] >> 4 & 15, passes = code[0] >> 8 & 255;
    static constexpr std::size_t operands = code[0] >> 16 & 0xFFFF;
    static constexpr std::size_t sections = 2 * passes + 2, table = 1 + operands, body = table + sections;
    static constexpr std::size_t steps = sizeof...(Code) - body;

    TYPEGRAD_HD static constexpr dtype type(std::size_t m) { return static_cast<dtype>(code[1 + m] & 15); }
    TYPEGRAD_HD static constexpr stride_mode mode(std::size_t m) { return static_cast<stride_mode>(code[1 + m] >> 4 & 15); }
    TYPEGRAD_HD static constexpr unsigned follows(std::size_t m) { return code[1 + m] >> 8 & 255; }
    TYPEGRAD_HD static constexpr operand_role role(std::size_t m) { return static_cast<operand_role>(code[1 + m] >> 16 & 255); }
    TYPEGRAD_HD static constexpr std::size_t begin(std::size_t section) { return section == 0 ? 0 : static_cast<std::size_t>(code[table + section - 1]); }
    TYPEGRAD_HD static constexpr std::size_t end(std::size_t section) { return static_cast<std::size_t>(code[table + section]); }
    TYPEGRAD_HD static constexpr std::size_t pass_section(std::size_t p) { return 2 + 2 * p; }

    TYPEGRAD_HD static constexpr word step(std::size_t i) { return code[body + i]; }
    /// As variables: what device code asks of them is not always a constant to nvcc.
    template <std::size_t I>
    static constexpr word step_at = step(I);
    template <std::size_t Section>
    static constexpr std::size_t begin_of = begin(Section);
    template <std::size_t Section>
    static constexpr std::size_t length_of = end(Section) - begin(Section);
    template <std::size_t I>
    static constexpr std::size_t operand_at = step_b(step(I));
    template <std::size_t I>
    static constexpr std::size_t target_at = step_c(step(I));
    /// Types that are computed with, as bits.
    static constexpr unsigned types = [] {
        unsigned found = 0;
        for (std::size_t i = 0; i < steps; ++i) found |= 1u << static_cast<int>(computed_type(step_type(step(i))));
        return found;
    }();
    TYPEGRAD_HD static constexpr std::size_t slots_of(dtype t) { return (types >> static_cast<int>(t) & 1u) != 0 ? steps : 1; }
    static constexpr std::size_t accumulators = [] {
        std::size_t n = 1;
        for (std::size_t i = 0; i < steps; ++i)
            if (step_is(step(i), step_op::accumulate) && step_b(step(i)) + 1 > n) n = step_b(step(i)) + 1;
        return n;
    }();

    TYPEGRAD_HD static constexpr bool is_accumulate(std::size_t i) { return step_is(step(i), step_op::accumulate); }
    TYPEGRAD_HD static constexpr bool is_row(std::size_t i) { return step_c(step(i)) == no_target; }
    TYPEGRAD_HD static constexpr std::size_t target(std::size_t i) { return step_c(step(i)); }
    /// Accumulators that go to a different place after every innermost row.
    TYPEGRAD_HD static constexpr bool scatters(std::size_t i) {
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
    TYPEGRAD_HD static constexpr std::size_t accumulate_step(std::size_t k) {
        std::size_t i = begin(pass_section(P));
        for (; !is_accumulate(i) || k-- > 0; ++i) {}
        return i;
    }
    /// Calls `f` with the index of each accumulate step of a pass.
    template <std::size_t P, class F>
    TYPEGRAD_INLINE static void each_accumulate(const F& f) {
        unrolled<accumulate_count<P>>([&](auto k) TYPEGRAD_LAMBDA { f(std::integral_constant<std::size_t, accumulate_step<P>(k.value)>{}); });
    }
    template <std::size_t Section>
    using steps_of = std::make_index_sequence<length_of<Section>>;
};

} // namespace typegrad
