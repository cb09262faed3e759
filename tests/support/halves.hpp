// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <random>
#include <typegrad/half.hpp>
#include <vector>

namespace halves {

/// Between -1 and 1.
template <class H>
std::vector<H> numbers(std::size_t n, int seed = 1) {
    std::mt19937 random(static_cast<unsigned>(seed));
    std::vector<H> out(n);
    for (H& h : out) h = H(std::ldexp(static_cast<double>(random()) - 2147483648.0, -31));
    return out;
}
template <class H>
std::vector<float> widened(const std::vector<H>& x) { return {x.begin(), x.end()}; }

} // namespace halves
