// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "input_error.hpp"

#include <CLI/CLI.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>

namespace digits {

/// What the user asked for.
struct options {
    std::filesystem::path data = DIGITS_DATA_DIR;
    std::optional<std::filesystem::path> mnist;
    std::size_t epochs = 20, batch = 32;
    float learning_rate = 0.2f;
    std::uint64_t seed = 1;
    std::filesystem::path plot = "digits.svg";
};

/// Reads the command line; nothing when it only asked for help, which is printed.
inline std::optional<options> parse_options(int argc, char** argv) {
    options chosen;
    std::string data = chosen.data.string(), mnist, plot = chosen.plot.string();
    std::int64_t epochs = static_cast<std::int64_t>(chosen.epochs),
                 batch = static_cast<std::int64_t>(chosen.batch),
                 seed = static_cast<std::int64_t>(chosen.seed);
    double learning_rate = static_cast<double>(chosen.learning_rate);

    CLI::App app("Learns to read handwritten digits by softmax regression.", "digits");
    CLI::Option* const data_option = app.add_option("--data", data, "Folder of the 8×8 digits, as IDX files")
                                         ->type_name("DIR")
                                         ->capture_default_str();
    app.add_option("--mnist", mnist, "Folder of MNIST's IDX files, plain or .gz, to use instead")
        ->type_name("DIR")
        ->excludes(data_option);
    app.add_option("--epochs", epochs, "Times to go through the training images")
        ->type_name("N")
        ->capture_default_str();
    app.add_option("--batch", batch, "Images per step")->type_name("N")->capture_default_str();
    app.add_option("--learning-rate", learning_rate, "Length of a step")
        ->type_name("RATE")
        ->capture_default_str();
    app.add_option("--seed", seed, "Of the first weights and the order of images")
        ->type_name("N")
        ->capture_default_str();
    app.add_option("--plot", plot, "File for the loss curve")->type_name("FILE")->capture_default_str();
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        std::fputs(app.help().c_str(), stdout);
        return std::nullopt;
    } catch (const CLI::ParseError& error) {
        throw input_error(error.what());
    }

    constexpr std::int64_t most = 1'000'000'000;
    if (epochs < 1 || epochs > most)
        throw input_error("--epochs must be from 1 to 1,000,000,000, not " + std::to_string(epochs));
    if (batch < 1)
        throw input_error("--batch must be at least 1, not " + std::to_string(batch));
    if (seed < 0)
        throw input_error("--seed must be at least 0, not " + std::to_string(seed));
    if (data.empty() || (mnist.empty() && app.count("--mnist") > 0))
        throw input_error("a folder must have a name");
    if (plot.empty())
        throw input_error("--plot must name a file");
    chosen.learning_rate = static_cast<float>(learning_rate);
    if (!(chosen.learning_rate > 0) || !std::isfinite(chosen.learning_rate))
        throw input_error("--learning-rate must be a positive number, not " +
                          app["--learning-rate"]->as<std::string>());
    if (app.count("--mnist") > 0)
        chosen.mnist = mnist;
    chosen.data = data;
    chosen.plot = plot;
    chosen.epochs = static_cast<std::size_t>(epochs);
    chosen.batch = static_cast<std::size_t>(batch);
    chosen.seed = static_cast<std::uint64_t>(seed);
    return chosen;
}

} // namespace digits
