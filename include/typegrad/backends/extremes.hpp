// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/config.hpp>

/// Of any number of integers. (std::min's header takes a tenth of the time in which the library is read.)
namespace typegrad {

template <class T>
TYPEGRAD_INLINE constexpr T smallest(T x) { return x; }
template <class T, class... More>
TYPEGRAD_INLINE constexpr T smallest(T x, T y, More... more) { return smallest<T>(y < x ? y : x, more...); }

template <class T>
TYPEGRAD_INLINE constexpr T largest(T x) { return x; }
template <class T, class... More>
TYPEGRAD_INLINE constexpr T largest(T x, T y, More... more) { return largest<T>(x < y ? y : x, more...); }

} // namespace typegrad
