// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/word.hpp>

/// Which element types an op takes and gives.
namespace typegrad {

enum class types : std::uint8_t { anything, numbers, floating, integers, booleans, factors };
enum class gives : std::uint8_t { same, boolean, int64, any_floating, anything, computed };

/// The element types of ops `first` to `last`: what their operands must be (all alike) and what comes out.
struct type_law {
    op first, last;
    types takes;
    typegrad::gives gives;
};

inline constexpr type_law type_laws[]{
    {op::negative, op::round, types::numbers, gives::same},
    {op::logical_not, op::logical_not, types::booleans, gives::same},
    {op::cast, op::cast, types::anything, gives::anything},
    {op::square, op::square, types::numbers, gives::same},
    {op::reciprocal, op::log_sigmoid, types::floating, gives::same},
    {op::broadcast_to, op::broadcast_to, types::anything, gives::same},
    {op::add, op::multiply, types::numbers, gives::same},
    {op::divide, op::power, types::floating, gives::same},
    {op::floor_mod, op::maximum, types::numbers, gives::same},
    {op::atan2, op::hypot, types::floating, gives::same},
    {op::less, op::not_equal, types::numbers, gives::boolean},
    {op::logical_and, op::logical_or, types::booleans, gives::boolean},
    {op::select, op::select, types::anything, gives::same}, // after the condition, which is bool
    {op::sum, op::max_number, types::numbers, gives::same},
    {op::reshape, op::stack, types::anything, gives::same},
    {op::matmul, op::einsum, types::factors, gives::computed},
    {op::mean, op::log_softmax, types::floating, gives::same},
    {op::softmax_cross_entropy, op::softmax_cross_entropy, types::floating, gives::same}, // labels may be integers
    {op::argmax, op::argmin, types::numbers, gives::int64},
    {op::one_hot, op::one_hot, types::integers, gives::any_floating},
};

constexpr bool is_among(dtype t, types allowed) {
    switch (allowed) {
    case types::anything: return true;
    case types::numbers: return (is_floating(t) && !is_half(t)) || is_integer(t);
    case types::factors: return is_floating(t) || is_integer(t);
    case types::floating: return is_floating(t) && !is_half(t);
    case types::integers: return is_integer(t);
    case types::booleans: return t == dtype::boolean;
    }
    return false;
}

} // namespace typegrad
