// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <limits>
#include <typegrad/backends/device/team.hpp>
#include <typegrad/program/instances.hpp>

/// Instances on other backends: one in each thread.
namespace typegrad {

namespace device {

/// A list of values for device code, which cannot read tuples.
template <std::size_t I, class T>
struct value_at {
    T value;
};
template <class Indices, class... T>
struct values;
template <std::size_t... I, class... T>
struct values<std::index_sequence<I...>, T...> : value_at<I, T>... {};
template <std::size_t I, class T>
TYPEGRAD_INLINE const T& get(const value_at<I, T>& v) { return v.value; }
template <std::size_t I, class T>
TYPEGRAD_HOST_INLINE T& put(value_at<I, T>& v) { return v.value; }

/// What all instances share.
template <class T, std::size_t Elements>
struct shared_values {
    T x[Elements + 1];
};

/// The function of one instance, for all of them. `From`, `To`: `values` of rows or of what is shared, and of rows.
template <class Kernel, class From, class To, std::size_t Slots, std::size_t Results>
struct instance_kernel {
    From from;
    To to;
    std::int64_t count;
    work_split split;

    template <class T, std::size_t Elements, class Index>
    TYPEGRAD_INLINE static bool has(const instance_rows<T, Elements, Index>& rows, std::int64_t i) { return rows.has(i); }
    template <class T, std::size_t Elements>
    TYPEGRAD_INLINE static bool has(const shared_values<T, Elements>&, std::int64_t) { return true; }

    /// One operand of one instance: where it is, or a copy whose elements lie side by side.
    template <class Holder>
    struct operand;
    template <class T, std::size_t Elements, class Index>
    struct operand<instance_rows<T, Elements, Index>> {
        using number = std::remove_const_t<T>;
        /// Of an instance that has no arguments.
        static constexpr number nothing = std::numeric_limits<number>::has_quiet_NaN ? std::numeric_limits<number>::quiet_NaN() : number{};
        number copy[Elements + 1];
        TYPEGRAD_INLINE number* read(const instance_rows<T, Elements, Index>& rows, std::int64_t i) {
            T* row = rows.row(i);
            if (rows.contiguous) return const_cast<number*>(row);
            if constexpr (std::is_const_v<T>) {
                for (std::size_t e = 0; e < Elements; ++e) copy[e] = row[rows.offset[e]];
            }
            return copy;
        }
        TYPEGRAD_INLINE void write(const instance_rows<T, Elements, Index>& rows, std::int64_t i) const {
            if (rows.contiguous) return;
            for (std::size_t e = 0; e < Elements; ++e) rows.row(i)[rows.offset[e]] = copy[e];
        }
        TYPEGRAD_INLINE static void fill(const instance_rows<T, Elements, Index>& rows, std::int64_t i) {
            for (std::size_t e = 0; e < Elements; ++e) rows.row(i)[rows.offset[e]] = nothing;
        }
    };
    template <class T, std::size_t Elements>
    struct operand<shared_values<T, Elements>> {
        TYPEGRAD_INLINE static T* read(const shared_values<T, Elements>& shared, std::int64_t) { return const_cast<T*>(shared.x); }
    };
    template <class Holder>
    TYPEGRAD_INLINE static operand<Holder> operand_of(const Holder&) { return {}; }

    template <std::size_t... S, std::size_t... R>
    TYPEGRAD_INLINE void one(std::int64_t i, std::index_sequence<S...>, std::index_sequence<R...>) const {
        if (!(has(device::get<S>(from), i) && ...)) {
            (operand<std::remove_cvref_t<decltype(device::get<R>(to))>>::fill(device::get<R>(to), i), ...);
            return;
        }
        scalar_operands<Slots + Results> memory;
        values<std::index_sequence<S...>, operand<std::remove_cvref_t<decltype(device::get<S>(from))>>...> in;
        values<std::index_sequence<R...>, operand<std::remove_cvref_t<decltype(device::get<R>(to))>>...> out;
        (set(memory, S, static_cast<value_at<S, operand<std::remove_cvref_t<decltype(device::get<S>(from))>>>&>(in).value.read(device::get<S>(from), i)), ...);
        (set(memory, Slots + R, static_cast<value_at<R, operand<std::remove_cvref_t<decltype(device::get<R>(to))>>>&>(out).value.read(device::get<R>(to), i)), ...);
        Kernel::run(memory);
        (device::get<R>(out).write(device::get<R>(to), i), ...);
    }
    template <class T>
    TYPEGRAD_INLINE static void set(scalar_operands<Slots + Results>& memory, std::size_t k, T* p) { memory.template of<T>(k) = p; }

    template <class Team>
    TYPEGRAD_HD void operator()(const Team& team, std::int64_t chunk) const {
        const std::int64_t end = (chunk + 1) * split.pitch < count ? (chunk + 1) * split.pitch : count;
        for (std::int64_t i = chunk * split.pitch + team.rank(); i < end; i += team.size()) one(i, std::make_index_sequence<Slots>{}, std::make_index_sequence<Results>{});
    }
};

} // namespace device

template <class Backend, class Program, class... Argument>
struct instances : bound_instances<Backend, Program, Argument...> {
    using base = bound_instances<Backend, Program, Argument...>;
    using base::slots, base::count, base::from, base::to;
    using typename base::straight, typename base::slot_indices, typename base::result_indices;

    template <std::size_t... C, std::size_t... I>
    static constexpr auto kernel(std::index_sequence<C...>, std::index_sequence<I...>) {
        return std::type_identity<scalar_kernel<constant_table<straight::lazily::code.constants[C]...>, straight::lazily::code.code[I]...>>{};
    }
    template <std::size_t S>
    static constexpr auto holder() {
        if constexpr (base::template mapped<S>) return std::type_identity<std::tuple_element_t<S, typename base::storage::first_type>>{};
        else return std::type_identity<device::shared_values<typename base::template slot_type<S>, base::template slot_elements<S>>>{};
    }
    template <std::size_t... S, std::size_t... R>
    static constexpr auto functor(std::index_sequence<S...>, std::index_sequence<R...>) {
        using body = typename decltype(kernel(std::make_index_sequence<static_cast<std::size_t>(straight::lazily::code.constant_count)>{}, std::make_index_sequence<static_cast<std::size_t>(straight::lazily::code.size)>{}))::type;
        return std::type_identity<device::instance_kernel<body, device::values<std::index_sequence<S...>, typename decltype(holder<S>())::type...>, device::values<std::index_sequence<R...>, std::tuple_element_t<R, typename base::storage::second_type>...>, slots, Program::results>>{};
    }

    /// Runs; nothing has been written before.
    void all() const {
        base::check_aliases(slot_indices{}, result_indices{});
        if (count == 0) return;
        run(slot_indices{}, result_indices{});
    }

  private:
    template <std::size_t S, class Holder>
    void hold_slot(Holder& to_hold) const {
        const auto& rows = std::get<S>(from);
        if constexpr (base::template mapped<S>) {
            if constexpr (Backend::own_memory) { // nvcc wants the braces
                const auto name = [] { return "argument " + std::to_string(base::slot_list[S].feed) + " of vmap"; };
                if (rows.count > 0) Backend::runtime::check(rows.data, name);
                if constexpr (std::remove_cvref_t<decltype(rows)>::indexed) Backend::runtime::check(rows.index, name);
            }
            to_hold = rows;
        } else {
            for (std::size_t e = 0; e < base::template slot_elements<S>; ++e) to_hold.x[e] = rows.data[rows.offset[e]];
        }
    }
    template <std::size_t R, class Holder>
    void hold_result(Holder& to_hold) const {
        const auto& rows = std::get<R>(to);
        if constexpr (Backend::own_memory) Backend::runtime::check(rows.data, [] { return "the memory for result " + std::to_string(R); });
        to_hold = rows;
    }
    template <std::size_t... S, std::size_t... R>
    void run(std::index_sequence<S...> s, std::index_sequence<R...> r) const {
        typename decltype(functor(s, r))::type f{};
        (hold_slot<S>(device::put<S>(f.from)), ...);
        (hold_result<R>(device::put<R>(f.to)), ...);
        f.count = count;
        device::work_size w;
        w.indices = count;
        w.vectors = 4; // as much as several elements of an array
        w.inner_cut = true;
        f.split = Backend::split(w);
        if constexpr (Backend::own_memory) {
            typename Backend::workspace work;
            Backend::launch({&work, false}, f.split, f);
        } else Backend::launch({}, f.split, f);
    }
};

} // namespace typegrad
