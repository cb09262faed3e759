// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "arrays.hpp"
#include "text.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace digits {

/// How often each digit (the row) was read as each digit (the column).
struct confusion {
    std::array<std::array<std::size_t, 10>, 10> counts{};

    confusion() = default;
    confusion(const xt::xtensor<int, 1>& labels, const xt::xtensor<std::int64_t, 1>& read) {
        for (std::size_t at = 0; at < labels.size(); ++at)
            ++counts.at(static_cast<std::size_t>(labels(at))).at(static_cast<std::size_t>(read(at)));
    }

    std::size_t total() const {
        std::size_t sum = 0;
        for (const auto& row : counts)
            for (const std::size_t count : row)
                sum += count;
        return sum;
    }
    std::size_t right() const {
        std::size_t sum = 0;
        for (std::size_t digit = 0; digit < 10; ++digit)
            sum += counts[digit][digit];
        return sum;
    }
    /// The share of all that was read right.
    double accuracy() const {
        return total() == 0 ? 0 : static_cast<double>(right()) / static_cast<double>(total());
    }
};

/// The matrix as lines of text, zeros as dots so that the mistakes stand out.
inline std::string table(const confusion& matrix) {
    constexpr std::size_t cell = 5;
    std::string text = "   is │ read as";
    text += "\n      │";
    for (std::size_t digit = 0; digit < 10; ++digit)
        text += right_aligned(std::to_string(digit), cell);
    text += "    right\n──────┼" + repeated("─", 10 * cell + 9) + "\n";
    for (std::size_t digit = 0; digit < 10; ++digit) {
        text += right_aligned(std::to_string(digit), cell) + " │";
        std::size_t row_total = 0;
        for (const std::size_t count : matrix.counts[digit]) {
            text +=
                count == 0 ? std::string(cell - 1, ' ') + "·" : right_aligned(std::to_string(count), cell);
            row_total += count;
        }
        const double right =
            100 * static_cast<double>(matrix.counts[digit][digit]) / static_cast<double>(row_total);
        text += right_aligned(row_total == 0 ? "-" : fixed(right, 1) + "%", 9) + "\n";
    }
    return text;
}

} // namespace digits
