// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/word.hpp>

/// Steps: what a kernel is made of. A step is one word; its position in the kernel is the slot its value is kept in.
/// Kernels are templates over these words and nothing else, so equal kernels of different programs are one function. The
/// low 16 bits are a step's key: only they choose code; slots and operand numbers are arguments that fold away.
///
///     bits   0-7   8-11     12-15       16-31   32-47   48-63
///            op    result   operands'   a       b       c
///                  type     type
///
/// Where a step has no operand type of its own, those bits hold the stride mode (load, store) or the reduction. Steps that
/// take a label hold its width there too.
namespace typegrad {

enum class stride_mode : std::uint8_t { repeated, contiguous, strided };

/// Kernel-only operations, numbered behind the graph's ops.
enum class step_op : std::uint8_t {
    constant = 200, ///< constant a of the kernel's table
    load,         ///< element b (scalar kernels) or the current lanes (nests) of operand a
    store,        ///< value a to operand b, element c (scalar kernels)
    splat,        ///< one element of operand a, the same in all lanes
    index,        ///< position along loop dimension a, the same in all lanes
    inner_index,  ///< position along the innermost dimension, lane by lane
    accumulate,   ///< joins value a into accumulator b, to be added to operand c (no_target: a row's value)
    accumulate_lanes, ///< joins value a into the array of operand b, lane by lane
    total,        ///< what accumulate step a has found for the row, in all lanes
    deposit,      ///< joins row value a into an element of operand b
    load_at,      ///< element [value b] of the row of operand a, the same in all lanes; 0 where the row has no such element
    store_at,     ///< row value a to element [value c] of the row of operand b, if there is one
    within        ///< row value a, or 0 where the row has no element [value b]
};

constexpr word make_step(op code, dtype type, dtype from, std::uint32_t a = 0, std::uint32_t b = 0, std::uint32_t c = 0) {
    return static_cast<word>(code) | static_cast<word>(type) << 8 | static_cast<word>(from) << 12 | static_cast<word>(a & 0xFFFF) << 16 |
           static_cast<word>(b & 0xFFFF) << 32 | static_cast<word>(c & 0xFFFF) << 48;
}
constexpr word make_step(step_op code, dtype type, std::uint32_t a = 0, std::uint32_t b = 0, std::uint32_t c = 0) {
    return make_step(static_cast<op>(code), type, type, a, b, c);
}
/// A step whose key holds a mode or reduction.
constexpr word make_mode_step(step_op code, dtype type, int mode, std::uint32_t a = 0, std::uint32_t b = 0, std::uint32_t c = 0) {
    return make_step(static_cast<op>(code), type, static_cast<dtype>(mode), a, b, c);
}
constexpr int label_mode(stride_mode mode, dtype label) { return static_cast<int>(mode) | (label == dtype::int64 ? 4 : 0); }
inline constexpr std::uint32_t no_target = 0xFFFF;
constexpr int reduction_mode(op reduction) { return static_cast<int>(reduction) - static_cast<int>(op::sum); }

TYPEGRAD_HD constexpr word step_key(word w) { return w & 0xFFFF; }
TYPEGRAD_HD constexpr int step_mode(word w) { return static_cast<int>(w >> 12 & 15); }
TYPEGRAD_HD constexpr stride_mode step_stride(word w) { return static_cast<stride_mode>(w >> 12 & 3); }
TYPEGRAD_HD constexpr dtype step_label_type(word w) { return (w >> 14 & 1) != 0 ? dtype::int64 : dtype::int32; }
TYPEGRAD_HD constexpr op step_reduction(word w) { return static_cast<op>(static_cast<int>(op::sum) + step_mode(w)); }
TYPEGRAD_HD constexpr op step_code(word w) { return static_cast<op>(w & 255); }
TYPEGRAD_HD constexpr bool step_is(word w, step_op code) { return (w & 255) == static_cast<word>(code); }
TYPEGRAD_HD constexpr dtype step_type(word w) { return static_cast<dtype>(w >> 8 & 15); }
TYPEGRAD_HD constexpr dtype step_from(word w) { return static_cast<dtype>(w >> 12 & 15); }
TYPEGRAD_INLINE constexpr std::uint32_t step_a(word w) { return static_cast<std::uint32_t>(w >> 16 & 0xFFFF); }
TYPEGRAD_INLINE constexpr std::uint32_t step_b(word w) { return static_cast<std::uint32_t>(w >> 32 & 0xFFFF); }
TYPEGRAD_INLINE constexpr std::uint32_t step_c(word w) { return static_cast<std::uint32_t>(w >> 48); }

static_assert(op_count < static_cast<int>(step_op::constant));

} // namespace typegrad
