// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <typegrad/config.hpp>
#include <typegrad/graph/op.hpp>

/// The word stream: a graph is a sequence of 64-bit words. A node is one head word followed by 0 to 7 payload words, and
/// its identity is the position of its head, so operands are found without an index. Operands always stand before the
/// node that uses them; position 0 always holds the shape of a scalar.
///
///     bits   0-7    8-10     11-15   16-31   32-47   48-63
///            op     payload  dtype   a       b       shape
///
/// `a` and `b` are positions of operands (or an attribute, where the op has fewer than two), `shape` the position of a
/// shape node. Further operands stand in the payload, four to a word.
namespace typegrad {

using word = std::uint64_t;
using node_id = std::uint16_t;

inline constexpr std::uint32_t max_words = 65535;
inline constexpr int max_rank = 8;
inline constexpr int max_payload = 7;
inline constexpr word format_version = 1;

enum class dtype : std::uint8_t {
    none,      ///< shapes, extents and constraints: not a value
    boolean,
    int32,
    int64,
    float32,
    float64,
    float16,   ///< half: only kept in memory, computed with as float
    bfloat16,  ///< the same
    weak_int,  ///< a literal such as 2: takes the other operand's type
    weak_float ///< a literal such as 0.5: takes the other operand's type
};

/// Is it only kept in memory? What is computed with it is computed in `float`.
TYPEGRAD_HD constexpr bool is_half(dtype t) { return t == dtype::float16 || t == dtype::bfloat16; }
/// The type that numbers of type `t` are computed with.
TYPEGRAD_HD constexpr dtype computed_type(dtype t) { return is_half(t) ? dtype::float32 : t; }
constexpr bool is_floating(dtype t) { return t == dtype::float32 || t == dtype::float64 || t == dtype::weak_float || is_half(t); }
constexpr bool is_integer(dtype t) { return t == dtype::int32 || t == dtype::int64 || t == dtype::weak_int; }
constexpr bool is_weak(dtype t) { return t >= dtype::weak_int; }
constexpr int size_of(dtype t) {
    return t == dtype::boolean ? 1 : is_half(t) ? 2 : t == dtype::int32 || t == dtype::float32 ? 4 : 8;
}

constexpr const char* name_of(dtype t) {
    constexpr const char* names[]{"none",    "bool",     "int32",   "int64",        "float",
                                  "double",  "half",     "bfloat16", "int literal", "literal"};
    return names[static_cast<int>(t)];
}

constexpr word make_head(op code, dtype type, node_id a = 0, node_id b = 0, node_id shape = 0, int payload = 0) {
    return static_cast<word>(code) | static_cast<word>(payload) << 8 | static_cast<word>(type) << 11 |
           static_cast<word>(a) << 16 | static_cast<word>(b) << 32 | static_cast<word>(shape) << 48;
}
constexpr op op_of(word w) { return static_cast<op>(w & 255); }
constexpr int payload_of(word w) { return static_cast<int>(w >> 8 & 7); }
constexpr dtype dtype_of(word w) { return static_cast<dtype>(w >> 11 & 31); }
constexpr node_id a_of(word w) { return static_cast<node_id>(w >> 16); }
constexpr node_id b_of(word w) { return static_cast<node_id>(w >> 32); }
constexpr node_id shape_of(word w) { return static_cast<node_id>(w >> 48); }

/// Number of operands of the node whose head is `w` (extents count as operands of a shape).
constexpr int arity_of(word w) {
    const int n = info(op_of(w)).arity;
    return n == variadic ? b_of(w) : n;
}

/// Operand `k` of the node at `position`.
constexpr node_id operand_of(const word* words, std::size_t position, int k) {
    const word w = words[position];
    if (info(op_of(w)).arity == variadic) return static_cast<node_id>(words[position + 1 + static_cast<std::size_t>(k / 4)] >> (k % 4 * 16));
    return k == 0 ? a_of(w) : k == 1 ? b_of(w) : static_cast<node_id>(words[position + 1]);
}

/// Do nodes of two graphs have the same payload: leaves their name?
constexpr bool same_payload(const word* words, std::size_t at, const word* other, std::size_t other_at) {
    const int n = payload_of(words[at]);
    if (payload_of(other[other_at]) != n) return false;
    for (int k = 1; k <= n; ++k)
        if (words[at + static_cast<std::size_t>(k)] != other[other_at + static_cast<std::size_t>(k)]) return false;
    return true;
}

} // namespace typegrad
