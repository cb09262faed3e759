// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/arrays/view.hpp>

/// Every mdspan by its interface: std::mdspan, Kokkos's, cuda::std::mdspan. No header of theirs is needed here.
namespace typegrad {

/// Elements behind a plain pointer, found by strides: the default accessor with any of the standard layouts.
template <class M>
concept mdspan_like = requires(const M& m, typename M::data_handle_type handle, typename M::accessor_type accessor) {
    typename M::extents_type;
    typename M::layout_type;
    { m.data_handle() } -> std::convertible_to<typename M::element_type*>;
    { accessor.access(handle, 0) } -> std::same_as<typename M::element_type&>;
    m.stride(0);
    requires M::is_always_strided();
    requires array_element<std::remove_const_t<typename M::element_type>>;
    requires M::rank() <= static_cast<std::size_t>(max_rank);
};

/// Does a layout put elements in row-major order without gaps, whatever the extents? Asked with extents of 2, where it never leaves gaps.
template <class Layout, class Extents>
struct is_row_major_layout {
    static constexpr bool value = false;
};
template <class Layout, template <class, std::size_t...> class Extents, class Index, std::size_t... E>
    requires(sizeof...(E) > 0)
struct is_row_major_layout<Layout, Extents<Index, E...>> {
    using mapping = typename Layout::template mapping<Extents<Index, (static_cast<void>(E), std::size_t{2})...>>;
    static constexpr bool value = [] {
        if constexpr (!mapping::is_always_exhaustive()) return false;
        else {
            bool yes = true;
            for (std::size_t k = 0; k < sizeof...(E); ++k) yes = yes && static_cast<std::size_t>(mapping{}.stride(k)) == std::size_t{1} << (sizeof...(E) - 1 - k);
            return yes;
        }
    }();
};

template <class M>
    requires mdspan_like<M>
struct array_traits<M> {
    static constexpr bool bindable = true;
    using value_type = std::remove_const_t<typename M::element_type>;
    static constexpr int rank = static_cast<int>(M::rank());
    static constexpr bool strided = rank > 0 && !is_row_major_layout<typename M::layout_type, typename M::extents_type>::value;
    struct extent_list { std::int64_t at[rank + 1]; };
    static constexpr extent_list extents_ = [] {
        extent_list e{};
        for (std::size_t k = 0; k < M::rank(); ++k) e.at[k] = M::static_extent(k) == std::dynamic_extent ? -1 : static_cast<std::int64_t>(M::static_extent(k));
        return e;
    }();
    static constexpr const std::int64_t* extents = extents_.at;
    static constexpr family owner = family::standard;
    using result = typename view_result<value_type, rank>::type;
    static value_type* data(const M& x) { return const_cast<value_type*>(x.data_handle()); }
    static std::int64_t extent(const M& x, int axis) { return static_cast<std::int64_t>(x.extent(static_cast<std::size_t>(axis))); }
    static std::ptrdiff_t stride(const M& x, int axis) { return static_cast<std::ptrdiff_t>(x.stride(static_cast<std::size_t>(axis))); }
};
template <class M>
    requires mdspan_like<std::remove_const_t<M>>
inline constexpr bool writable<M> = !std::is_const_v<typename M::element_type>;

} // namespace typegrad
