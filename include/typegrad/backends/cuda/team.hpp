// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cuda_runtime.h>
#include <typegrad/backends/device/team.hpp>

namespace typegrad::cuda {

inline constexpr int block_threads = 256;

/// The threads of a block, or a part of a warp: a power of two up to 32 of them.
class team {
  public:
    __device__ team(int size, char* scratch) : scratch_(scratch), size_(size), rank_(static_cast<int>(threadIdx.x) % size), mask_(size >= 32 ? 0xFFFFFFFFu : ((1u << size) - 1u) << (threadIdx.x % 32u / static_cast<unsigned>(size) * static_cast<unsigned>(size))) {}
    __device__ std::ptrdiff_t rank() const { return rank_; }
    __device__ std::ptrdiff_t size() const { return size_; }
    __device__ void sync() const {
        if (size_ > 32) __syncthreads();
        else __syncwarp(mask_);
    }
    template <class T, class Join>
    __device__ T reduce(T x, const Join& join) const {
        const int within = size_ < 32 ? size_ : 32;
        for (int k = within / 2; k > 0; k /= 2) x = join(x, __shfl_down_sync(mask_, x, static_cast<unsigned>(k), within));
        x = __shfl_sync(mask_, x, 0, within); // all have the first one's: joining is not the same from both sides where zeros differ in sign
        if (size_ <= 32) return x;
        static_assert(sizeof(T) == sizeof(unsigned long long));
        unsigned long long* cells = shared_cells();
        if (threadIdx.x % 32 == 0) memcpy(&cells[threadIdx.x / 32], &x, sizeof(T));
        __syncthreads();
        memcpy(&x, &cells[0], sizeof(T));
        for (int k = 1; k < block_threads / 32; ++k) {
            T next;
            memcpy(&next, &cells[k], sizeof(T));
            x = join(x, next);
        }
        __syncthreads();
        return x;
    }

    __device__ char* scratch() const { return scratch_; }

  private:
    /// The same for all reductions.
    __device__ static unsigned long long* shared_cells() {
        __shared__ unsigned long long cells[block_threads / 32];
        return cells;
    }
    char* scratch_;
    int size_, rank_;
    unsigned mask_;
};

} // namespace typegrad::cuda
