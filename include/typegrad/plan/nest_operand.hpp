// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/word.hpp>
#include <typegrad/plan/step.hpp>

/// What a loop nest reads and writes, and its loops.
namespace typegrad {

inline constexpr int max_operands = 96;
inline constexpr int max_dims = max_rank;

enum class operand_role : std::uint8_t {
    read,
    write,
    result,     ///< the one number a nest without rows reduces everything to; written when it has run
    row_buffer,
    lanes,      ///< a wide accumulator for each lane
    deposit     ///< a wide accumulator that is added to several times
};

/// Something a nest reads or writes: node `value` (through its access), or for reductions an accumulator of it.
struct nest_operand {
    node_id value = 0;
    operand_role role = operand_role::read;
    dtype type = dtype::none;
    std::int8_t axis[max_rank]{-1, -1, -1, -1, -1, -1, -1, -1}; ///< per axis of the space: axis of the frame, or -1
    stride_mode inner = stride_mode::repeated;
    std::uint8_t dims = 0; ///< bit mask of the loop dimensions it follows
};

/// A loop dimension stands for the axes first … last of the space, whose extents are multiplied.
struct loop_dim {
    std::int8_t first = 0, last = 0;
};

/// The words of a nest: how many passes and operands it has, each operand, where each section of steps ends, the steps.
struct nest_words {
    const word* code;

    constexpr int passes() const { return static_cast<int>(code[0] >> 8 & 255); }
    constexpr int operands() const { return static_cast<int>(code[0] >> 16 & 0xFFFF); }
    constexpr int sections() const { return 2 * passes() + 2; }
    constexpr stride_mode mode(int m) const { return static_cast<stride_mode>(code[1 + m] >> 4 & 15); }
    constexpr unsigned follows(int m) const { return static_cast<unsigned>(code[1 + m] >> 8 & 255); }
    constexpr operand_role role(int m) const { return static_cast<operand_role>(code[1 + m] >> 16 & 255); }
    constexpr int begin(int section) const { return section == 0 ? 0 : end(section - 1); }
    constexpr int end(int section) const { return static_cast<int>(code[1 + operands() + section]); }
    constexpr word step(int i) const { return code[1 + operands() + sections() + i]; }
};

} // namespace typegrad
