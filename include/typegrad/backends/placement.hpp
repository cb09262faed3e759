// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/backends.hpp>
#include <typegrad/backends/extremes.hpp>
#include <typegrad/plan/plan.hpp>

/// Buffers find places in memory.
namespace typegrad {

/// Bytes of n numbers, with room for the lanes that a row's end overhangs.
constexpr std::size_t padded_bytes(std::int64_t n, dtype type) {
    return (static_cast<std::size_t>(n) * static_cast<std::size_t>(size_of(type)) + 64 + 63) / 64 * 64;
}
constexpr bool alive_together(const buffer& x, const buffer& y) {
    const auto always = [](const buffer& v) { return v.kind == buffer_kind::parameter || v.kind == buffer_kind::count; }; // written first
    return always(x) || always(y) || (x.last >= y.first && y.last >= x.first);
}

template <std::size_t Buffers>
struct placement {
    std::size_t offset[Buffers + 1]{}, size[Buffers + 1]{}; ///< in the buffer's part
    std::size_t partial[Buffers + 1]{}; ///< in a chunk: its sum of a product's results
    std::size_t shared = 0, tile = 0, accumulators = 0, cells = 0; ///< bytes: of the first part, one tile, one chunk

    /// Buffer `b` takes the lowest place from `at` on that is free during its life, among those placed with it. Returns the end.
    template <class Beside>
    constexpr std::size_t put(std::size_t b, std::size_t bytes, std::size_t at, Beside beside) {
        size[b] = bytes;
        for (bool moved = true; moved;) {
            moved = false;
            for (std::size_t other = 0; other < b; ++other)
                if (beside(other) && at < offset[other] + size[other] && offset[other] < at + bytes) {
                    at = offset[other] + size[other];
                    moved = true;
                }
        }
        offset[b] = at;
        return at + bytes;
    }
};

} // namespace typegrad
