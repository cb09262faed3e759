// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/program/run.hpp>

namespace typegrad {

/// Standard containers give standard containers; one Eigen object among the arrays, and results are Eigen's; one xtensor, and they are xtensors.
template <class... A>
inline constexpr family common_family = [] {
    family f = family::standard;
    ((f = array_traits<A>::owner > f ? array_traits<A>::owner : f), ...);
    return f;
}();

[[noreturn, gnu::noinline, gnu::cold]] inline void throw_into_extent(std::size_t result, int axis, std::int64_t found, std::int64_t wanted) {
    throw shape_error(joined({"typegrad: into: the memory for result ", result, " has extent ", found, " on axis ", axis, ", not ", wanted}));
}
[[noreturn, gnu::noinline, gnu::cold]] inline void throw_into_order(std::size_t result) {
    throw shape_error(joined({"typegrad: into: the memory for result ", result, " is not contiguous in row-major order"}));
}

/// Where results go: new containers, or the caller's memory for the last ones.
template <class Program, class Owned, class Given>
struct result_set;

/// What a call returns: nothing, one result, a pair of value and gradients, or a tuple; made once and filled in place.
template <bool Pair, class... R>
struct returned {
    using type = std::tuple<R...>;
    static constexpr std::tuple<R&...> parts(type& r) {
        return spread([](auto&... x) TYPEGRAD_LAMBDA { return std::tuple<R&...>(x...); }, r);
    }
};
template <bool Pair, class R>
struct returned<Pair, R> {
    using type = R;
    static constexpr std::tuple<R&> parts(type& r) { return std::tuple<R&>(r); }
};
template <class V, class G>
struct returned<true, V, G> {
    using type = std::pair<V, G>;
    static constexpr std::tuple<V&, G&> parts(type& r) { return std::tuple<V&, G&>(r.first, r.second); }
};
template <class V, class G, class H, class... More>
struct returned<true, V, G, H, More...> {
    using type = std::pair<V, std::tuple<G, H, More...>>;
    static constexpr std::tuple<V&, G&, H&, More&...> parts(type& r) {
        return spread([&](auto&... x) TYPEGRAD_LAMBDA { return std::tuple<V&, G&, H&, More&...>(r.first, x...); }, r.second);
    }
};

template <class Program, class... Owned, class... Given>
struct result_set<Program, std::tuple<Owned...>, std::tuple<Given&...>> {
    std::tuple<Owned&...> owned;
    std::tuple<Given&...> given;
    static constexpr std::size_t first_given = sizeof...(Owned), first_waiting = Program::results; ///< none waits
    memory_range ranges[sizeof...(Owned) + sizeof...(Given) + 1]; ///< of the caller's results that have been prepared
    memory_range read[Program::slot_count + 1]; ///< what the call reads; set when the first of the caller's results is prepared

    constexpr result_set(const std::tuple<Owned&...>& owned_, const std::tuple<Given&...>& given_) : owned(owned_), given(given_) {}
    constexpr result_set(const result_set& other) : owned(other.owned), given(other.given) {} // nothing has been prepared in a copy

    /// Is result K a number of the host?
    template <std::size_t K>
    static constexpr bool is_number = array_element<std::remove_cvref_t<std::tuple_element_t<K, std::tuple<Owned..., Given...>>>>;

    /// All results, made to the extents they have in a program that knows them when it compiles.
    constexpr auto references() {
        [&]<std::size_t... K>(std::index_sequence<K...>) {
            [[maybe_unused]] const auto make = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
                using R = std::tuple_element_t<I, std::tuple<Owned...>>;
                if constexpr (resizable<R>) {
                    std::int64_t extents[max_rank]{};
                    for (int axis = 0; axis < array_traits<R>::rank; ++axis) extents[axis] = root_info<Program, I>::extent(axis);
                    std::get<I>(owned) = make_container<R>(extents);
                }
            };
            (make(std::integral_constant<std::size_t, K>{}), ...);
        }(std::index_sequence_for<Owned...>{});
        return spread([&](auto&... o) TYPEGRAD_LAMBDA { return spread([&](auto&... g) TYPEGRAD_LAMBDA { return std::tie(o..., g...); }, given); }, owned);
    }

    template <std::size_t K, class Planned>
    TYPEGRAD_HOST_INLINE void* prepare(const std::int64_t* extents, const binding* slots) {
        if constexpr (K < first_given) {
            using R = std::tuple_element_t<K, std::tuple<Owned...>>;
            std::get<K>(owned) = make_container<R>(extents);
            return array_traits<R>::data(std::get<K>(owned));
        } else {
            auto& to = std::get<K - first_given>(given);
            using R = std::remove_reference_t<decltype(to)>;
            const binding b = bind_array(to);
            check_given<R>(K, b, extents);
            const memory_range mine = range_of(b, array_traits<R>::rank, sizeof(typename array_traits<R>::value_type));
            for (std::size_t k = first_given; k != K; ++k)
                if (mine.overlaps(ranges[k])) throw_alias(static_cast<int>(K));
            ranges[K] = mine;
            unrolled<Program::slot_count>([&](auto s) TYPEGRAD_LAMBDA {
                constexpr slot leaf = Program::cut_graph.slots[s];
                if constexpr (leaf.code == op::parameter) return;
                else if constexpr (array_traits<R>::rank == 0 && K != first_given && leaf.code != op::variable && in_place_safe<Planned>(static_cast<int>(s.value), static_cast<int>(K), false)) return;
                else {
                    if constexpr (K == first_given) read[s] = range_of(slots[s], slot_shapes<Program>::shapes.at[s].rank, sizeof(element_type<leaf.type>));
                    const memory_range& other = read[s];
                    if (!mine.overlaps(other)) return;
                    const bool same = mine.first == other.first && mine.last == other.last;
                    if (!same || leaf.code == op::variable || !in_place_safe<Planned>(static_cast<int>(s.value), static_cast<int>(K))) throw_alias(static_cast<int>(K));
                }
            });
            return b.data;
        }
    }
    /// The caller's memory for a straight-line program, whose loads all come before its stores: its extents, and that no
    /// two results share any of it. `updated`: variables that are written too.
    template <class... U>
    constexpr void check_straight(const std::tuple<U&...>& updated) {
        constexpr std::size_t count = sizeof...(Given) + sizeof...(U);
        [[maybe_unused]] memory_range taken[count + 1]{};
        [[maybe_unused]] const auto take = [&]<class R>(std::size_t k, const R& to) TYPEGRAD_LAMBDA {
            if constexpr (count > 1)
                if (!std::is_constant_evaluated()) {
                    taken[k] = range_of(bind_array(to), array_traits<R>::rank, sizeof(typename array_traits<R>::value_type));
                    for (std::size_t j = 0; j < k; ++j)
                        if (taken[k].overlaps(taken[j])) throw_alias(static_cast<int>(first_given + (k < sizeof...(Given) ? k : j)));
                }
        };
        [&]<std::size_t... G>(std::index_sequence<G...>) TYPEGRAD_LAMBDA {
            [[maybe_unused]] const auto one = [&]<std::size_t K>(std::integral_constant<std::size_t, K>) TYPEGRAD_LAMBDA {
                using info = root_info<Program, first_given + K>;
                auto& to = std::get<K>(given);
                using R = std::remove_reference_t<decltype(to)>;
                if constexpr (info::rank > 0) {
                    std::int64_t extents[max_rank]{};
                    for (int a = 0; a < info::rank; ++a) extents[a] = info::extent(a);
                    check_given<R>(first_given + K, bind_array(to), extents);
                }
                take(K, to);
            };
            (one(std::integral_constant<std::size_t, G>{}), ...);
        }(std::index_sequence_for<Given...>{});
        if constexpr (sizeof...(Given) > 0)
            [&]<std::size_t... N>(std::index_sequence<N...>) TYPEGRAD_LAMBDA { (take(sizeof...(Given) + N, std::get<N>(updated)), ...); }(std::index_sequence_for<U...>{});
    }
    template <class R>
    TYPEGRAD_HOST_INLINE static constexpr void check_given(std::size_t k, const binding& b, const std::int64_t* extents) {
        for (int a = 0; a < array_traits<R>::rank; ++a)
            if (b.extent[a] != extents[a]) throw_into_extent(k, a, b.extent[a], extents[a]);
        if (!is_row_major<R>(b)) throw_into_order(k);
    }
};

} // namespace typegrad
