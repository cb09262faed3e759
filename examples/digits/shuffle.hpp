// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <random>
#include <utility>
#include <vector>

namespace digits {

/// Puts `order` in a random order (Fisher and Yates). Not `std::shuffle`, whose order differs between
/// standard libraries: here the same seed gives the same accuracy everywhere.
inline void shuffle(std::vector<std::size_t>& order, std::mt19937_64& random) {
    for (std::size_t left = order.size(); left > 1; --left)
        std::swap(order[left - 1], order[random() % left]);
}

} // namespace digits
