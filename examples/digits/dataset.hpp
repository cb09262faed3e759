// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "examples.hpp"
#include "idx.hpp"
#include "input_error.hpp"
#include "shuffle.hpp"
#include "text.hpp"

#include <cstddef>
#include <filesystem>
#include <numeric>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace digits {

/// What to learn from and what to be judged by.
struct dataset {
    examples train, test;
    std::size_t side = 0; ///< images are side × side pixels
};

/// How the files of a data set are to be understood.
struct image_format {
    std::size_t side;
    int brightest; ///< the value that stands for full ink
};
inline constexpr image_format small_digits{8, 16}, mnist_digits{28, 255};

/// Reads `<stem>-images-idx3-ubyte` and `<stem>-labels-idx1-ubyte` of a folder, each plain or with `.gz`.
inline examples read_examples(const std::filesystem::path& folder, const std::string& stem,
                              image_format format) {
    const auto find = [&](const std::string& name) {
        const auto plain = folder / name, compressed = folder / (name + ".gz");
        if (std::filesystem::exists(plain))
            return plain;
        if (std::filesystem::exists(compressed))
            return compressed;
        throw input_error(plain.string() + " does not exist, and neither does " + name + ".gz");
    };
    const auto image_path = find(stem + "-images-idx3-ubyte"), label_path = find(stem + "-labels-idx1-ubyte");
    const idx_images images = read_idx_images(image_path);
    const bytes labels = read_idx_labels(label_path);

    const std::string side = std::to_string(format.side);
    if (images.rows != format.side || images.columns != format.side)
        throw input_error(image_path.string() + " has images of " + std::to_string(images.rows) + "×" +
                          std::to_string(images.columns) + " pixels, not " + side + "×" + side);
    if (labels.size() != images.count)
        throw input_error(label_path.string() + " has " + grouped(labels.size()) + " labels for the " +
                          grouped(images.count) + " images of " + image_path.filename().string());

    examples all;
    all.images.resize({images.count, images.rows * images.columns});
    all.labels.resize({images.count});
    for (std::size_t at = 0; at < images.pixels.size(); ++at) {
        const int value = images.pixels[at];
        if (value > format.brightest)
            throw input_error(image_path.string() + " has a pixel of " + std::to_string(value) +
                              ", above the brightest, " + std::to_string(format.brightest));
        all.images.data()[at] = static_cast<float>(value) / static_cast<float>(format.brightest);
    }
    for (std::size_t at = 0; at < labels.size(); ++at)
        all.labels(at) = labels[at];
    return all;
}

/// Splits off the last fifth of `order` for the test.
inline dataset hold_out_a_fifth(const examples& all, std::span<const std::size_t> order, std::size_t side) {
    const std::size_t held_out = order.size() / 5;
    dataset data;
    data.side = side;
    gather(all, order.first(order.size() - held_out), data.train);
    gather(all, order.last(held_out), data.test);
    return data;
}

namespace detail {

inline void check_folder(const std::filesystem::path& folder) {
    if (!std::filesystem::is_directory(folder))
        throw input_error(folder.string() + " is not a folder");
}

inline std::vector<std::size_t> numbered(const examples& all, const std::filesystem::path& folder) {
    if (all.count() < 5)
        throw input_error(folder.string() + " has only " + std::to_string(all.count()) +
                          " images, too few to hold some out");
    std::vector<std::size_t> order(all.count());
    std::iota(order.begin(), order.end(), std::size_t{0});
    return order;
}

} // namespace detail

/// The 8×8 digits of `folder`; a fifth of them, always the same, is held out.
inline dataset load_small_digits(const std::filesystem::path& folder) {
    detail::check_folder(folder);
    const examples all = read_examples(folder, "digits", small_digits);
    std::vector<std::size_t> order = detail::numbered(all, folder);
    // Shuffled, as the file has its writers one after the other.
    std::mt19937_64 always_the_same(1797);
    shuffle(order, always_the_same);
    return hold_out_a_fifth(all, order, small_digits.side);
}

/// MNIST: learn from `train-*` and test with `t10k-*`; where there is only `t10k-*`, its last fifth is held
/// out.
inline dataset load_mnist(const std::filesystem::path& folder) {
    detail::check_folder(folder);
    const examples t10k = read_examples(folder, "t10k", mnist_digits);
    bool has_train = false;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        has_train = has_train || entry.path().filename().string().starts_with("train-");
    if (has_train)
        return {read_examples(folder, "train", mnist_digits), t10k, mnist_digits.side};
    return hold_out_a_fifth(t10k, detail::numbered(t10k, folder), mnist_digits.side);
}

} // namespace digits
