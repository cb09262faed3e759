// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "idx_files.hpp"

#include <digits/dataset.hpp>
#include <digits/minibatches.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

using namespace digits;

namespace {

/// Files of `count` images of side × side pixels, image i all of brightness `i % brightest`, labelled `i %
/// 10`.
void write_pair(const temporary_folder& folder, const std::string& stem, std::uint32_t count,
                std::uint32_t side, int brightest) {
    file_content pixels, labels;
    for (std::uint32_t at = 0; at < count; ++at) {
        pixels.insert(pixels.end(), side * side,
                      static_cast<unsigned char>(at % static_cast<std::uint32_t>(brightest)));
        labels.push_back(static_cast<unsigned char>(at % 10));
    }
    folder.write(stem + "-images-idx3-ubyte", idx({count, side, side}, pixels));
    folder.write(stem + "-labels-idx1-ubyte", idx({count}, labels));
}

} // namespace

TEST_CASE("the digits that ship with the example are 1,797, a fifth of them held out") {
    const dataset data = load_small_digits(DIGITS_DATA_DIR);
    CHECK(data.train.count() == 1438);
    CHECK(data.test.count() == 359);
    CHECK(data.side == 8);
    CHECK(data.train.pixels() == 64);
    const auto [least, most] = std::minmax_element(data.train.images.begin(), data.train.images.end());
    CHECK(*least == 0.0f);
    CHECK(*most == 1.0f);
    for (int digit = 0; digit < 10; ++digit) {
        CHECK(std::count(data.train.labels.begin(), data.train.labels.end(), digit) > 100);
        CHECK(std::count(data.test.labels.begin(), data.test.labels.end(), digit) > 20);
    }
}

TEST_CASE("the same digits are held out each time") {
    const dataset first = load_small_digits(DIGITS_DATA_DIR), second = load_small_digits(DIGITS_DATA_DIR);
    CHECK(first.test.images == second.test.images);
    CHECK(first.test.labels == second.test.labels);
}

TEST_CASE("MNIST's test files alone are split into four fifths and the last fifth, in order") {
    const temporary_folder folder;
    write_pair(folder, "t10k", 20, 28, 255);
    const dataset data = load_mnist(folder.path());
    CHECK(data.train.count() == 16);
    CHECK(data.test.count() == 4);
    CHECK(data.test.labels(0) == 6);
    CHECK(data.test.images(0, 783) == 16.0f / 255.0f);
}

TEST_CASE("with MNIST's training files those are learnt from and the test files tested with") {
    const temporary_folder folder;
    write_pair(folder, "t10k", 7, 28, 255);
    write_pair(folder, "train", 30, 28, 255);
    const dataset data = load_mnist(folder.path());
    CHECK(data.train.count() == 30);
    CHECK(data.test.count() == 7);
}

TEST_CASE("one training file without the other is an error, not a smaller data set") {
    const temporary_folder folder;
    write_pair(folder, "t10k", 10, 28, 255);
    write_pair(folder, "train", 10, 28, 255);
    const auto labels = folder.path() / "train-labels-idx1-ubyte";
    std::filesystem::remove(labels);
    CHECK(complaint(labels, [&] { load_mnist(folder.path()); }) ==
          " does not exist, and neither does train-labels-idx1-ubyte.gz");
}

TEST_CASE("images and labels that differ in number are refused") {
    const temporary_folder folder;
    write_pair(folder, "digits", 10, 8, 16);
    const auto labels = folder.write("digits-labels-idx1-ubyte", idx({9}, file_content(9)));
    CHECK(complaint(labels, [&] { load_small_digits(folder.path()); }) ==
          " has 9 labels for the 10 images of digits-images-idx3-ubyte");
}

TEST_CASE("images of another size are refused") {
    const temporary_folder folder;
    write_pair(folder, "digits", 10, 28, 16);
    CHECK(complaint(folder.path() / "digits-images-idx3-ubyte", [&] { load_small_digits(folder.path()); }) ==
          " has images of 28×28 pixels, not 8×8");
}

TEST_CASE("pixels brighter than full ink are refused") {
    const temporary_folder folder;
    write_pair(folder, "digits", 30, 8, 20);
    CHECK(complaint(folder.path() / "digits-images-idx3-ubyte", [&] { load_small_digits(folder.path()); }) ==
          " has a pixel of 17, above the brightest, 16");
}

TEST_CASE("too few images to hold some out are refused") {
    const temporary_folder folder;
    write_pair(folder, "t10k", 4, 28, 255);
    CHECK(complaint(folder.path(), [&] { load_mnist(folder.path()); }) ==
          " has only 4 images, too few to hold some out");
}

TEST_CASE("a folder that is not there is named") {
    const std::filesystem::path nowhere = "no/such/folder";
    CHECK(complaint(nowhere, [&] { load_mnist(nowhere); }) == " is not a folder");
}

TEST_CASE("mini-batches are of one size but the last, and hold each example once, with its own label") {
    const temporary_folder folder;
    write_pair(folder, "digits", 23, 8, 16);
    const examples all = read_examples(folder.path(), "digits", small_digits);
    minibatches batches(all, 5, 1);
    std::vector<std::size_t> sizes;
    std::map<std::pair<float, int>, int> seen, expected;
    for (const auto& [images, labels] : batches) {
        sizes.push_back(labels.size());
        REQUIRE(images.shape()[0] == labels.size());
        REQUIRE(images.shape()[1] == 64);
        for (std::size_t at = 0; at < labels.size(); ++at)
            ++seen[{images(at, 0), labels(at)}];
    }
    for (std::size_t at = 0; at < all.count(); ++at)
        ++expected[{all.images(at, 0), all.labels(at)}];
    CHECK(sizes == std::vector<std::size_t>{5, 5, 5, 5, 3});
    CHECK(seen == expected);
}

TEST_CASE("mini-batches come in a new order each time, and in the same orders from the same seed") {
    const temporary_folder folder;
    write_pair(folder, "digits", 100, 8, 16);
    const examples all = read_examples(folder.path(), "digits", small_digits);
    const auto orders = [&](std::uint64_t seed) {
        minibatches batches(all, 10, seed);
        std::vector<std::vector<int>> result(2);
        for (auto& order : result)
            for (const auto& [images, labels] : batches)
                order.insert(order.end(), labels.begin(), labels.end());
        return result;
    };
    const auto first = orders(1);
    CHECK(first[0] != first[1]);
    CHECK(first == orders(1));
    CHECK(first != orders(2));
}
