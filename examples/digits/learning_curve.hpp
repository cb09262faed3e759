// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "input_error.hpp"
#include "svg_plot.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace digits {

/// One value per epoch each.
struct learning_curve {
    std::vector<double> loss, accuracy;
};

/// Fails now, rather than after training, where no plot can be written.
inline void check_writable(const std::filesystem::path& path) {
    if (!std::ofstream(path, std::ios::app))
        throw input_error(path.string() + " cannot be written");
}

/// Writes the curve to an SVG file.
inline void plot(const learning_curve& curve, const std::string& title, const std::filesystem::path& path) {
    std::ofstream file(path, std::ios::binary);
    file << svg_plot(title, "epoch",
                     {{"train loss", "#0068a8", curve.loss, true},
                      {"held-out accuracy", "#c4500b", curve.accuracy, false}});
    if (!file.flush())
        throw input_error(path.string() + " cannot be written");
}

} // namespace digits
