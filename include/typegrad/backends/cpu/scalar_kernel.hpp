// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <utility>
#include <typegrad/ops/table.hpp>
#include <typegrad/plan/step.hpp>

/// Straight-line code over scalars: small static programs, and the scalar parts of larger ones. Runs in constant
/// expressions too.
namespace typegrad::cpu {

template <dtype T> struct element_of;
template <> struct element_of<dtype::boolean> { using type = bool; };
template <> struct element_of<dtype::int32> { using type = std::int32_t; };
template <> struct element_of<dtype::int64> { using type = std::int64_t; };
template <> struct element_of<dtype::float32> { using type = float; };
template <> struct element_of<dtype::float64> { using type = double; };
template <dtype T> using element_type = typename element_of<T>::type;

/// Operands by element type: typed pointers, because constant expressions know no others.
template <std::size_t N>
struct scalar_operands {
    bool* booleans[N];
    std::int32_t* int32s[N];
    std::int64_t* int64s[N];
    float* floats[N];
    double* doubles[N];

    template <class T>
    constexpr T*& of(std::size_t k) {
        if constexpr (std::is_same_v<T, bool>) return booleans[k];
        else if constexpr (std::is_same_v<T, std::int32_t>) return int32s[k];
        else if constexpr (std::is_same_v<T, std::int64_t>) return int64s[k];
        else if constexpr (std::is_same_v<T, float>) return floats[k];
        else return doubles[k];
    }
};

/// One value per step, in an array of its type; arrays of types the kernel does not use have one element.
template <std::size_t Booleans, std::size_t Int32s, std::size_t Int64s, std::size_t Floats, std::size_t Doubles>
struct scalar_slots {
    bool booleans[Booleans];
    std::int32_t int32s[Int32s];
    std::int64_t int64s[Int64s];
    float floats[Floats];
    double doubles[Doubles];

    template <dtype T>
    TYPEGRAD_INLINE constexpr element_type<T>& at(std::size_t k) {
        if constexpr (T == dtype::boolean) return booleans[k];
        else if constexpr (T == dtype::int32) return int32s[k];
        else if constexpr (T == dtype::int64) return int64s[k];
        else if constexpr (T == dtype::float32) return floats[k];
        else return doubles[k];
    }
};

template <word W, word Next, std::size_t I, class Slots, class Operands>
TYPEGRAD_INLINE constexpr void scalar_step(Slots& v, Operands& memory) {
    constexpr std::uint32_t a = step_a(W), b = step_b(W), c = step_c(W);
    constexpr dtype type = step_type(W), from = step_from(W);
    constexpr op code = step_code(W);
    if constexpr (step_is(W, step_op::none)) {
    } else if constexpr (step_is(W, step_op::constant)) {
        if constexpr (is_floating(type)) v.template at<type>(I) = static_cast<element_type<type>>(__builtin_bit_cast(double, Next));
        else v.template at<type>(I) = static_cast<element_type<type>>(static_cast<std::int64_t>(Next));
    } else if constexpr (step_is(W, step_op::load)) v.template at<type>(I) = memory.template of<element_type<type>>(a)[b];
    else if constexpr (step_is(W, step_op::store)) memory.template of<element_type<type>>(b)[c] = v.template at<type>(a);
    else if constexpr (code == op::cast) v.template at<type>(I) = static_cast<element_type<type>>(v.template at<from>(a));
    else if constexpr (code == op::select) v.template at<type>(I) = rule<code>::forward(v.template at<dtype::boolean>(a), v.template at<type>(b), v.template at<type>(c));
    else if constexpr (code == op::polygamma) v.template at<type>(I) = rule<code>::forward(v.template at<type>(a), static_cast<int>(b));
    else if constexpr (info(code).arity == 1) v.template at<type>(I) = rule<code>::forward(v.template at<type>(a));
    else v.template at<type>(I) = rule<code>::forward(v.template at<from>(a), v.template at<from>(b));
}

/// A kernel is its steps.
template <word... Steps>
struct scalar_kernel {
    static constexpr std::size_t size = sizeof...(Steps);
    static constexpr word steps[size + 1]{Steps..., 0};

    /// The steps with payload words replaced by `none`.
    struct head_words { word at[size + 1]{}; };
    static constexpr head_words heads = [] {
        head_words h;
        for (std::size_t i = 0; i < size; ++i) {
            h.at[i] = steps[i];
            if (step_is(steps[i], step_op::constant)) h.at[++i] = static_cast<word>(step_op::none);
        }
        return h;
    }();
    static constexpr std::size_t slots_of(dtype t) {
        for (std::size_t i = 0; i < size; ++i)
            if (!step_is(heads.at[i], step_op::none) && step_type(heads.at[i]) == t) return size;
        return 1;
    }
    using slots = scalar_slots<slots_of(dtype::boolean), slots_of(dtype::int32), slots_of(dtype::int64), slots_of(dtype::float32), slots_of(dtype::float64)>;

    template <class Operands, std::size_t... I>
    TYPEGRAD_INLINE static constexpr void expand(Operands& memory, std::index_sequence<I...>) {
        slots v;
        const int in_order[]{(scalar_step<heads.at[I], steps[I + 1], I>(v, memory), 0)..., 0};
        (void)in_order;
    }
    template <class Operands>
    TYPEGRAD_INLINE static constexpr void run(Operands& memory) {
        expand(memory, std::make_index_sequence<size>{});
    }
};

} // namespace typegrad::cpu
