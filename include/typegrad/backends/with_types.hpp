// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/scalar_kernel.hpp>

/// From types that a table says to types that the compiler knows.
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

} // namespace typegrad
