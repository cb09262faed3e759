// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/cpu/nest_step.hpp>

/// Straight-line code on L instances at once, one in each SIMD lane.
namespace typegrad::cpu {
inline namespace TYPEGRAD_VECTOR_MATH {

/// A kernel is its constants and its steps, those of a scalar kernel; operand k is a tile.
template <class Arch, class Constants, word... Steps>
struct instance_kernel {
    static constexpr std::size_t size = sizeof...(Steps);
    static constexpr word list[size + 1]{Steps..., 0};
    /// Types that are computed with, as bits.
    static constexpr unsigned types = [](const word* step) {
        unsigned found = 0;
        for (std::size_t i = 0; i < size; ++i) found |= 1u << static_cast<int>(computed_type(step_type(step[i]))) | 1u << static_cast<int>(computed_type(step_from(step[i])));
        return found;
    }(list);
    static constexpr bool uses(dtype t) { return (types >> static_cast<int>(t) & 1u) != 0; }
    /// The number of lanes is that of the narrowest type.
    using carrier = std::conditional_t<uses(dtype::float32) || uses(dtype::int32), float, double>;
    static constexpr std::size_t lanes = batch<carrier, Arch>::size;
    using slots = nest_slots<Arch, lanes, carrier>;
    static constexpr std::size_t slots_of(dtype t) { return uses(t) ? size : 1; }

    template <word Key, class Operands>
    TYPEGRAD_HOST_INLINE static void step(const slots v, Operands& memory, std::size_t i, word w, [[maybe_unused]] word constant) {
        constexpr dtype type = step_type(Key);
        using T = element_type<type>;
        using P = std::remove_reference_t<decltype(v.template at<type>(0))>;
        if constexpr (step_is(Key, step_op::load)) v.template at<type>(i) = P::load(memory.template of<T>(step_a(w)) + step_b(w) * lanes);
        else if constexpr (step_is(Key, step_op::store)) v.template at<type>(step_a(w)).store(memory.template of<T>(step_b(w)) + step_c(w) * lanes);
        else nest_step<Key, carrier>(v, nest_cursor{}, slot_copy{}, i, w, constant, 0, whole_vector{});
    }
    template <class Operands, std::size_t... I>
    TYPEGRAD_HOST_INLINE static void expand(Operands& memory, std::index_sequence<I...>) {
        mask<carrier, Arch, lanes> booleans[slots_of(dtype::boolean)];
        pack<std::int32_t, Arch, lanes> int32s[slots_of(dtype::int32)];
        pack<std::int64_t, Arch, lanes> int64s[slots_of(dtype::int64)];
        pack<float, Arch, lanes> floats[slots_of(dtype::float32)];
        pack<double, Arch, lanes> doubles[slots_of(dtype::float64)];
        const slots v{booleans, int32s, int64s, floats, doubles};
        const int in_order[]{(step<step_key(Steps)>(v, memory, I, Steps, Constants::template value<constant_of_step(Steps)>), 0)..., 0};
        (void)in_order;
    }
    template <class Operands>
    static void run(Operands memory) noexcept { expand(memory, std::make_index_sequence<size>{}); }
};

} // namespace TYPEGRAD_VECTOR_MATH
} // namespace typegrad::cpu
