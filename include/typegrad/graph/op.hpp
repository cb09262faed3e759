// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

/// The vocabulary: every node of a graph is one of these.
namespace typegrad {

enum class kind : std::uint8_t { structure, leaf, elementwise, reduction, view, assembly, product, composite, loop };
/// Which element types the operands may have, all alike (labels and conditions aside), and which comes out (graph/type_law.hpp).
enum class types : std::uint8_t { nothing, anything, numbers, floating, integers, booleans, factors };
enum class gives : std::uint8_t { nothing, same, boolean, int64, any_floating, anything, computed };

inline constexpr int variadic = -1;

/// Every op in a line: its name, operands, kind, cost, what it takes and gives, and whether operands may change places. FUNCTIONs are what users
/// call by that name. A reduction has a bit mask of axes in `b`; its rank stays, and reduced axes have extent 1.
#define TYPEGRAD_OPS(OP, FUNCTION) \
    /* structure: what values are made of, not values themselves */ \
    OP(extent,                        0,        structure,   0, nothing,  nothing)     /* a number known at compile time (48 bits in a, b, shape) */ \
    OP(dim,                           0,        structure,   0, nothing,  nothing)     /* a run-time extent: named, or axis b - 1 of a leaf */ \
    OP(shape,                         variadic, structure,   0, nothing,  nothing)     /* a list of extents */ \
    OP(require_equal,                 2,        structure,   0, nothing,  nothing)     /* extents a and b must agree at the call */ \
    /* leaves */ \
    OP(input,                         0,        leaf,        0, nothing,  nothing) \
    OP(variable,                      0,        leaf,        0, nothing,  nothing) \
    OP(argument,                      0,        leaf,        0, nothing,  nothing) \
    OP(parameter,                     0,        leaf,        0, nothing,  nothing) \
    OP(constant,                      0,        leaf,        0, nothing,  nothing) \
    OP(iota,                          0,        leaf,        0, nothing,  nothing)     /* 0, 1, 2 … along the last axis */ \
    OP(count,                         1,        leaf,        0, nothing,  nothing)     /* the number of elements of a shape, as a number */ \
    /* elementwise, one operand */ \
    FUNCTION(negative,                1,        elementwise, 1, numbers,  same) \
    FUNCTION(abs,                     1,        elementwise, 1, numbers,  same) \
    FUNCTION(sign,                    1,        elementwise, 1, numbers,  same) \
    FUNCTION(floor,                   1,        elementwise, 1, numbers,  same) \
    FUNCTION(ceil,                    1,        elementwise, 1, numbers,  same) \
    FUNCTION(trunc,                   1,        elementwise, 1, numbers,  same) \
    FUNCTION(round,                   1,        elementwise, 1, numbers,  same) \
    FUNCTION(logical_not,             1,        elementwise, 1, booleans, same) \
    FUNCTION(cast,                    1,        elementwise, 1, anything, anything) \
    FUNCTION(square,                  1,        elementwise, 1, numbers,  same) \
    FUNCTION(reciprocal,              1,        elementwise, 2, floating, same) \
    FUNCTION(sqrt,                    1,        elementwise, 2, floating, same) \
    FUNCTION(rsqrt,                   1,        elementwise, 2, floating, same) \
    FUNCTION(cbrt,                    1,        elementwise, 3, floating, same) \
    FUNCTION(exp,                     1,        elementwise, 3, floating, same) \
    FUNCTION(exp2,                    1,        elementwise, 3, floating, same) \
    FUNCTION(expm1,                   1,        elementwise, 3, floating, same) \
    FUNCTION(log,                     1,        elementwise, 3, floating, same) \
    FUNCTION(log2,                    1,        elementwise, 3, floating, same) \
    FUNCTION(log10,                   1,        elementwise, 3, floating, same) \
    FUNCTION(log1p,                   1,        elementwise, 3, floating, same) \
    FUNCTION(sin,                     1,        elementwise, 3, floating, same) \
    FUNCTION(cos,                     1,        elementwise, 3, floating, same) \
    FUNCTION(tan,                     1,        elementwise, 3, floating, same) \
    FUNCTION(asin,                    1,        elementwise, 3, floating, same) \
    FUNCTION(acos,                    1,        elementwise, 3, floating, same) \
    FUNCTION(atan,                    1,        elementwise, 3, floating, same) \
    FUNCTION(sinh,                    1,        elementwise, 3, floating, same) \
    FUNCTION(cosh,                    1,        elementwise, 3, floating, same) \
    FUNCTION(tanh,                    1,        elementwise, 3, floating, same) \
    FUNCTION(asinh,                   1,        elementwise, 3, floating, same) \
    FUNCTION(acosh,                   1,        elementwise, 3, floating, same) \
    FUNCTION(atanh,                   1,        elementwise, 3, floating, same) \
    FUNCTION(erf,                     1,        elementwise, 3, floating, same) \
    FUNCTION(erfc,                    1,        elementwise, 3, floating, same) \
    FUNCTION(lgamma,                  1,        elementwise, 3, floating, same) \
    FUNCTION(digamma,                 1,        elementwise, 3, floating, same) \
    FUNCTION(polygamma,               1,        elementwise, 3, floating, same) \
    FUNCTION(sigmoid,                 1,        elementwise, 3, floating, same) \
    FUNCTION(softplus,                1,        elementwise, 3, floating, same) \
    FUNCTION(log_sigmoid,             1,        elementwise, 3, floating, same) \
    FUNCTION(logit,                   1,        elementwise, 3, floating, same) \
    FUNCTION(broadcast_to,            1,        elementwise, 0, anything, same) \
    /* elementwise, two operands */ \
    OP(add,                           2,        elementwise, 1, numbers,  same, true) \
    OP(subtract,                      2,        elementwise, 1, numbers,  same) \
    OP(multiply,                      2,        elementwise, 1, numbers,  same, true) \
    OP(divide,                        2,        elementwise, 2, floating, same) \
    OP(power,                         2,        elementwise, 3, floating, same) \
    FUNCTION(floor_mod,               2,        elementwise, 2, numbers,  same) \
    FUNCTION(minimum,                 2,        elementwise, 1, numbers,  same, true) \
    FUNCTION(maximum,                 2,        elementwise, 1, numbers,  same, true) \
    FUNCTION(atan2,                   2,        elementwise, 3, floating, same) \
    FUNCTION(hypot,                   2,        elementwise, 3, floating, same, true) \
    OP(less,                          2,        elementwise, 1, numbers,  boolean) \
    OP(less_equal,                    2,        elementwise, 1, numbers,  boolean) \
    OP(equal,                         2,        elementwise, 1, numbers,  boolean, true) \
    OP(not_equal,                     2,        elementwise, 1, numbers,  boolean, true) \
    OP(logical_and,                   2,        elementwise, 1, booleans, boolean, true) \
    OP(logical_or,                    2,        elementwise, 1, booleans, boolean, true) \
    /* elementwise, three operands */ \
    FUNCTION(select,                  3,        elementwise, 1, anything, same) \
    /* reductions */ \
    FUNCTION(sum,                     1,        reduction,   1, numbers,  same) \
    FUNCTION(prod,                    1,        reduction,   1, numbers,  same) \
    FUNCTION(max,                     1,        reduction,   1, numbers,  same) \
    FUNCTION(min,                     1,        reduction,   1, numbers,  same) \
    OP(max_number,                    1,        reduction,   1, numbers,  same)        /* the largest that is a number; only where a NaN shows in the result by another way */ \
    /* views: the same numbers under another shape */ \
    FUNCTION(reshape,                 1,        view,        0, anything, same) \
    FUNCTION(transpose,               1,        view,        0, anything, same) \
    FUNCTION(element,                 1,        view,        0, anything, same)        /* index b of the first axis */ \
    /* assembly and products */ \
    FUNCTION(stack,                   variadic, assembly,    0, anything, same) \
    OP(concat,                        variadic, assembly,    0, nothing,  nothing) \
    FUNCTION(matmul,                  2,        product,     0, factors,  computed) \
    FUNCTION(einsum,                  2,        product,     0, factors,  computed)    /* sums of products; the payload says which axes belong together (graph/product.hpp) */ \
    /* composites: lowered to the above when a program is compiled */ \
    FUNCTION(mean,                    1,        composite,   0, floating, same) \
    FUNCTION(logsumexp,               1,        composite,   0, floating, same) \
    FUNCTION(softmax,                 1,        composite,   0, floating, same) \
    FUNCTION(log_softmax,             1,        composite,   0, floating, same) \
    FUNCTION(softmax_cross_entropy,   2,        composite,   0, floating, same) \
    FUNCTION(argmax,                  1,        composite,   0, numbers,  int64) \
    FUNCTION(argmin,                  1,        composite,   0, numbers,  int64) \
    FUNCTION(one_hot,                 1,        composite,   0, integers, any_floating) \
    /* loops (graph/loop.hpp); only a result is a value */ \
    OP(chunk,                         1,        structure,   0, nothing,  nothing)     /* words of a step's own graph in the payload, and a, the chunk behind them */ \
    OP(apply,                         2,        loop,        0, nothing,  nothing)     /* the step, or what it has been applied to, a, applied to value b */ \
    FUNCTION(scan,                    1,        loop,        0, nothing,  nothing)     /* the step with all its arguments, run over the rows of sequences */ \
    OP(scan_result,                   1,        loop,        0, nothing,  nothing)     /* result b of a scan */

enum class op : std::uint8_t {
#define TYPEGRAD_OP(name, ...) name,
    TYPEGRAD_OPS(TYPEGRAD_OP, TYPEGRAD_OP)
#undef TYPEGRAD_OP
    end_
};

struct op_info {
    op code;
    const char* name;
    int arity;
    typegrad::kind kind;
    int cost; ///< 0 moves numbers, 1 a flop or so, 2 a division or root, 3 a transcendental function
    types takes;
    typegrad::gives gives;
    bool commutative = false;
};

inline constexpr op_info op_table[]{
#define TYPEGRAD_OP(name, operands, of_kind, cost, takes, what, ...) {op::name, #name, operands, kind::of_kind, cost, types::takes, gives::what __VA_OPT__(, ) __VA_ARGS__},
    TYPEGRAD_OPS(TYPEGRAD_OP, TYPEGRAD_OP)
#undef TYPEGRAD_OP
};

inline constexpr int op_count = static_cast<int>(op::end_);

constexpr const op_info& info(op code) { return op_table[static_cast<int>(code)]; }

} // namespace typegrad
