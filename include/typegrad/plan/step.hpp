// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/word.hpp>

/// Steps: what a kernel is made of. A step is one word (and a payload word for constants); its position in the kernel is
/// the slot its value is kept in. Kernels are templates over these words and nothing else, so equal kernels of
/// different programs are one function, and every step is a small template of its own word.
///
///     bits   0-7   8-11     12-15       16-31   32-47   48-63
///            op    result   operands'   a       b       c
///                  type     type
namespace typegrad {

/// Kernel-only operations, numbered behind the graph's ops.
enum class step_op : std::uint8_t {
    none = 200,   ///< a payload word, or nothing
    constant,     ///< the value in the next word
    load,         ///< element b (scalar kernels) or the current lanes (nests) of operand a
    store,        ///< value a to operand b, element c (scalar kernels)
    splat,        ///< one element of operand a, the same in all lanes
    index,        ///< position along loop dimension a, plus the lane where that is the inner one
    accumulate,   ///< joins value a into accumulator b; c is the reduction's op
    accumulate_lanes, ///< joins value a into the array of operand b, lane by lane; c is the reduction's op
    total,        ///< the finished accumulator a, in all lanes
    deposit       ///< joins row value a into element of operand b; c is the reduction's op
};

constexpr word make_step(op code, dtype type, dtype from, std::uint32_t a = 0, std::uint32_t b = 0, std::uint32_t c = 0) {
    return static_cast<word>(code) | static_cast<word>(type) << 8 | static_cast<word>(from) << 12 | static_cast<word>(a & 0xFFFF) << 16 |
           static_cast<word>(b & 0xFFFF) << 32 | static_cast<word>(c & 0xFFFF) << 48;
}
constexpr word make_step(step_op code, dtype type, std::uint32_t a = 0, std::uint32_t b = 0, std::uint32_t c = 0) {
    return make_step(static_cast<op>(code), type, type, a, b, c);
}
constexpr op step_code(word w) { return static_cast<op>(w & 255); }
constexpr bool step_is(word w, step_op code) { return (w & 255) == static_cast<word>(code); }
constexpr dtype step_type(word w) { return static_cast<dtype>(w >> 8 & 15); }
constexpr dtype step_from(word w) { return static_cast<dtype>(w >> 12 & 15); }
constexpr std::uint32_t step_a(word w) { return static_cast<std::uint32_t>(w >> 16 & 0xFFFF); }
constexpr std::uint32_t step_b(word w) { return static_cast<std::uint32_t>(w >> 32 & 0xFFFF); }
constexpr std::uint32_t step_c(word w) { return static_cast<std::uint32_t>(w >> 48); }

static_assert(op_count < static_cast<int>(step_op::none));

} // namespace typegrad
