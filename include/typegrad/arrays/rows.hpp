// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/arrays/traits.hpp>

/// How a mapped function sees an array: as rows, one an instance. The first axis counts them; the others are the shape of a
/// row, which the type must say.
namespace typegrad {

/// What `rows` returns: refers to arrays that have a name, and keeps others.
template <class A, class Index, std::int64_t... Extents>
struct array_rows {
    A array;
    Index index;
};
struct every_row {};

/// The rows of an array whose type does not say their extents: `tg::rows<3>(points)` of an array of the shape [n, 3]. With an
/// index (of int32 or int64), instance i takes row index[i]: `tg::rows<3>(points, point_of)`.
template <std::int64_t... Extents, class A>
constexpr auto rows(A&& array) {
    static_assert(typegrad::array<A>, "typegrad: rows: takes an array");
    return array_rows<A, every_row, Extents...>{std::forward<A>(array), {}};
}
template <std::int64_t... Extents, class A, class Index>
constexpr auto rows(A&& array, Index&& index) {
    static_assert(typegrad::array<A>, "typegrad: rows: takes an array");
    static_assert(typegrad::array<Index>, "typegrad: rows: the index is an array of row numbers");
    return array_rows<A, Index, Extents...>{std::forward<A>(array), std::forward<Index>(index)};
}

template <class A>
inline constexpr bool is_rows = false;
template <class A, class Index, std::int64_t... Extents>
inline constexpr bool is_rows<array_rows<A, Index, Extents...>> = true;

/// Rank and extents of the rows, as far as types say.
template <class A>
struct row_traits {
    using array_type = std::remove_cvref_t<A>;
    using index_type = every_row;
    using traits = array_traits<held<array_type>>;
    static constexpr int rank = traits::rank - 1;
    static constexpr std::int64_t extent(int axis) { return traits::extents[axis + 1]; }
    static const auto& array(const A& a) { return a; }
};
template <class A, class Index, std::int64_t... Extents>
struct row_traits<array_rows<A, Index, Extents...>> {
    using array_type = std::remove_cvref_t<A>;
    using index_type = std::remove_cvref_t<Index>;
    using traits = array_traits<held<array_type>>;
    static constexpr int rank = traits::rank - 1;
    static constexpr std::int64_t given[sizeof...(Extents) + 1]{Extents..., 0};
    static_assert(sizeof...(Extents) == 0 || static_cast<int>(sizeof...(Extents)) == rank, "typegrad: rows: an array of rank r has rows of r - 1 extents");
    static_assert(((Extents >= 0) && ...), "typegrad: rows: an extent is negative");
    static constexpr std::int64_t extent(int axis) { return sizeof...(Extents) > 0 ? given[axis] : traits::extents[axis + 1]; }
    static const auto& array(const array_rows<A, Index, Extents...>& a) { return a.array; }
};

} // namespace typegrad
