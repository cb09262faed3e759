// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "text.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace digits {

/// A picture made of characters: lines that are all `width` columns wide.
struct drawing {
    std::size_t width = 0;
    std::vector<std::string> lines;
};

/// Draws an image of side × side pixels in [0, 1]. Small images get two columns of a shade per pixel; large
/// ones lose their empty border and get half a character per pixel, black or white.
inline drawing draw(std::span<const float> image, std::size_t side) {
    constexpr std::size_t largest_shaded = 12;
    const auto pixel = [&](std::size_t row, std::size_t column) {
        return row < side ? image[row * side + column] : 0.0f;
    };
    drawing picture;

    if (side <= largest_shaded) {
        const char* shades[] = {" ", "░", "▒", "▓", "█"};
        picture.width = 2 * side;
        for (std::size_t row = 0; row < side; ++row) {
            std::string line;
            for (std::size_t column = 0; column < side; ++column) {
                const float ink = std::clamp(pixel(row, column), 0.0f, 1.0f);
                line += repeated(shades[static_cast<std::size_t>(ink * 4 + 0.5f)], 2);
            }
            picture.lines.push_back(line);
        }
        return picture;
    }

    const auto inked = [&](std::size_t row, std::size_t column) { return pixel(row, column) >= 0.4f; };
    std::size_t top = side, bottom = 0, left = side, right = 0; // the box of all ink, ends exclusive
    for (std::size_t row = 0; row < side; ++row)
        for (std::size_t column = 0; column < side; ++column)
            if (inked(row, column)) {
                top = std::min(top, row);
                bottom = std::max(bottom, row + 1);
                left = std::min(left, column);
                right = std::max(right, column + 1);
            }
    if (bottom == 0)
        return picture;
    picture.width = right - left;
    for (std::size_t row = top; row < bottom; row += 2) {
        std::string line;
        for (std::size_t column = left; column < right; ++column) {
            const bool upper = inked(row, column), lower = row + 1 < bottom && inked(row + 1, column);
            line += upper ? (lower ? "█" : "▀") : (lower ? "▄" : " ");
        }
        picture.lines.push_back(line);
    }
    return picture;
}

/// A drawing with the words to stand under it; words of single-byte characters.
struct captioned {
    drawing picture;
    std::string caption;
};

/// As many of the drawings beside each other as fit into `columns` (at least one), centred over their
/// captions.
inline std::string side_by_side(const std::vector<captioned>& items, std::size_t columns) {
    constexpr std::size_t gap = 4;
    const auto width_of = [](const captioned& item) {
        return std::max(item.picture.width, item.caption.size());
    };
    const auto centred = [](const std::string& line, std::size_t width, std::size_t in) {
        const std::size_t before = (in - width) / 2;
        return std::string(before, ' ') + line + std::string(in - width - before, ' ');
    };

    std::size_t shown = 0, used = 0, height = 0;
    for (; shown < items.size(); ++shown) {
        const std::size_t with_this = used + gap + width_of(items[shown]);
        if (shown > 0 && with_this > columns)
            break;
        used = with_this;
        height = std::max(height, items[shown].picture.lines.size());
    }

    std::string text;
    for (std::size_t row = 0; row <= height; ++row) {
        std::string line;
        for (std::size_t at = 0; at < shown; ++at) {
            const auto& [picture, caption] = items[at];
            const std::size_t width = width_of(items[at]), missing = height - picture.lines.size();
            line += std::string(gap, ' ');
            if (row == height)
                line += centred(caption, caption.size(), width);
            else if (row < missing) // standing on the captions, as text does on its line
                line += std::string(width, ' ');
            else
                line += centred(picture.lines[row - missing], picture.width, width);
        }
        text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return text;
}

} // namespace digits
