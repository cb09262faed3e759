// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <utility>
#include <typegrad/ops/table.hpp>
#include <typegrad/plan/step.hpp>

/// Straight-line code over scalars: small static programs, the scalar parts of larger ones, one element of a device
/// kernel. Runs in constant expressions too.
namespace typegrad {

template <dtype T> struct element_of;
template <> struct element_of<dtype::boolean> { using type = bool; };
template <> struct element_of<dtype::int32> { using type = std::int32_t; };
template <> struct element_of<dtype::int64> { using type = std::int64_t; };
template <> struct element_of<dtype::float32> { using type = float; };
template <> struct element_of<dtype::float64> { using type = double; };
template <> struct element_of<dtype::float16> { using type = half; };
template <> struct element_of<dtype::bfloat16> { using type = typegrad::bfloat16; };
/// What an array of the type holds, and what kernels compute with: `float` for halves.
template <dtype T> using element_type = typename element_of<T>::type;
template <dtype T> using computed_element = typename element_of<computed_type(T)>::type;

/// Operands by element type: typed pointers, because constant expressions know no others.
template <std::size_t N>
struct scalar_operands {
    bool* booleans[N];
    std::int32_t* int32s[N];
    std::int64_t* int64s[N];
    float* floats[N];
    double* doubles[N];
    half* halves[N];
    bfloat16* bfloats[N];

    template <class T>
    TYPEGRAD_INLINE constexpr T*& of(std::size_t k) {
        if constexpr (std::is_same_v<T, bool>) return booleans[k];
        else if constexpr (std::is_same_v<T, std::int32_t>) return int32s[k];
        else if constexpr (std::is_same_v<T, std::int64_t>) return int64s[k];
        else if constexpr (std::is_same_v<T, float>) return floats[k];
        else if constexpr (std::is_same_v<T, half>) return halves[k];
        else if constexpr (std::is_same_v<T, bfloat16>) return bfloats[k];
        else return doubles[k];
    }
};

/// One value per step, in an array of its type. Pointers, because g++ takes local arrays apart into registers but not
/// arrays inside a struct.
struct scalar_slots {
    bool* booleans;
    std::int32_t* int32s;
    std::int64_t* int64s;
    float* floats;
    double* doubles;

    template <dtype T>
    TYPEGRAD_INLINE constexpr computed_element<T>& at(std::size_t k) const {
        if constexpr (T == dtype::boolean) return booleans[k];
        else if constexpr (T == dtype::int32) return int32s[k];
        else if constexpr (T == dtype::int64) return int64s[k];
        else if constexpr (computed_type(T) == dtype::float32) return floats[k];
        else return doubles[k];
    }
};

/// A kernel's constants.
template <word... Bits>
struct constant_table {
    static constexpr word bits[sizeof...(Bits) + 1]{Bits..., 0};
    /// The constant of that number, 0 for -1. Device code cannot read `bits` itself, and from an immediate function g++ 14 makes those that call it
    /// immediate, too, when it warns (-Wall).
    template <int Index>
    static constexpr word value = Index < 0 ? 0 : bits[Index < 0 ? 0 : Index];
};
/// Number of the constant that step `w` puts into its slot, or -1.
TYPEGRAD_HD constexpr int constant_of_step(word w) { return step_is(w, step_op::constant) ? static_cast<int>(w >> 16 & 0xFFFF) : -1; }

template <class T>
TYPEGRAD_INLINE constexpr T number_from_bits(word bits) {
    if constexpr (std::is_floating_point_v<T>) return static_cast<T>(__builtin_bit_cast(double, bits));
    else return static_cast<T>(static_cast<std::int64_t>(bits));
}

/// Operands of the op that a step is. (A call would not do: nvcc warns of host functions in host-and-device ones even
/// where a constant is wanted.)
template <word Key>
inline constexpr int step_arity = info(step_code(Key)).arity;

/// Step number `i`, word `w` (of a constant: its bits); everything that depends on its key is chosen here, once per key. It has few
/// parameters and no variables: g++ -g follows each of them in each step.
template <word Key, class Operands>
TYPEGRAD_INLINE constexpr void scalar_step(const scalar_slots v, Operands& memory, std::size_t i, word w) {
    constexpr dtype type = step_type(Key), from = step_from(Key);
    constexpr op code = step_code(Key);
    using T = element_type<type>;
    if constexpr (step_is(Key, step_op::constant)) v.at<type>(i) = number_from_bits<computed_element<type>>(w);
    else if constexpr (step_is(Key, step_op::load)) v.at<type>(i) = memory.template of<T>(step_a(w))[step_b(w)];
    else if constexpr (step_is(Key, step_op::store)) memory.template of<T>(step_b(w))[step_c(w)] = static_cast<T>(v.at<type>(step_a(w)));
    else if constexpr (code == op::cast) v.at<type>(i) = static_cast<T>(v.at<from>(step_a(w))); // to a half: rounded, and a float again
    else if constexpr (code == op::select) v.at<type>(i) = rule<code>::forward(v.at<dtype::boolean>(step_a(w)), v.at<type>(step_b(w)), v.at<type>(step_c(w)));
    else if constexpr (code == op::polygamma) v.at<type>(i) = rule<code>::forward(v.at<type>(step_a(w)), static_cast<int>(step_b(w)));
    else if constexpr (step_arity<Key> == 1) v.at<type>(i) = rule<code>::forward(v.at<type>(step_a(w)));
    else v.at<type>(i) = rule<code>::forward(v.at<from>(step_a(w)), v.at<from>(step_b(w)));
}

/// An array without a name of its own: g++ -g would follow each element of it from instruction to instruction, for a fifth of the time
/// that long code takes.
#if defined(__CUDACC__)
template <class T, std::size_t N>
using no_name = T[N]; // nvcc makes no temporary arrays
#else
template <class T, std::size_t N>
using no_name = T (&&)[N];
#endif

/// A kernel is its constants and its steps.
template <class Constants, word... Steps>
struct scalar_kernel {
    static constexpr std::size_t size = sizeof...(Steps);
    static constexpr word steps[size + 1]{Steps..., 0};

    /// Types that are computed with, as bits. (The pointer is for g++, which copies an array at each access by its name.)
    static constexpr unsigned types = [](const word* step) {
        unsigned found = 0;
        for (std::size_t i = 0; i < size; ++i) found |= 1u << static_cast<int>(computed_type(step_type(step[i])));
        return found;
    }(steps);
    template <dtype Type>
    static constexpr std::size_t slots_of = (types >> static_cast<int>(Type) & 1u) != 0 ? size : 1;

    template <class Operands, std::size_t... I>
    TYPEGRAD_INLINE static constexpr void expand(Operands& memory, std::index_sequence<I...>) {
        bool booleans[slots_of<dtype::boolean>];
        std::int32_t int32s[slots_of<dtype::int32>];
        std::int64_t int64s[slots_of<dtype::int64>];
        no_name<float, slots_of<dtype::float32>> floats = {};
        no_name<double, slots_of<dtype::float64>> doubles = {};
        const scalar_slots v{booleans, int32s, int64s, floats, doubles};
        no_name<const int, size + 1> in_order = {(scalar_step<step_key(Steps)>(v, memory, I, step_is(Steps, step_op::constant) ? Constants::template value<constant_of_step(Steps)> : Steps), 0)..., 0};
        (void)in_order;
    }
    template <class Operands>
    TYPEGRAD_INLINE static constexpr void run(Operands& memory) {
        expand(memory, std::make_index_sequence<size>{});
    }
};

} // namespace typegrad
