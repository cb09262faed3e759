// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/arrays/traits.hpp>

/// Containers for results.
namespace typegrad {

/// xt::xtensor<T, Rank>, completed by arrays/xtensor.hpp.
template <class T, std::size_t Rank>
struct xtensor_result {
    static_assert(sizeof(T) == 0, "typegrad: this array is an xt::xtensor: include <typegrad/typegrad.hpp>, not only <typegrad/core.hpp>");
};

/// The container of a result: a plain number for rank 0, std::array and std::vector where only standard containers were
/// bound and one of them fits, else xt::xtensor.
template <family Family, class T, std::int64_t... Extents>
struct result_container : xtensor_result<T, sizeof...(Extents)> {};
template <family Family, class T>
struct result_container<Family, T> {
    using type = T;
};
template <class T, std::int64_t N>
struct result_container<family::standard, T, N> {
    using type = std::conditional_t<(N < 0 || N > 4096), std::vector<T>, std::array<T, N < 0 ? 1 : static_cast<std::size_t>(N)>>;
};
template <class T, std::int64_t N>
    requires std::same_as<T, bool>
struct result_container<family::standard, T, N> : xtensor_result<T, 1> {};
template <class T, std::int64_t N, std::int64_t M>
    requires(N >= 0 && M >= 0 && N * M <= 4096)
struct result_container<family::standard, T, N, M> {
    using type = std::array<std::array<T, static_cast<std::size_t>(M)>, static_cast<std::size_t>(N)>;
};
template <class T, std::int64_t M>
    requires(M > 0 && M <= 4096)
struct result_container<family::standard, T, -1, M> {
    using type = std::vector<std::array<T, static_cast<std::size_t>(M)>>;
};
template <class T, std::int64_t M, std::int64_t K>
    requires(M > 0 && K > 0 && M * K <= 4096)
struct result_container<family::standard, T, -1, M, K> {
    using type = std::vector<std::array<std::array<T, static_cast<std::size_t>(K)>, static_cast<std::size_t>(M)>>;
};

/// A container as another, of other numbers.
template <class R, class T>
struct renumbered {
    using type = T;
};
template <class X, std::size_t N, class T>
struct renumbered<std::array<X, N>, T> {
    using type = std::array<typename renumbered<X, T>::type, N>;
};
template <class X, class T>
struct renumbered<std::vector<X>, T> {
    using type = std::vector<typename renumbered<X, T>::type>;
};

template <class R>
inline constexpr bool resizable = false;
template <class T>
inline constexpr bool resizable<std::vector<T>> = true;

/// A container of the given extents; static ones are what their type says.
template <class R>
constexpr R make_container(const std::int64_t* extents) {
    (void)extents;
    if constexpr (requires { array_traits<R>::make(extents); }) return array_traits<R>::make(extents);
    else if constexpr (!resizable<R>) return R{};
    else return R(static_cast<std::size_t>(extents[0]));
}

} // namespace typegrad
