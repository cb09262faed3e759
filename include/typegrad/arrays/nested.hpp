// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/arrays/traits.hpp>

/// Vectors and spans of arrays whose extents their type says: `std::vector<std::array<double, 3>>` has the shape [n, 3].
namespace typegrad {

template <class E>
inline constexpr bool is_fixed_row = false;
template <array_element T, std::size_t N>
inline constexpr bool is_fixed_row<std::array<T, N>> = N > 0;
template <array_element T, std::size_t N, std::size_t M>
inline constexpr bool is_fixed_row<std::array<std::array<T, M>, N>> = N > 0 && M > 0;

/// Of a container A of rows E, with `Extent` of them (-1: the run time knows).
template <class A, class E, std::int64_t Extent>
struct fixed_rows_traits {
    static constexpr bool bindable = true, strided = false;
    using row = array_traits<E>;
    using value_type = typename row::value_type;
    static constexpr int rank = 1 + row::rank;
    static constexpr std::int64_t extents[3]{Extent, row::extents[0], row::rank == 2 ? row::extents[row::rank - 1] : 1};
    static constexpr family owner = family::standard;
    using result = std::vector<E>;
    static value_type* data(const A& x) { return x.empty() ? nullptr : row::data(*x.data()); }
    static std::int64_t extent(const A& x, int axis) { return axis == 0 ? static_cast<std::int64_t>(x.size()) : extents[axis]; }
};
template <class E>
    requires is_fixed_row<E>
struct array_traits<std::vector<E>> : fixed_rows_traits<std::vector<E>, E, -1> {};
template <class E, std::size_t N>
    requires is_fixed_row<std::remove_const_t<E>>
struct array_traits<std::span<E, N>> : fixed_rows_traits<std::span<E, N>, std::remove_const_t<E>, N == std::dynamic_extent ? -1 : static_cast<std::int64_t>(N)> {};

} // namespace typegrad
