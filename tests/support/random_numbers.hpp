// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace random_graphs {

/// splitmix64. Source: Steele, Lea, Flood, Fast splittable pseudorandom number generators (2014).
struct random_numbers {
    std::uint64_t state;
    constexpr std::uint64_t next() {
        std::uint64_t z = state += 0x9E3779B97F4A7C15u;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
        z = (z ^ z >> 27) * 0x94D049BB133111EBu;
        return z ^ z >> 31;
    }
    constexpr int below(int n) { return static_cast<int>(next() >> 33) % n; }
    constexpr bool one_in(int n) { return below(n) == 0; }
    constexpr double uniform(double low, double high) { return low + (high - low) * (static_cast<double>(next() >> 11) / 9007199254740992.0); }
};

} // namespace random_graphs
