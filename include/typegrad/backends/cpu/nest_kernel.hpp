// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <typegrad/backends/cpu/pack.hpp>
#include <typegrad/plan/nest.hpp>

/// The loop nest of a kernel's words, in SIMD lanes along the innermost dimension. What does not fill all lanes at the
/// end of a row is computed through padded copies by the same loop body, so every element is computed the same way
/// wherever it stands.
namespace typegrad::cpu {

/// Pointers, strides (in elements) and extents of one call.
struct nest_frame {
    void* base[max_operands];
    std::ptrdiff_t stride[max_operands][max_dims];
    std::ptrdiff_t extent[max_dims];
};

/// One value per step and type; unused types have one element.
template <class Arch, std::size_t L, class Carrier, std::size_t B, std::size_t I32, std::size_t I64, std::size_t F32, std::size_t F64>
struct nest_slots {
    mask<Carrier, Arch, L> booleans[B];
    pack<std::int32_t, Arch, L> int32s[I32];
    pack<std::int64_t, Arch, L> int64s[I64];
    pack<float, Arch, L> floats[F32];
    pack<double, Arch, L> doubles[F64];

    template <dtype T>
    TYPEGRAD_INLINE auto& at(std::size_t k) {
        if constexpr (T == dtype::boolean) return booleans[k];
        else if constexpr (T == dtype::int32) return int32s[k];
        else if constexpr (T == dtype::int64) return int64s[k];
        else if constexpr (T == dtype::float32) return floats[k];
        else return doubles[k];
    }
};

/// Where the loops stand: element pointers and inner strides of the operands, and the position along each dimension.
template <std::size_t M>
struct nest_cursor {
    void* at[M];
    std::ptrdiff_t inner_stride[M];
    std::ptrdiff_t index[max_dims];
    double totals[64];           ///< accumulators of floating reductions
    std::int64_t int_totals[64]; ///< and of integer ones
};

template <dtype T>
using total_type = std::conditional_t<is_floating(T), double, std::int64_t>;

template <class Carrier, word W, word Next, std::size_t I, stride_mode Mode, class Slots, class Cursor>
TYPEGRAD_INLINE void nest_step(Slots& v, Cursor& c, std::ptrdiff_t j, std::ptrdiff_t position) {
    constexpr std::uint32_t a = step_a(W), b = step_b(W), third = step_c(W);
    constexpr dtype type = step_type(W), from = step_from(W);
    constexpr op code = step_code(W);
    using T = element_type<type == dtype::none ? dtype::float64 : type>;
    using P = std::remove_reference_t<decltype(v.template at<type>(I))>;
    if constexpr (step_is(W, step_op::constant)) {
        if constexpr (type == dtype::boolean) v.template at<type>(I) = P::all(Next != 0);
        else if constexpr (is_floating(type)) v.template at<type>(I) = P::all(static_cast<T>(__builtin_bit_cast(double, Next)));
        else v.template at<type>(I) = P::all(static_cast<T>(static_cast<std::int64_t>(Next)));
    } else if constexpr (step_is(W, step_op::load)) {
        const T* p = static_cast<const T*>(c.at[a]);
        if constexpr (Mode == stride_mode::strided) v.template at<type>(I) = P::gather(p + j * c.inner_stride[a], c.inner_stride[a]);
        else v.template at<type>(I) = P::load(p + j);
    } else if constexpr (step_is(W, step_op::splat)) v.template at<type>(I) = P::all(*static_cast<const T*>(c.at[a]));
    else if constexpr (step_is(W, step_op::store)) {
        T* p = static_cast<T*>(c.at[b]);
        if constexpr (Mode == stride_mode::repeated) *p = v.template at<type>(a).first();
        else if constexpr (Mode == stride_mode::contiguous) v.template at<type>(a).store(p + j);
        else {
            constexpr std::size_t lanes = P::width * P::parts;
            T out[lanes];
            v.template at<type>(a).store(out);
            for (std::size_t k = 0; k < lanes; ++k) p[(j + static_cast<std::ptrdiff_t>(k)) * c.inner_stride[b]] = out[k];
        }
    } else if constexpr (step_is(W, step_op::index)) {
        if constexpr (b == 0) v.template at<type>(I) = P::all(static_cast<T>(c.index[a]));
        else {
            constexpr std::size_t lanes = P::width * P::parts;
            alignas(64) static constexpr auto first = [] {
                struct { T at[lanes]; } t{};
                for (std::size_t k = 0; k < lanes; ++k) t.at[k] = static_cast<T>(k);
                return t;
            }();
            P p = P::load(first.at);
            for (std::size_t k = 0; k < P::parts; ++k) p.part[k] += static_cast<T>(position);
            v.template at<type>(I) = p;
        }
    } else if constexpr (step_is(W, step_op::accumulate)) {
        for (std::size_t k = 0; k < P::parts; ++k)
            v.template at<type>(I).part[k] = rule<static_cast<op>(third & 255)>::forward(v.template at<type>(I).part[k], v.template at<type>(a).part[k]);
    } else if constexpr (step_is(W, step_op::accumulate_lanes)) {
        using A = total_type<type>;
        constexpr std::size_t lanes = P::width * P::parts;
        alignas(64) T x[lanes];
        v.template at<type>(a).store(x);
        A* p = static_cast<A*>(c.at[b]) + j;
        for (std::size_t k = 0; k < lanes; ++k) p[k] = rule<static_cast<op>(third)>::forward(p[k], static_cast<A>(x[k]));
    } else if constexpr (step_is(W, step_op::total)) {
        if constexpr (is_floating(type)) v.template at<type>(I) = P::all(static_cast<T>(c.totals[a]));
        else v.template at<type>(I) = P::all(static_cast<T>(c.int_totals[a]));
    } else if constexpr (step_is(W, step_op::deposit)) {
        using A = total_type<type>;
        A* p = static_cast<A*>(c.at[b]);
        *p = rule<static_cast<op>(third)>::forward(*p, static_cast<A>(v.template at<type>(a).first()));
    } else if constexpr (code == op::cast) {
        if constexpr (type == dtype::boolean) {
            auto& x = v.template at<from>(a);
            using X = std::remove_reference_t<decltype(x)>;
            mask<element_type<from>, typename Slots::arch, Slots::lanes> m;
            for (std::size_t k = 0; k < X::parts; ++k) m.part[k] = x.part[k] != decltype(x.part[k])(element_type<from>(0));
            v.template at<type>(I) = as_mask<Carrier>(m);
        } else if constexpr (from == dtype::boolean) {
            const auto m = as_mask<T>(v.template at<from>(a));
            for (std::size_t k = 0; k < P::parts; ++k) v.template at<type>(I).part[k] = math::select(m.part[k], decltype(P::part[0] + P::part[0])(T(1)), decltype(P::part[0] + P::part[0])(T(0)));
        } else v.template at<type>(I) = convert<T>(v.template at<from>(a));
    } else if constexpr (code == op::select) {
        if constexpr (type == dtype::boolean) {
            for (std::size_t k = 0; k < P::parts; ++k) {
                const auto m = v.template at<dtype::boolean>(a).part[k];
                v.template at<type>(I).part[k] = (m && v.template at<type>(b).part[k]) || (!m && v.template at<type>(third).part[k]);
            }
        } else {
            const auto m = as_mask<T>(v.template at<dtype::boolean>(a));
            for (std::size_t k = 0; k < P::parts; ++k)
                v.template at<type>(I).part[k] = rule<code>::forward(m.part[k], v.template at<type>(b).part[k], v.template at<type>(third).part[k]);
        }
    } else if constexpr (is_comparison(code)) {
        mask<element_type<from>, typename Slots::arch, Slots::lanes> m;
        for (std::size_t k = 0; k < m.parts; ++k) m.part[k] = rule<code>::forward(v.template at<from>(a).part[k], v.template at<from>(b).part[k]);
        v.template at<type>(I) = as_mask<Carrier>(m);
    } else if constexpr (code == op::polygamma) {
        for (std::size_t k = 0; k < P::parts; ++k) v.template at<type>(I).part[k] = rule<code>::forward(v.template at<type>(a).part[k], static_cast<int>(b));
    } else if constexpr (info(code).arity == 1) {
        for (std::size_t k = 0; k < P::parts; ++k) v.template at<type>(I).part[k] = rule<code>::forward(v.template at<type>(a).part[k]);
    } else {
        for (std::size_t k = 0; k < P::parts; ++k) v.template at<type>(I).part[k] = rule<code>::forward(v.template at<type>(a).part[k], v.template at<type>(b).part[k]);
    }
}

} // namespace typegrad::cpu
