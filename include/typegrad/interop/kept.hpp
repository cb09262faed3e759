// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/core.hpp>

/// How adapters keep data: what has a name is referred to; of anything else there is a copy, in which lazy expressions are evaluated, since what they refer to may be
/// gone at the next call. A view is copied as a view.
namespace typegrad {

template <class D>
struct kept_type {
    using type = D;
};
template <class D>
    requires array<D>
struct kept_type<D> {
    using type = held<D>;
};
template <class D>
using kept_copy = typename kept_type<std::remove_cvref_t<D>>::type;
template <class D>
using kept = std::conditional_t<std::is_lvalue_reference_v<D>, D, kept_copy<D>>;

} // namespace typegrad
