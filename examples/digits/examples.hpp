// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "arrays.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

namespace digits {

/// Images, one row of pixels in [0, 1] each, and what digit each of them is.
struct examples {
    xt::xtensor<float, 2> images;
    xt::xtensor<int, 1> labels;

    std::size_t count() const { return labels.size(); }
    std::size_t pixels() const { return images.shape()[1]; }
    std::span<const float> image(std::size_t index) const {
        return {images.data() + index * pixels(), pixels()};
    }
};

/// Copies the examples numbered `order` from `all` to `chosen`, which keeps its memory when it has the right
/// size.
inline void gather(const examples& all, std::span<const std::size_t> order, examples& chosen) {
    chosen.images.resize({order.size(), all.pixels()});
    chosen.labels.resize({order.size()});
    for (std::size_t row = 0; row < order.size(); ++row) {
        const auto image = all.image(order[row]);
        std::copy(image.begin(), image.end(), chosen.images.data() + row * image.size());
        chosen.labels(row) = all.labels(order[row]);
    }
}

} // namespace digits
