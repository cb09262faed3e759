// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/cpu/nest_step.hpp>

/// One step of a loop nest with a row in each SIMD lane.
namespace typegrad::cpu {

/// Where the loops stand: element pointers of the operands for the row in the first lane, their strides along a row and from row
/// to row, and the index along each dimension.
struct row_lanes_cursor {
    void** at = nullptr;
    std::ptrdiff_t* inner_stride = nullptr;
    std::ptrdiff_t* row_stride = nullptr;
    std::ptrdiff_t* index = nullptr;
    std::size_t row = 0;       ///< the dimension along which the lanes lie
    std::ptrdiff_t length = 0; ///< of the innermost dimension
};

/// One vector from as many places: through registers, for a wide load waits for the single stores before it.
template <class T, class Arch, class M, std::size_t... I>
TYPEGRAD_HOST_INLINE batch<T, Arch> vector_of(const M* p, const std::ptrdiff_t* at, std::index_sequence<I...>) {
#if defined(TYPEGRAD_AVX512)
    if constexpr (is_avx512_vector<T, Arch> && sizeof(T) >= 4) {
        typedef T lanes __attribute__((vector_size(64)));
        const lanes all{p[at[I]]...};
        return __builtin_bit_cast(typename batch<T, Arch>::register_type, all);
    } else
#endif
#if defined(TYPEGRAD_AVX2)
    if constexpr (is_avx_vector<T, Arch> && sizeof(T) >= 4) {
        if constexpr (std::is_same_v<T, double>) return _mm256_setr_pd(p[at[I]]...);
        else if constexpr (std::is_same_v<T, float>) return _mm256_setr_ps(p[at[I]]...);
        else if constexpr (sizeof(T) == 8) return _mm256_setr_epi64x(p[at[I]]...);
        else return _mm256_setr_epi32(p[at[I]]...);
    } else
#endif
    {
        alignas(64) const T lanes[]{p[at[I]]...};
        return batch<T, Arch>::load_aligned(lanes);
    }
}
/// The same element of each row; lanes that have no row take the last one's.
template <class T, class Arch, std::size_t L, class M, class Part>
TYPEGRAD_HOST_INLINE void load_rows(pack<T, Arch, L>& to, const M* from, std::ptrdiff_t stride, const Part part) {
    using P = pack<T, Arch, L>;
    if (Part::whole && P::room == L && stride == 1) to = P::load(from);
    else
        for (std::size_t k = 0; k < P::parts; ++k) {
            std::ptrdiff_t at[P::width];
            for (std::size_t l = 0; l < P::width; ++l) {
                const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(k * P::width + l), last = lanes_in<L>(part) - 1;
                at[l] = (row < last ? row : last) * stride;
            }
            to.part[k] = vector_of<T, Arch>(from, at, std::make_index_sequence<P::width>{});
        }
}
template <class Carrier, class Arch, std::size_t L, class Part>
TYPEGRAD_HOST_INLINE void load_rows(mask<Carrier, Arch, L>& to, const bool* from, std::ptrdiff_t stride, const Part part) {
    to = mask<Carrier, Arch, L>::gather(from, stride, lanes_in<L>(part));
}
template <std::size_t L, class P, class T, class Part>
TYPEGRAD_HOST_INLINE void store_rows(const P& x, T* to, std::ptrdiff_t stride, const Part part) {
    if constexpr (Part::whole && P::room == L)
        if (stride == 1) return x.store(to);
    alignas(64) T lanes[P::room];
    x.store(lanes);
    for (std::ptrdiff_t k = 0; k < lanes_in<L>(part); ++k) to[k * stride] = lanes[k];
}
/// Joins the lanes that hold a row.
template <op Reduction, class T, class Arch, std::size_t L, class Part>
TYPEGRAD_HOST_INLINE T join_rows(const pack<T, Arch, L>& x, const Part part) {
    if constexpr (Part::whole) return join_lanes<Reduction>(x);
    else return join_lanes<Reduction>(first_of(x, pack<T, Arch, L>::all(rule<Reduction>::template identity<T>()), part.count));
}
/// Joins row values into memory: each lane into its own element, or all into one.
template <op Reduction, class A, class T, class Arch, std::size_t L, class Part>
TYPEGRAD_HOST_INLINE void deposit_rows(const pack<T, Arch, L>& x, A* to, std::ptrdiff_t stride, const Part part) {
    if (stride == 0) {
        *to = rule<Reduction>::forward(*to, static_cast<A>(join_rows<Reduction>(x, part)));
        return;
    }
    alignas(64) T lanes[pack<T, Arch, L>::room];
    x.store(lanes);
    for (std::ptrdiff_t k = 0; k < lanes_in<L>(part); ++k) to[k * stride] = rule<Reduction>::forward(to[k * stride], static_cast<A>(lanes[k]));
}

/// Step number `i`, word `w`; everything that depends on its key is chosen here, once per key.
template <word Key, class Carrier, class Slots, class Part>
TYPEGRAD_HOST_INLINE void row_lanes_step(const Slots v, const row_lanes_cursor c, std::size_t i, word w, word constant, std::ptrdiff_t j, const Part part) {
    constexpr dtype type = step_type(Key);
    constexpr bool along_row = static_cast<stride_mode>(step_mode(Key)) != stride_mode::repeated;
    constexpr op reduction = step_reduction(Key);
    using T = element_type<type>;
    using P = std::remove_reference_t<decltype(v.template at<type>(0))>;
    const std::uint32_t a = step_a(w), b = step_b(w);
    if constexpr (step_is(Key, step_op::load)) load_rows(v.template at<type>(i), static_cast<const T*>(c.at[a]) + j * c.inner_stride[a], c.row_stride[a], part);
    else if constexpr (step_is(Key, step_op::splat)) load_rows(v.template at<type>(i), static_cast<const T*>(c.at[a]), c.row_stride[a], part);
    else if constexpr (step_is(Key, step_op::store)) store_rows<Slots::lanes>(v.template at<type>(a), static_cast<T*>(c.at[b]) + (along_row ? j * c.inner_stride[b] : 0), c.row_stride[b], part);
    else if constexpr (step_is(Key, step_op::index)) {
        alignas(64) T at[P::room];
        for (std::size_t k = 0; k < P::room; ++k) at[k] = static_cast<T>(c.index[a]) + (a == c.row ? static_cast<T>(k) : T(0));
        v.template at<type>(i) = P::load(at);
    } else if constexpr (step_is(Key, step_op::inner_index)) v.template at<type>(i) = P::all(static_cast<T>(j));
    else if constexpr (step_is(Key, step_op::accumulate)) {
        for (std::size_t k = 0; k < P::parts; ++k) v.template at<type>(i).part[k] = rule<reduction>::forward(v.template at<type>(i).part[k], v.template at<type>(a).part[k]);
    } else if constexpr (step_is(Key, step_op::accumulate_lanes)) deposit_rows<reduction>(v.template at<type>(a), static_cast<total_type<type>*>(c.at[b]) + j, c.row_stride[b], part);
    else if constexpr (step_is(Key, step_op::deposit)) deposit_rows<reduction>(v.template at<type>(a), static_cast<total_type<type>*>(c.at[b]), c.row_stride[b], part);
    else if constexpr (step_is(Key, step_op::load_at) || step_is(Key, step_op::store_at) || step_is(Key, step_op::within)) {
        using label = element_type<step_label_type(Key)>;
        alignas(64) label at[std::remove_reference_t<decltype(v.template at<step_label_type(Key)>(0))>::room];
        alignas(64) T x[P::room]{};
        v.template at<step_label_type(Key)>(step_is(Key, step_op::store_at) ? step_c(w) : b).store(at);
        if constexpr (!step_is(Key, step_op::load_at)) v.template at<type>(a).store(x);
        for (std::ptrdiff_t k = 0; k < lanes_in<Slots::lanes>(part); ++k) {
            const bool there = at[k] >= 0 && static_cast<std::int64_t>(at[k]) < c.length;
            if constexpr (step_is(Key, step_op::load_at)) {
                if (there) x[k] = static_cast<const T*>(c.at[a])[k * c.row_stride[a] + static_cast<std::ptrdiff_t>(at[k]) * c.inner_stride[a]];
            } else if constexpr (step_is(Key, step_op::store_at)) {
                if (there) static_cast<T*>(c.at[b])[k * c.row_stride[b] + static_cast<std::ptrdiff_t>(at[k]) * c.inner_stride[b]] = x[k];
            } else if (!there) x[k] = T{};
        }
        if constexpr (!step_is(Key, step_op::store_at)) v.template at<type>(i) = P::load(x);
    } else nest_step<Key, Carrier>(v, nest_cursor{}, slot_copy{}, i, w, constant, j, whole_vector{});
}

} // namespace typegrad::cpu
