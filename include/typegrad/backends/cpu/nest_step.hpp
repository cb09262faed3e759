// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/cpu/part.hpp>
#include <typegrad/backends/unrolled.hpp>
#include <typegrad/plan/nest.hpp>

/// One step of a loop nest, in SIMD lanes.
namespace typegrad::cpu {

/// One value per step, in an array of its type. Pointers, because g++ takes local arrays apart into registers but not
/// arrays inside a struct.
template <class Arch, std::size_t L, class Carrier>
struct nest_slots {
    using arch = Arch;
    static constexpr std::size_t lanes = L;
    mask<Carrier, Arch, L>* booleans;
    pack<std::int32_t, Arch, L>* int32s;
    pack<std::int64_t, Arch, L>* int64s;
    pack<float, Arch, L>* floats;
    pack<double, Arch, L>* doubles;

    template <dtype T>
    TYPEGRAD_HOST_INLINE auto& at(std::size_t k) const {
        if constexpr (T == dtype::boolean) return booleans[k];
        else if constexpr (T == dtype::int32) return int32s[k];
        else if constexpr (T == dtype::int64) return int64s[k];
        else if constexpr (computed_type(T) == dtype::float32) return floats[k];
        else return doubles[k];
    }
};

/// Where the loops stand: element pointers and inner strides of the operands, and the index along each dimension. Pointers
/// for the same reason.
struct nest_cursor {
    void** at = nullptr;
    std::ptrdiff_t* inner_stride = nullptr;
    std::ptrdiff_t* index = nullptr;
    double* totals = nullptr;           ///< of floating reductions
    std::int64_t* int_totals = nullptr; ///< and of integer ones
    std::ptrdiff_t length = 0; ///< of the innermost dimension; for what happens once a row

    template <dtype T>
    TYPEGRAD_HOST_INLINE auto& total(std::size_t k) const {
        if constexpr (is_floating(T)) return totals[k];
        else return int_totals[k];
    }
};

template <dtype T>
using total_type = std::conditional_t<is_floating(T), double, std::int64_t>;

/// Which slots a step uses: steps from `first` on belong to the loop body, of which several copies may be in flight.
struct slot_copy {
    std::size_t first = 0, offset = 0;
    TYPEGRAD_HOST_INLINE constexpr std::size_t operator()(std::size_t slot) const { return slot >= first ? slot + offset : slot; }
};

template <std::size_t Lanes, class Part>
TYPEGRAD_HOST_INLINE constexpr std::ptrdiff_t lanes_in(const Part& part) {
    if constexpr (Part::whole) return Lanes;
    else return part.count;
}

/// The index that a label holds; -1 where the row, of `length` elements, has no such element.
template <class Pack>
TYPEGRAD_HOST_INLINE std::ptrdiff_t label_index(const Pack& label, std::ptrdiff_t length) {
    const std::int64_t at = label.first();
    return at >= 0 && at < length ? static_cast<std::ptrdiff_t>(at) : -1;
}

/// Step number `step`, word `w`; everything that depends on its key is chosen here, once per key and kernel.
template <word Key, class Carrier, class Slots, class Part>
TYPEGRAD_HOST_INLINE void nest_step(const Slots v, const nest_cursor c, const slot_copy slot, std::size_t step, word w, [[maybe_unused]] word constant, [[maybe_unused]] std::ptrdiff_t j, [[maybe_unused]] const Part part) {
    constexpr dtype type = step_type(Key), from = step_from(Key);
    constexpr op code = step_code(Key);
    constexpr stride_mode mode = static_cast<stride_mode>(step_mode(Key));
    constexpr op reduction = step_reduction(Key);
    using T = element_type<type>; // in memory
    using V = computed_element<type>;
    using P = std::remove_reference_t<decltype(v.template at<type>(0))>;
    constexpr std::size_t lanes = Slots::lanes;
    const std::uint32_t number = step_a(w), operand = step_b(w);
    const std::size_t i = slot(step), a = slot(number), b = slot(step_b(w));
    if constexpr (step_is(Key, step_op::constant)) v.template at<type>(i) = P::all(number_from_bits<V>(constant));
    else if constexpr (step_is(Key, step_op::load)) {
        const T* p = static_cast<const T*>(c.at[number]);
        if constexpr (mode == stride_mode::strided) {
            const std::ptrdiff_t s = c.inner_stride[number];
            if constexpr (Part::whole) v.template at<type>(i) = P::gather(p + j * s, s);
            else v.template at<type>(i) = P::gather(p + j * s, s, part.count);
        } else if constexpr (Part::whole) v.template at<type>(i) = P::load(p + j);
        else if constexpr (type == dtype::boolean) v.template at<type>(i) = P::gather(p + j, 1, part.count);
        else v.template at<type>(i) = load_first<V, typename Slots::arch, lanes>(p + j, part.count);
    } else if constexpr (step_is(Key, step_op::splat)) v.template at<type>(i) = P::all(*static_cast<const T*>(c.at[number]));
    else if constexpr (step_is(Key, step_op::store)) {
        T* p = static_cast<T*>(c.at[operand]);
        if constexpr (mode == stride_mode::repeated) *p = v.template at<type>(a).first();
        else if constexpr (mode == stride_mode::contiguous) {
            if constexpr (Part::whole) v.template at<type>(a).store(p + j);
            else store_first(v.template at<type>(a), p + j, part.count);
        } else {
            T out[P::room];
            v.template at<type>(a).store(out);
            for (std::ptrdiff_t k = 0; k < lanes_in<lanes>(part); ++k) p[(j + k) * c.inner_stride[operand]] = out[k];
        }
    } else if constexpr (step_is(Key, step_op::index)) v.template at<type>(i) = P::all(static_cast<T>(c.index[number]));
    else if constexpr (step_is(Key, step_op::inner_index)) {
        alignas(64) T first[lanes];
        for (std::size_t k = 0; k < lanes; ++k) first[k] = static_cast<T>(k);
        P p = P::load(first);
        for (std::size_t k = 0; k < P::parts; ++k) p.part[k] += static_cast<T>(j);
        v.template at<type>(i) = p;
    } else if constexpr (step_is(Key, step_op::accumulate)) {
        const auto join = [&](P& to) TYPEGRAD_LAMBDA {
            for (std::size_t k = 0; k < P::parts; ++k) to.part[k] = rule<reduction>::forward(v.template at<type>(i).part[k], v.template at<type>(a).part[k]);
        };
        if constexpr (Part::whole) join(v.template at<type>(i));
        else {
            P joined;
            join(joined);
            v.template at<type>(i) = first_of(joined, v.template at<type>(i), part.count);
        }
    } else if constexpr (step_is(Key, step_op::accumulate_lanes)) {
        using A = total_type<type>;
        A* p = static_cast<A*>(c.at[operand]) + j;
        if constexpr (Part::whole && is_floating(type)) {
            const auto x = convert<A>(v.template at<type>(a));
            auto joined = decltype(convert<A>(v.template at<type>(a)))::load(p);
            for (std::size_t k = 0; k < joined.parts; ++k) joined.part[k] = rule<reduction>::forward(joined.part[k], x.part[k]);
            joined.store(p);
            return;
        }
        alignas(64) T x[P::room];
        v.template at<type>(a).store(x);
        for (std::ptrdiff_t k = 0; k < lanes_in<lanes>(part); ++k) p[k] = rule<reduction>::forward(p[k], static_cast<A>(x[k]));
    } else if constexpr (step_is(Key, step_op::total)) v.template at<type>(i) = v.template at<type>(a);
    else if constexpr (step_is(Key, step_op::deposit)) {
        using A = total_type<type>;
        A* p = static_cast<A*>(c.at[operand]);
        *p = rule<reduction>::forward(*p, static_cast<A>(v.template at<type>(a).first()));
    } else if constexpr (step_is(Key, step_op::load_at)) {
        const std::ptrdiff_t at = label_index(v.template at<step_label_type(Key)>(b), c.length);
        const std::ptrdiff_t s = step_stride(Key) == stride_mode::strided ? c.inner_stride[number] : 1;
        v.template at<type>(i) = P::all(at >= 0 ? static_cast<const T*>(c.at[number])[at * s] : T{});
    } else if constexpr (step_is(Key, step_op::store_at)) {
        const std::ptrdiff_t at = label_index(v.template at<step_label_type(Key)>(slot(step_c(w))), c.length);
        const std::ptrdiff_t s = step_stride(Key) == stride_mode::strided ? c.inner_stride[operand] : 1;
        if (at >= 0) static_cast<T*>(c.at[operand])[at * s] = v.template at<type>(a).first();
    } else if constexpr (step_is(Key, step_op::within)) {
        if (label_index(v.template at<step_label_type(Key)>(b), c.length) >= 0) v.template at<type>(i) = v.template at<type>(a);
        else v.template at<type>(i) = P::all(T{});
    } else if constexpr (code == op::cast) {
        using F = computed_element<from>;
        if constexpr (type == dtype::boolean) {
            const auto& x = v.template at<from>(a);
            mask<F, typename Slots::arch, lanes> m;
            for (std::size_t k = 0; k < m.parts; ++k) m.part[k] = !(x.part[k] == batch<F, typename Slots::arch>(F(0)));
            v.template at<type>(i) = as_mask<Carrier>(m);
        } else if constexpr (from == dtype::boolean) {
            const auto m = as_mask<V>(v.template at<from>(a));
            using B = batch<V, typename Slots::arch>;
            for (std::size_t k = 0; k < P::parts; ++k) v.template at<type>(i).part[k] = math::select(m.part[k], B(V(1)), B(V(0)));
        } else if constexpr (is_half(type)) v.template at<type>(i) = rounded_to<T>(v.template at<from>(a));
        else v.template at<type>(i) = convert<T>(v.template at<from>(a));
    } else if constexpr (code == op::select) {
        const std::size_t third = slot(step_c(w));
        if constexpr (type == dtype::boolean) {
            for (std::size_t k = 0; k < P::parts; ++k) {
                const auto m = v.template at<dtype::boolean>(a).part[k];
                v.template at<type>(i).part[k] = (m && v.template at<type>(b).part[k]) || (!m && v.template at<type>(third).part[k]);
            }
        } else {
            const auto m = as_mask<V>(v.template at<dtype::boolean>(a));
            for (std::size_t k = 0; k < P::parts; ++k)
                v.template at<type>(i).part[k] = rule<code>::forward(m.part[k], v.template at<type>(b).part[k], v.template at<type>(third).part[k]);
        }
    } else if constexpr (is_comparison(code) && from != dtype::boolean) {
        mask<element_type<from>, typename Slots::arch, lanes> m;
        for (std::size_t k = 0; k < m.parts; ++k) m.part[k] = rule<code>::forward(v.template at<from>(a).part[k], v.template at<from>(b).part[k]);
        v.template at<type>(i) = as_mask<Carrier>(m);
    } else if constexpr (code == op::polygamma) {
        for (std::size_t k = 0; k < P::parts; ++k) v.template at<type>(i).part[k] = rule<code>::forward(v.template at<type>(a).part[k], static_cast<int>(operand));
    } else if constexpr (info(code).arity == 1) {
        for (std::size_t k = 0; k < P::parts; ++k) v.template at<type>(i).part[k] = rule<code>::forward(v.template at<type>(a).part[k]);
    } else {
        for (std::size_t k = 0; k < P::parts; ++k) v.template at<type>(i).part[k] = rule<code>::forward(v.template at<type>(a).part[k], v.template at<type>(b).part[k]);
    }
}

} // namespace typegrad::cpu
