// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>

namespace typegrad {

/// Memory a program works in between calls. Grows when a call needs more, never shrinks; belongs to one thread at a time.
class workspace {
  public:
    workspace() = default;
    workspace(const workspace&) {}                          // contents are scratch: a copy starts empty
    workspace(workspace&& other) noexcept : memory_(other.memory_), size_(other.size_) {
        other.memory_ = nullptr;
        other.size_ = 0;
    }
    workspace& operator=(const workspace&) { return *this; }
    workspace& operator=(workspace&& other) noexcept {
        std::byte* m = memory_;
        const std::size_t s = size_;
        memory_ = other.memory_;
        size_ = other.size_;
        other.memory_ = m;
        other.size_ = s;
        return *this;
    }
    ~workspace() { release(); }

    /// At least `bytes` bytes, aligned to a cache line.
    std::byte* reserve(std::size_t bytes) {
        if (bytes > size_) {
            std::byte* fresh = static_cast<std::byte*>(::operator new(bytes, std::align_val_t{64}));
            release();
            memory_ = fresh;
            size_ = bytes;
        }
        return memory_;
    }
    std::size_t size() const { return size_; }

  private:
    void release() {
        if (memory_ != nullptr) ::operator delete(memory_, std::align_val_t{64});
    }
    std::byte* memory_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace typegrad
