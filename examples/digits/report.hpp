// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "arrays.hpp"
#include "confusion.hpp"
#include "dataset.hpp"
#include "draw.hpp"
#include "terminal.hpp"
#include "text.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace digits {

/// Says what there is to learn from.
inline void introduce(const dataset& data) {
    const std::string side = std::to_string(data.side);
    std::printf("%s handwritten digits of %s×%s pixels to learn from, %s held out\n\n",
                grouped(data.train.count()).c_str(), side.c_str(), side.c_str(),
                grouped(data.test.count()).c_str());
    std::fflush(stdout);
}

/// Prints which test digits were read as which, and draws the first of those that were misread.
inline void show_mistakes(const examples& test, const xt::xtensor<std::int64_t, 1>& read, std::size_t side) {
    const confusion matrix(test.labels, read);
    std::printf("\n%s\n", table(matrix).c_str());

    constexpr std::size_t most = 6;
    std::vector<captioned> misread;
    for (std::size_t at = 0; at < test.count() && misread.size() < most; ++at)
        if (read(at) != test.labels(at))
            misread.push_back({draw(test.image(at), side), "read as " + std::to_string(read(at)) + ", is " +
                                                               std::to_string(test.labels(at))});
    std::printf("%s of %s misread%s\n\n", grouped(matrix.total() - matrix.right()).c_str(),
                grouped(matrix.total()).c_str(), misread.empty() ? "" : ", among them");
    if (!misread.empty())
        std::printf("%s\n", side_by_side(misread, standard_output().columns).c_str());
}

} // namespace digits
