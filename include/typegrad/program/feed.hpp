// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/arrays/traits.hpp>
#include <typegrad/expr/expr.hpp>

namespace typegrad {

/// `x = array`: a symbol (or intermediate) with the array it is bound to for one call. Holds a reference.
template <class Symbol, class Array>
struct feed {
    using symbol_type = Symbol;
    using array_type = Array;
    const Array* pointer;
    constexpr const Array& array() const { return *pointer; }
};

template <word Header, word... Words>
template <bindable A>
constexpr feed<expr<Header, Words...>, A> expr<Header, Words...>::operator=(const A& array_) const {
    static_assert(array<A>, "typegrad: feed: not an array the library can bind: " TYPEGRAD_ARRAYS);
    return {__builtin_addressof(array_)}; // xtensor has an operator& of its own
}
template <word Header, word... Words>
template <class T, std::size_t N>
constexpr feed<expr<Header, Words...>, T[N]> expr<Header, Words...>::operator=(const T (&list)[N]) const {
    static_assert(array<T[N]>, "typegrad: feed: not an array the library can bind: " TYPEGRAD_ARRAYS);
    return {&list};
}
template <word Header, word... Words>
template <class T, std::size_t N, std::size_t M>
constexpr feed<expr<Header, Words...>, T[N][M]> expr<Header, Words...>::operator=(const T (&list)[N][M]) const {
    static_assert(array<T[N][M]>, "typegrad: feed: not an array the library can bind: " TYPEGRAD_ARRAYS);
    return {&list};
}

template <class T>
inline constexpr bool is_feed = false;
template <class S, class A>
inline constexpr bool is_feed<feed<S, A>> = true;
/// A feed of something else has been an error already.
template <class T>
inline constexpr bool may_be_fed = true;
template <class S, class A>
inline constexpr bool may_be_fed<feed<S, A>> = array<A>;
template <>
inline constexpr bool may_be_fed<mistake> = false;

} // namespace typegrad
