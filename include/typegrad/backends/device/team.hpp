// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <typegrad/config.hpp>

/// How the work of a kernel is shared out: chunks, each of which a team of threads does. A team has
///   rank(), size()     who this thread is among how many
///   sync()             all have come here, and see what the others have written
///   reduce(x, join)    what all have, joined in one order; everybody gets it
///   scratch()          memory of its own, close by: as many bytes as the split says
/// A kernel is a functor `kernel(team, chunk)` that is copied to where it runs.
namespace typegrad::device {

struct one_thread {
    TYPEGRAD_INLINE static constexpr std::ptrdiff_t rank() { return 0; }
    TYPEGRAD_INLINE static constexpr std::ptrdiff_t size() { return 1; }
    TYPEGRAD_INLINE static void sync() {}
    template <class T, class Join>
    TYPEGRAD_INLINE static T reduce(T x, const Join&) { return x; }
    TYPEGRAD_INLINE static char* scratch() { return nullptr; }
};

/// How an index space is cut: along which dimension, into how many chunks, each of `pitch` indices side by side, or, where it is `cyclic`, of
/// every `chunks`-th index. `team`: threads of a chunk's team. `scratch`: bytes of its scratch memory, where its row buffers are then.
struct work_split {
    int cut = 0;
    std::int64_t chunks = 1, pitch = 0;
    bool cyclic = false;
    int team = 1;
    std::int64_t scratch = 0;
};
/// What a split depends on: indices along the dimension to be cut, vectors of numbers that each of them is worth, vectors along the innermost
/// dimension, and the bytes of accumulators and of row buffers that each chunk has of its own.
struct work_size {
    std::int64_t indices = 1, vectors = 1, inner = 1, bytes = 0, row_bytes = 0;
    bool inner_cut = false; ///< the innermost dimension is the one to be cut
};

} // namespace typegrad::device
