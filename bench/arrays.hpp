// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>
#include <typegrad/arrays/xtensor.hpp>
#include "record.hpp"

/// Arrays aligned to cache lines and filled with numbers the optimiser cannot know.
namespace bench {

template <class T, std::size_t Rank = 1>
using array = xt::xtensor<T, Rank, xt::layout_type::row_major, xsimd::aligned_allocator<T, 64>>;

/// A stream of numbers, the same in every run. Source: xorshift64*, Marsaglia (2003), Vigna (2016).
class numbers {
  public:
    double between(double low, double high) {
        state_ ^= state_ >> 12;
        state_ ^= state_ << 25;
        state_ ^= state_ >> 27;
        return low + (high - low) * static_cast<double>(state_ * 0x2545F4914F6CDD1Du >> 11) * 0x1p-53;
    }
    template <class T, class... Extent>
    array<T, sizeof...(Extent)> filled(double low, double high, Extent... extent) {
        array<T, sizeof...(Extent)> a(typename array<T, sizeof...(Extent)>::shape_type{static_cast<std::size_t>(extent)...});
        for (T& x : a.storage()) x = static_cast<T>(between(low, high));
        recorded.input(a.data(), std::span<const std::size_t>(a.shape()));
        return a;
    }
    array<std::int32_t> labels(std::size_t n, std::int32_t classes) {
        array<std::int32_t> a(typename array<std::int32_t>::shape_type{n});
        for (std::int32_t& x : a.storage()) x = static_cast<std::int32_t>(between(0, classes));
        recorded.input(a.data(), std::span<const std::size_t>(a.shape()));
        return a;
    }

  private:
    std::uint64_t state_ = 0x9E3779B97F4A7C15u;
};

template <class T, std::size_t Rank>
std::span<T> all(array<T, Rank>& a) { return {a.data(), a.size()}; }
template <class T>
std::span<T> all(T& x) { return {&x, 1}; }

} // namespace bench
