// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/arrays/nested.hpp>
#include <typegrad/arrays/rows.hpp>
#include <typegrad/program/function.hpp>

/// A straight-line program on all instances of its arguments: what is bound, and checked before anything runs.
namespace typegrad {

/// Shape and containers of result K over all instances.
template <class Program, std::size_t K>
struct instance_result {
    using info = root_info<Program, K>;
    static constexpr int rank = info::rank + 1;
    template <family Family, std::size_t... A>
    static constexpr auto make(std::index_sequence<A...>) {
        return std::type_identity<typename result_container<Family, element_type<info::type>, -1, info::extent(static_cast<int>(A))...>::type>{};
    }
    template <class Backend, family Family>
    static constexpr auto make_for() {
        if constexpr (Backend::own_memory) return std::type_identity<typename Backend::template array<element_type<info::type>, rank>>{};
        else return make<Family>(std::make_index_sequence<static_cast<std::size_t>(info::rank)>{});
    }
    template <class Backend, family Family>
    using container = typename decltype(make_for<Backend, Family>())::type;
};

/// Where the rows of one array lie: row i begins at `data + i * stride`, its elements are `offset` apart. With an index (not
/// void) instance i has row index[i].
template <class T, std::size_t Elements, class Index = void>
struct instance_rows {
    static constexpr bool indexed = !std::is_void_v<Index>;
    T* data = nullptr;
    std::ptrdiff_t stride = 0;
    bool contiguous = true;
    std::ptrdiff_t offset[Elements + 1];
    const Index* index = nullptr;
    std::ptrdiff_t index_stride = 0;
    std::int64_t count = 0;

    void place(const binding& b, int rank) {
        count = b.extent[0];
        data = static_cast<T*>(b.data);
        stride = b.stride[0];
        std::ptrdiff_t step = 1;
        for (int k = rank; k-- > 1; step *= static_cast<std::ptrdiff_t>(b.extent[k])) contiguous = contiguous && (b.stride[k] == step || b.extent[k] == 1);
        std::int64_t at[max_rank]{};
        for (std::size_t e = 0; e < Elements; ++e) {
            offset[e] = 0;
            for (int k = 1; k < rank; ++k) offset[e] += static_cast<std::ptrdiff_t>(at[k]) * b.stride[k];
            for (int k = rank; k-- > 1;) {
                if (++at[k] < b.extent[k]) break;
                at[k] = 0;
            }
        }
    }
    TYPEGRAD_INLINE T* row(std::int64_t i) const {
        if constexpr (indexed) return data + static_cast<std::ptrdiff_t>(index[i * index_stride]) * stride;
        else return data + i * stride;
    }
    /// Is there such a row?
    TYPEGRAD_INLINE bool has([[maybe_unused]] std::int64_t i) const {
        if constexpr (indexed) return index[i * index_stride] >= 0 && static_cast<std::int64_t>(index[i * index_stride]) < count;
        else return true;
    }
    TYPEGRAD_HOST_INLINE const std::ptrdiff_t* offsets() const { return contiguous ? nullptr : offset; }
    /// Do neighbouring instances lie side by side, element by element?
    TYPEGRAD_HOST_INLINE bool side_by_side() const { return !indexed && stride == 1; }
};

/// An argument as it is bound: taken row by row, or shared by all instances.
template <class A, bool Mapped>
struct instance_argument {
    using type = A;
    static constexpr bool mapped = Mapped;
    using array_type = held<typename row_traits<A>::array_type>;
    static constexpr auto find_index() {
        using index_type = typename row_traits<A>::index_type;
        if constexpr (std::same_as<index_type, every_row>) return std::type_identity<void>{};
        else return std::type_identity<typename array_traits<held<index_type>>::value_type>{};
    }
    using index = typename decltype(find_index())::type;
};

[[noreturn, gnu::noinline, gnu::cold]] inline void throw_instances(std::size_t first, std::int64_t a, std::size_t argument, std::int64_t b) {
    throw shape_error(joined({"typegrad: vmap: argument ", first, " has ", a, " rows and argument ", argument, " has ", b}));
}
[[noreturn, gnu::noinline, gnu::cold]] inline void throw_row_extent(std::size_t argument, int axis, std::int64_t found, std::int64_t wanted) {
    throw shape_error(joined({"typegrad: vmap: argument ", argument, ": axis ", axis, " has extent ", found, ", not ", wanted}));
}
[[noreturn, gnu::noinline, gnu::cold]] inline void throw_row_number(std::size_t argument, std::int64_t at, std::int64_t number, std::int64_t rows) {
    throw index_error(joined({"typegrad: vmap: argument ", argument, ": row number ", number, " at ", at, " of the index, of ", rows, " rows"}));
}

/// Binds and checks; `instances` runs (instances_on_cpu.hpp, instances_on_device.hpp).
template <class Backend, class Program, class... Argument>
struct bound_instances {
    static constexpr std::size_t slots = Program::slot_count;
    static constexpr const auto& slot_list = Program::cut_graph.slots;
    static constexpr const auto& shapes = slot_shapes<Program>::shapes;
    using straight = straight_program<Program>;

    template <std::size_t S>
    using slot_type = element_type<slot_list[S].type>;
    template <std::size_t R>
    using result_type = element_type<root_info<Program, R>::type>;
    template <std::size_t S>
    static constexpr std::size_t slot_elements = static_cast<std::size_t>(shapes.at[S].static_elements);
    template <std::size_t R>
    static constexpr std::size_t result_elements = [] {
        std::size_t n = 1;
        for (int k = 0; k < root_info<Program, R>::rank; ++k) n *= static_cast<std::size_t>(root_info<Program, R>::extent(k));
        return n;
    }();
    template <std::size_t K>
    using argument = std::tuple_element_t<K, std::tuple<Argument...>>;
    template <std::size_t S>
    using slot_argument = argument<static_cast<std::size_t>(slot_list[S].feed)>;
    template <std::size_t S>
    static constexpr bool mapped = slot_argument<S>::mapped;
    template <std::size_t... S, std::size_t... R>
    static constexpr auto make_storage(std::index_sequence<S...>, std::index_sequence<R...>) {
        return std::type_identity<std::pair<std::tuple<instance_rows<const slot_type<S>, slot_elements<S>, typename slot_argument<S>::index>...>, std::tuple<instance_rows<result_type<R>, result_elements<R>>...>>>{};
    }
    using slot_indices = std::make_index_sequence<slots>;
    using result_indices = std::make_index_sequence<Program::results>;
    using storage = typename decltype(make_storage(slot_indices{}, result_indices{}))::type;

    typename storage::first_type from;
    typename storage::second_type to;
    std::int64_t count = -1;
    std::size_t counted = 0; ///< the argument that said so
    memory_range read[slots + 1]{}, index_read[slots + 1]{}, written[Program::results + 1]{};

    /// Argument K: its rows, or all of it.
    template <std::size_t K, class A, class Array>
    void bind(const A& given, const Array& array) {
        using traits = array_traits<Array>;
        constexpr bool rows = argument<K>::mapped;
        using number = typename argument<K>::index;
        const binding b = bind_array(array);
        std::int64_t n = 0;
        if constexpr (rows) {
            n = b.extent[0];
            for (int k = 1; k < traits::rank; ++k)
                if (b.extent[k] != row_traits<A>::extent(k - 1)) throw_row_extent(K, k, b.extent[k], row_traits<A>::extent(k - 1));
        }
        binding numbers;
        if constexpr (!std::is_void_v<number>) {
            numbers = bind_array(given.index);
            if constexpr (!Backend::own_memory) {
                for (std::int64_t i = 0; i < numbers.extent[0]; ++i)
                    if (const std::int64_t r = static_cast<const number*>(numbers.data)[i * numbers.stride[0]]; r < 0 || r >= n) throw_row_number(K, i, r, n);
            }
            n = numbers.extent[0];
        }
        [&]<std::size_t... S>(std::index_sequence<S...>) {
            const auto one = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
                if constexpr (slot_list[I].feed == static_cast<int>(K)) {
                    auto& to_bind = std::get<I>(from);
                    if constexpr (rows) to_bind.place(b, traits::rank);
                    else to_bind.place(as_row(b, traits::rank), traits::rank + 1);
                    read[I] = range_of(b, traits::rank, sizeof(typename traits::value_type));
                    if constexpr (!std::is_void_v<number>) {
                        to_bind.index = static_cast<const number*>(numbers.data);
                        to_bind.index_stride = numbers.stride[0];
                        index_read[I] = range_of(numbers, 1, sizeof(number));
                    }
                }
            };
            (one(std::integral_constant<std::size_t, S>{}), ...);
        }(slot_indices{});
        if constexpr (rows) {
            if (count < 0) {
                count = n;
                counted = K;
            } else if (n != count) throw_instances(counted, count, K, n);
        }
    }
    /// One row that is the whole array.
    static binding as_row(const binding& b, int rank) {
        binding out;
        out.data = b.data;
        out.extent[0] = 1;
        out.stride[0] = 0;
        for (int k = 0; k < rank; ++k) {
            out.extent[k + 1] = b.extent[k];
            out.stride[k + 1] = b.stride[k];
        }
        return out;
    }

    /// Makes the containers of the first results, and takes the caller's memory for the others.
    template <class... Owned, class... Given>
    void results(const std::tuple<Owned&...>& owned, const std::tuple<Given&...>& given) {
        [&]<std::size_t... K>(std::index_sequence<K...>) {
            (make<K>(std::get<K>(owned)), ...);
        }(std::index_sequence_for<Owned...>{});
        [&]<std::size_t... K>(std::index_sequence<K...>) { (give<sizeof...(Owned) + K>(std::get<K>(given)), ...); }(std::index_sequence_for<Given...>{});
    }
  protected:
    template <std::size_t K>
    void result_extents(std::int64_t* extents) const {
        extents[0] = count;
        for (int axis = 0; axis < root_info<Program, K>::rank; ++axis) extents[axis + 1] = root_info<Program, K>::extent(axis);
    }
    template <std::size_t K, class R>
    void make(R& r) {
        std::int64_t extents[max_rank]{};
        result_extents<K>(extents);
        r = make_container<R>(extents);
        std::get<K>(to).place(bind_array(r), array_traits<R>::rank);
    }
    template <std::size_t K, class R>
    void give(R& r) {
        using traits = array_traits<R>;
        using info = instance_result<Program, K>;
        std::int64_t extents[max_rank]{};
        result_extents<K>(extents);
        const binding b = bind_array(r);
        for (int k = 0; k < info::rank; ++k)
            if (b.extent[k] != extents[k]) throw_into_extent(K, k, b.extent[k], extents[k]);
        std::get<K>(to).place(b, traits::rank);
        written[K] = range_of(b, traits::rank, sizeof(typename traits::value_type));
    }

    /// The caller's memory may be that of an argument whose rows it has one by one: each is read before it is written.
    template <std::size_t... S, std::size_t... R>
    void check_aliases(std::index_sequence<S...>, std::index_sequence<R...>) const {
        const auto one = [&]<std::size_t K>(std::integral_constant<std::size_t, K>) {
            const memory_range& mine = written[K];
            for (std::size_t k = 0; k != K; ++k)
                if (mine.overlaps(written[k])) throw_alias(static_cast<int>(K));
            const auto against = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
                if (mine.overlaps(index_read[I])) throw_alias(static_cast<int>(K));
                if (!mine.overlaps(read[I])) return;
                const auto &x = std::get<I>(from);
                const auto &y = std::get<K>(to);
                const bool same = mapped<I> && !x.indexed && mine.first == read[I].first && mine.last == read[I].last && x.stride == y.stride && x.contiguous && y.contiguous;
                if (!same) throw_alias(static_cast<int>(K));
            };
            (against(std::integral_constant<std::size_t, S>{}), ...);
        };
        (one(std::integral_constant<std::size_t, R>{}), ...);
    }
};

} // namespace typegrad
