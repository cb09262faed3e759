// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "text.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace digits {

/// Round numbers (1, 2 or 5 times a power of ten apart) that span `lowest` to `highest`, in about `about`
/// steps.
struct ticks {
    std::vector<double> values;
    int decimals = 0; ///< that tell them apart
    double low() const { return values.front(); }
    double high() const { return values.back(); }
};

inline ticks nice_ticks(double lowest, double highest, int about = 5, double smallest_step = 0) {
    // Flat data gets some room, relative to its size so that it is seen in floating point.
    if (!(highest > lowest))
        highest = lowest + std::max(1.0, std::abs(lowest)) * 0.1;
    const double rough = std::max((highest - lowest) / about, smallest_step),
                 power = std::pow(10, std::floor(std::log10(rough)));
    const double ratio = rough / power;
    const double step = power * (ratio <= 1.0001 ? 1 : ratio <= 2.0001 ? 2 : ratio <= 5.0001 ? 5 : 10);
    constexpr double rounding = 1e-9;
    const double first = std::floor(lowest / step + rounding), last = std::ceil(highest / step - rounding);
    ticks result;
    result.decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + rounding)));
    for (double number = first; number <= last; ++number)
        result.values.push_back(number * step + 0.0);
    return result;
}

/// Text as it may stand in XML.
inline std::string escaped(std::string_view text) {
    std::string safe;
    for (const char letter : text)
        switch (letter) {
        case '&':
            safe += "&amp;";
            break;
        case '<':
            safe += "&lt;";
            break;
        case '>':
            safe += "&gt;";
            break;
        case '"':
            safe += "&quot;";
            break;
        default:
            safe += letter;
        }
    return safe;
}

/// One line of a plot, in a panel of its own: `values[i]` stands at `i + 1`.
struct series {
    std::string name;
    std::string colour;
    std::vector<double> values;
    bool from_zero = false; ///< the axis begins at 0
};

namespace detail {

struct box {
    double left, top, width, height;
};

inline std::string label(double x, double y, std::string_view text, std::string_view more) {
    return "<text x=\"" + fixed(x, 1) + "\" y=\"" + fixed(y, 1) + "\" " + std::string(more) + ">" +
           escaped(text) + "</text>\n";
}

inline std::string stroke(double x1, double y1, double x2, double y2, std::string_view colour) {
    return "<line x1=\"" + fixed(x1, 1) + "\" y1=\"" + fixed(y1, 1) + "\" x2=\"" + fixed(x2, 1) + "\" y2=\"" +
           fixed(y2, 1) + "\" stroke=\"" + std::string(colour) + "\"/>\n";
}

/// The frame, axis, grid and line of one series.
inline std::string panel(const series& line, const box& in, const ticks& across,
                         const std::string& across_label) {
    const auto [least, most] = std::minmax_element(line.values.begin(), line.values.end());
    const ticks up = nice_ticks(line.from_zero ? 0 : *least, *most, 4);
    const double bottom = in.top + in.height, right = in.left + in.width;
    const auto x_of = [&](double x) {
        return in.left + in.width * (x - across.low()) / (across.high() - across.low());
    };
    const auto y_of = [&](double y) { return bottom - in.height * (y - up.low()) / (up.high() - up.low()); };

    std::string svg;
    for (const double value : up.values) {
        svg += stroke(in.left, y_of(value), right, y_of(value), "#e3e3e3");
        svg += label(in.left - 8, y_of(value) + 4, fixed(value, up.decimals), "text-anchor=\"end\"");
    }
    for (const double value : across.values) {
        svg += stroke(x_of(value), bottom, x_of(value), bottom + 5, "#444");
        if (!across_label.empty())
            svg += label(x_of(value), bottom + 19, fixed(value, across.decimals), "text-anchor=\"middle\"");
    }
    svg += stroke(in.left, bottom, right, bottom, "#444") + stroke(in.left, in.top, in.left, bottom, "#444");
    if (!across_label.empty())
        svg += label(in.left + in.width / 2, bottom + 40, across_label, "text-anchor=\"middle\"");
    const double middle = in.top + in.height / 2, beside = in.left - 52;
    svg += label(beside, middle, line.name,
                 "text-anchor=\"middle\" transform=\"rotate(-90 " + fixed(beside, 1) + " " +
                     fixed(middle, 1) + ")\"");

    svg += "<polyline fill=\"none\" stroke-width=\"2\" stroke-linejoin=\"round\" stroke=\"" + line.colour +
           "\" points=\"";
    for (std::size_t at = 0; at < line.values.size(); ++at)
        svg += std::string(at > 0 ? 1 : 0, ' ') + fixed(x_of(static_cast<double>(at + 1)), 2) + "," +
               fixed(y_of(line.values[at]), 2);
    svg += "\"/>\n";
    constexpr std::size_t most_markers = 60;
    for (std::size_t at = 0; at < line.values.size() && line.values.size() <= most_markers; ++at)
        svg += "<circle r=\"3\" cx=\"" + fixed(x_of(static_cast<double>(at + 1)), 2) + "\" cy=\"" +
               fixed(y_of(line.values[at]), 2) + "\" fill=\"" + line.colour + "\"/>\n";
    return svg;
}

} // namespace detail

/// An SVG document: each series in a panel of its own, one above the other over a common horizontal axis,
/// with a legend that gives their last values. Needs at least one series, all of one length of at least 1,
/// all values finite.
inline std::string svg_plot(const std::string& title, const std::string& across_label,
                            const std::vector<series>& lines) {
    constexpr double width = 720, panel_height = 190, left = 84, right = 24, top = 84, between = 24,
                     bottom = 58;
    const auto panels = static_cast<double>(lines.size());
    const double height = top + panels * panel_height + (panels - 1) * between + bottom;
    const auto length = static_cast<double>(lines.front().values.size());

    std::string svg =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" +
        fixed(width, 0) + "\" height=\"" + fixed(height, 0) + "\" viewBox=\"0 0 " + fixed(width, 0) + " " +
        fixed(height, 0) +
        "\" font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\" font-size=\"13\" fill=\"#222\">\n";
    svg += "<title>" + escaped(title) + "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n";
    svg += detail::label(left, 32, title, "font-size=\"17\" font-weight=\"bold\"");

    const ticks across = nice_ticks(0, length, 10, 1);
    double legend = left;
    for (std::size_t at = 0; at < lines.size(); ++at) {
        const series& line = lines[at];
        const std::string entry = line.name + ", at the end " + fixed(line.values.back(), 3);
        svg += "<rect x=\"" + fixed(legend, 1) + "\" y=\"52\" width=\"20\" height=\"4\" fill=\"" +
               line.colour + "\"/>\n";
        svg += detail::label(legend + 28, 59, entry, "");
        legend += 28 + 7.2 * static_cast<double>(entry.size()) + 24; // about the width of a letter
        const detail::box in{left, top + static_cast<double>(at) * (panel_height + between),
                             width - left - right, panel_height};
        svg += detail::panel(line, in, across, at + 1 == lines.size() ? across_label : "");
    }
    return svg + "</svg>\n";
}

} // namespace digits
