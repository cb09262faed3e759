// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/word.hpp>

/// What the words of `op_table` for element types mean.
namespace typegrad {

constexpr bool is_among(dtype t, types allowed) {
    switch (allowed) {
    case types::nothing: return false;
    case types::anything: return true;
    case types::numbers: return (is_floating(t) && !is_half(t)) || is_integer(t);
    case types::factors: return is_floating(t) || is_integer(t);
    case types::floating: return is_floating(t) && !is_half(t);
    case types::integers: return is_integer(t);
    case types::booleans: return t == dtype::boolean;
    }
    return false;
}

/// May `y` come out where operands are `x`?
constexpr bool is_given(dtype y, gives what, dtype x) {
    switch (what) {
    case gives::nothing: return false;
    case gives::same: return y == x;
    case gives::boolean: return y == dtype::boolean;
    case gives::int64: return y == dtype::int64;
    case gives::any_floating: return is_floating(y);
    case gives::anything: return y != dtype::none;
    case gives::computed: return y == computed_type(x);
    }
    return false;
}

} // namespace typegrad
