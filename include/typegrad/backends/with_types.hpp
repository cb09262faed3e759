// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/scalar_kernel.hpp>

/// From types and ops that a table says to types and ops that the compiler knows.
namespace typegrad {

/// Calls `f` with an object of the element type.
template <class F>
TYPEGRAD_HOST_INLINE void with_element_type(dtype type, const F& f) {
    switch (type) {
    case dtype::boolean: return f(bool{});
    case dtype::int32: return f(std::int32_t{});
    case dtype::int64: return f(std::int64_t{});
    case dtype::float32: return f(float{});
    default: return f(double{});
    }
}
/// Calls `f` with the op of a reduction as a std::integral_constant.
template <class F>
TYPEGRAD_HOST_INLINE void with_reduction(op reduction, const F& f) {
    switch (reduction) {
    case op::sum: return f(std::integral_constant<op, op::sum>{});
    case op::prod: return f(std::integral_constant<op, op::prod>{});
    case op::min: return f(std::integral_constant<op, op::min>{});
    case op::max_number: return f(std::integral_constant<op, op::max_number>{});
    default: return f(std::integral_constant<op, op::max>{});
    }
}

} // namespace typegrad
