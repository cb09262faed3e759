// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "examples.hpp"
#include "shuffle.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <random>
#include <span>
#include <vector>

namespace digits {

/// All examples in batches of `size` (the last may be smaller), in a new random order each time they are
/// walked through: `for (const auto& [images, labels] : batches)`. A batch lasts until the next one.
class minibatches {
  public:
    minibatches(const examples& all, std::size_t size, std::uint64_t seed)
        : all_(all), size_(size), random_(seed), order_(all.count()) {
        std::iota(order_.begin(), order_.end(), std::size_t{0});
    }

    class iterator {
      public:
        explicit iterator(minibatches& source) : source_(source) {}
        const examples& operator*() const { return source_.batch_; }
        iterator& operator++() {
            source_.next();
            return *this;
        }
        bool operator==(std::default_sentinel_t) const { return source_.batch_.count() == 0; }

      private:
        minibatches& source_;
    };

    iterator begin() {
        shuffle(order_, random_);
        taken_ = 0;
        next();
        return iterator(*this);
    }
    std::default_sentinel_t end() const { return {}; }

  private:
    void next() {
        const std::size_t count = std::min(size_, order_.size() - taken_);
        gather(all_, std::span<const std::size_t>(order_).subspan(taken_, count), batch_);
        taken_ += count;
    }

    const examples& all_;
    std::size_t size_, taken_ = 0;
    std::mt19937_64 random_;
    std::vector<std::size_t> order_;
    examples batch_;
};

} // namespace digits
