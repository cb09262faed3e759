// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

/// The vocabulary: every node of a graph is one of these.
namespace typegrad {

enum class op : std::uint8_t {
    // structure: what values are made of, not values themselves
    extent,        ///< a number known at compile time (48 bits in a, b, shape)
    dim,           ///< a run-time extent: named, or axis `b - 1` of a leaf
    shape,         ///< a list of extents
    require_equal, ///< extents a and b must agree at the call
    // leaves
    input, variable, argument, parameter, constant,
    iota,          ///< 0, 1, 2 … along the last axis
    count,         ///< the number of elements of a shape, as a number
    // elementwise, one operand
    negative, abs, sign, floor, ceil, trunc, round, logical_not, cast,
    square, reciprocal, sqrt, rsqrt, cbrt,
    exp, exp2, expm1, log, log2, log10, log1p,
    sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh,
    erf, erfc, lgamma, digamma, polygamma,
    sigmoid, softplus, log_sigmoid,
    broadcast_to,
    // elementwise, two operands
    add, subtract, multiply, divide, power, floor_mod, minimum, maximum, atan2, hypot,
    less, less_equal, equal, not_equal, logical_and, logical_or,
    // elementwise, three operands
    select,
    // reductions: `b` is a bit mask of axes; the rank stays, reduced axes have extent 1
    sum, prod, max, min,
    max_number,    ///< the largest that is a number; only where a NaN shows in the result by another way
    // views: the same numbers under another shape
    reshape, transpose,
    element,       ///< index `b` of the first axis
    // assembly and products
    stack, concat, matmul,
    einsum,        ///< sums of products; the payload says which axes belong together (graph/product.hpp)
    // composites: lowered to the above when a program is compiled
    mean, logsumexp, softmax, log_softmax, softmax_cross_entropy, argmax, argmin, one_hot,
    // loops (graph/loop.hpp); only a result is a value
    chunk,         ///< words of a step's own graph in the payload, and `a`, the chunk behind them
    apply,         ///< the step, or what it has been applied to, `a`, applied to value b
    scan,          ///< the step with all its arguments, run over the rows of sequences
    scan_result,   ///< result `b` of a scan
    end_
};

enum class kind : std::uint8_t { structure, leaf, elementwise, reduction, view, assembly, product, composite, loop };

inline constexpr int variadic = -1;

struct op_info {
    op code;
    const char* name;
    int arity;
    typegrad::kind kind;
    int cost = 0; ///< 0 moves numbers, 1 a flop or so, 2 a division or root, 3 a transcendental function
    bool commutative = false;
};

inline constexpr op_info op_table[]{
    {op::extent, "extent", 0, kind::structure},
    {op::dim, "dim", 0, kind::structure},
    {op::shape, "shape", variadic, kind::structure},
    {op::require_equal, "require_equal", 2, kind::structure},
    {op::input, "input", 0, kind::leaf},
    {op::variable, "variable", 0, kind::leaf},
    {op::argument, "argument", 0, kind::leaf},
    {op::parameter, "parameter", 0, kind::leaf},
    {op::constant, "constant", 0, kind::leaf},
    {op::iota, "iota", 0, kind::leaf},
    {op::count, "count", 1, kind::leaf},
    {op::negative, "negative", 1, kind::elementwise, 1},
    {op::abs, "abs", 1, kind::elementwise, 1},
    {op::sign, "sign", 1, kind::elementwise, 1},
    {op::floor, "floor", 1, kind::elementwise, 1},
    {op::ceil, "ceil", 1, kind::elementwise, 1},
    {op::trunc, "trunc", 1, kind::elementwise, 1},
    {op::round, "round", 1, kind::elementwise, 1},
    {op::logical_not, "logical_not", 1, kind::elementwise, 1},
    {op::cast, "cast", 1, kind::elementwise, 1},
    {op::square, "square", 1, kind::elementwise, 1},
    {op::reciprocal, "reciprocal", 1, kind::elementwise, 2},
    {op::sqrt, "sqrt", 1, kind::elementwise, 2},
    {op::rsqrt, "rsqrt", 1, kind::elementwise, 2},
    {op::cbrt, "cbrt", 1, kind::elementwise, 3},
    {op::exp, "exp", 1, kind::elementwise, 3},
    {op::exp2, "exp2", 1, kind::elementwise, 3},
    {op::expm1, "expm1", 1, kind::elementwise, 3},
    {op::log, "log", 1, kind::elementwise, 3},
    {op::log2, "log2", 1, kind::elementwise, 3},
    {op::log10, "log10", 1, kind::elementwise, 3},
    {op::log1p, "log1p", 1, kind::elementwise, 3},
    {op::sin, "sin", 1, kind::elementwise, 3},
    {op::cos, "cos", 1, kind::elementwise, 3},
    {op::tan, "tan", 1, kind::elementwise, 3},
    {op::asin, "asin", 1, kind::elementwise, 3},
    {op::acos, "acos", 1, kind::elementwise, 3},
    {op::atan, "atan", 1, kind::elementwise, 3},
    {op::sinh, "sinh", 1, kind::elementwise, 3},
    {op::cosh, "cosh", 1, kind::elementwise, 3},
    {op::tanh, "tanh", 1, kind::elementwise, 3},
    {op::asinh, "asinh", 1, kind::elementwise, 3},
    {op::acosh, "acosh", 1, kind::elementwise, 3},
    {op::atanh, "atanh", 1, kind::elementwise, 3},
    {op::erf, "erf", 1, kind::elementwise, 3},
    {op::erfc, "erfc", 1, kind::elementwise, 3},
    {op::lgamma, "lgamma", 1, kind::elementwise, 3},
    {op::digamma, "digamma", 1, kind::elementwise, 3},
    {op::polygamma, "polygamma", 1, kind::elementwise, 3},
    {op::sigmoid, "sigmoid", 1, kind::elementwise, 3},
    {op::softplus, "softplus", 1, kind::elementwise, 3},
    {op::log_sigmoid, "log_sigmoid", 1, kind::elementwise, 3},
    {op::broadcast_to, "broadcast_to", 1, kind::elementwise, 0},
    {op::add, "add", 2, kind::elementwise, 1, true},
    {op::subtract, "subtract", 2, kind::elementwise, 1},
    {op::multiply, "multiply", 2, kind::elementwise, 1, true},
    {op::divide, "divide", 2, kind::elementwise, 2},
    {op::power, "power", 2, kind::elementwise, 3},
    {op::floor_mod, "floor_mod", 2, kind::elementwise, 2},
    {op::minimum, "minimum", 2, kind::elementwise, 1, true},
    {op::maximum, "maximum", 2, kind::elementwise, 1, true},
    {op::atan2, "atan2", 2, kind::elementwise, 3},
    {op::hypot, "hypot", 2, kind::elementwise, 3, true},
    {op::less, "less", 2, kind::elementwise, 1},
    {op::less_equal, "less_equal", 2, kind::elementwise, 1},
    {op::equal, "equal", 2, kind::elementwise, 1, true},
    {op::not_equal, "not_equal", 2, kind::elementwise, 1, true},
    {op::logical_and, "logical_and", 2, kind::elementwise, 1, true},
    {op::logical_or, "logical_or", 2, kind::elementwise, 1, true},
    {op::select, "select", 3, kind::elementwise, 1},
    {op::sum, "sum", 1, kind::reduction, 1},
    {op::prod, "prod", 1, kind::reduction, 1},
    {op::max, "max", 1, kind::reduction, 1},
    {op::min, "min", 1, kind::reduction, 1},
    {op::max_number, "max_number", 1, kind::reduction, 1},
    {op::reshape, "reshape", 1, kind::view},
    {op::transpose, "transpose", 1, kind::view},
    {op::element, "element", 1, kind::view},
    {op::stack, "stack", variadic, kind::assembly},
    {op::concat, "concat", variadic, kind::assembly},
    {op::matmul, "matmul", 2, kind::product},
    {op::einsum, "einsum", 2, kind::product},
    {op::mean, "mean", 1, kind::composite},
    {op::logsumexp, "logsumexp", 1, kind::composite},
    {op::softmax, "softmax", 1, kind::composite},
    {op::log_softmax, "log_softmax", 1, kind::composite},
    {op::softmax_cross_entropy, "softmax_cross_entropy", 2, kind::composite},
    {op::argmax, "argmax", 1, kind::composite},
    {op::argmin, "argmin", 1, kind::composite},
    {op::one_hot, "one_hot", 1, kind::composite},
    {op::chunk, "chunk", 1, kind::structure},
    {op::apply, "apply", 2, kind::loop},
    {op::scan, "scan", 1, kind::loop},
    {op::scan_result, "scan_result", 1, kind::loop},
};

inline constexpr int op_count = static_cast<int>(op::end_);

constexpr const op_info& info(op code) { return op_table[static_cast<int>(code)]; }

static_assert(sizeof(op_table) / sizeof(op_table[0]) == op_count);
static_assert([] {
    for (int i = 0; i < op_count; ++i)
        if (op_table[i].code != static_cast<op>(i)) return false;
    return true;
}(), "the table of ops is in the order of the enumeration");

} // namespace typegrad
