// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "idx_files.hpp"

#include <digits/idx.hpp>

#include <doctest/doctest.h>

using namespace digits;

namespace {

const file_content two_images = idx({2, 2, 3}, {0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255});
const file_content three_labels = idx({3}, {7, 0, 9});

/// What the reader says of such a file, after its name.
std::string image_complaint(const file_content& content, const std::string& name = "images") {
    const temporary_folder folder;
    const auto path = folder.write(name, content);
    return complaint(path, [&] { read_idx_images(path); });
}
std::string label_complaint(const file_content& content) {
    const temporary_folder folder;
    const auto path = folder.write("labels", content);
    return complaint(path, [&] { read_idx_labels(path); });
}

file_content without_last(file_content content, std::size_t count) {
    content.resize(content.size() - count);
    return content;
}

} // namespace

TEST_CASE("an IDX file of images gives its sizes and its pixels in order") {
    const temporary_folder folder;
    const idx_images images = read_idx_images(folder.write("images", two_images));
    CHECK(images.count == 2);
    CHECK(images.rows == 2);
    CHECK(images.columns == 3);
    CHECK(images.pixels == bytes{0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255});
}

TEST_CASE("an IDX file of labels gives them in order") {
    const temporary_folder folder;
    CHECK(read_idx_labels(folder.write("labels", three_labels)) == bytes{7, 0, 9});
}

TEST_CASE("a missing file is named") {
    const temporary_folder folder;
    const auto path = folder.path() / "nothing";
    CHECK(complaint(path, [&] { read_idx_images(path); }) == " does not exist");
}

TEST_CASE("a folder is not read as a file") {
    const temporary_folder folder;
    CHECK(complaint(folder.path(), [&] { read_idx_images(folder.path()); }) == " is not a file");
}

TEST_CASE("a truncated IDX file is refused wherever it ends") {
    CHECK(image_complaint({}) == " is empty");
    CHECK(image_complaint(without_last(two_images, two_images.size() - 3)) == " is truncated: 3 bytes");
    CHECK(image_complaint(without_last(two_images, 13)) == " is truncated: it ends inside its header");
    CHECK(image_complaint(without_last(two_images, 1)) ==
          " is truncated: it holds 1 of the 2 images its header promises");
    CHECK(label_complaint(without_last(three_labels, 3)) ==
          " is truncated: it holds 0 of the 3 labels its header promises");
    for (std::size_t cut = 1; cut <= two_images.size(); ++cut)
        CHECK_FALSE(image_complaint(without_last(two_images, cut)).empty());
}

TEST_CASE("bytes after the promised ones are refused") {
    file_content images = two_images, labels = three_labels;
    images.push_back(0);
    labels.insert(labels.end(), {1, 2});
    CHECK(image_complaint(images) == " has 1 trailing bytes after the 2 images its header promises");
    CHECK(label_complaint(labels) == " has 2 trailing bytes after the 3 labels its header promises");
}

TEST_CASE("a file of another kind is refused by its magic number") {
    CHECK(image_complaint(three_labels) ==
          " is not an IDX file of images: its magic number is 2049, not 2051");
    CHECK(label_complaint(two_images) == " is not an IDX file of labels: its magic number is 2051, not 2049");
    CHECK(image_complaint({'h', 'e', 'l', 'l', 'o'}).starts_with(" is not an IDX file of images"));
}

TEST_CASE("a label above 9 is refused with its place") {
    CHECK(label_complaint(idx({3}, {1, 10, 2})) ==
          " is mislabelled: label number 2 is 10, not a digit from 0 to 9");
}

TEST_CASE("a header that promises more than 64 bits can count is refused, not overflowed") {
    const std::uint32_t most = 0xffffffff;
    CHECK(image_complaint(idx({most, most, most}, {1, 2, 3})) ==
          " is truncated: it holds 0 of the 4,294,967,295 images its header promises");
    CHECK(image_complaint(idx({0x10000, 0x10000, 0x10000}, {})).starts_with(" is truncated"));
}

TEST_CASE("images without pixels and files without images are refused") {
    CHECK(image_complaint(idx({3, 0, 8}, {})) == " has images without pixels");
    CHECK(image_complaint(idx({0, 8, 8}, {})) == " has no images");
}

#ifdef DIGITS_HAVE_ZLIB

TEST_CASE("a gzip file reads as its content does, whatever its name") {
    const temporary_folder folder;
    CHECK(read_idx_labels(folder.write("labels.gz", gzipped(three_labels))) == bytes{7, 0, 9});
    CHECK(read_idx_labels(folder.write("labels", gzipped(three_labels))) == bytes{7, 0, 9});
    CHECK(read_idx_labels(folder.write("plain.gz", three_labels)) == bytes{7, 0, 9});
}

TEST_CASE("a gzip file larger than one buffer is read whole") {
    const temporary_folder folder;
    file_content many(200'000);
    for (std::size_t at = 0; at < many.size(); ++at)
        many[at] = static_cast<unsigned char>(at * 7 % 10);
    CHECK(read_idx_labels(folder.write("labels.gz", gzipped(idx({200'000}, many)))) == many);
}

TEST_CASE("a gzip file of two members reads as both, one after the other") {
    const temporary_folder folder;
    file_content both = gzipped(without_last(three_labels, 2));
    const file_content rest = gzipped({0, 9});
    both.insert(both.end(), rest.begin(), rest.end());
    CHECK(read_idx_labels(folder.write("labels.gz", both)) == bytes{7, 0, 9});
}

TEST_CASE("a truncated gzip stream is refused wherever it ends") {
    const file_content whole = gzipped(two_images);
    for (std::size_t cut = 1; cut < whole.size() - 2; ++cut)
        CHECK(image_complaint(without_last(whole, cut), "images.gz") ==
              " is truncated: its gzip stream ends early");
}

TEST_CASE("a damaged gzip stream is refused") {
    file_content damaged = gzipped(two_images);
    damaged[damaged.size() - 6] ^= 0xff; // in the checksum
    CHECK(image_complaint(damaged, "images.gz").starts_with(" is damaged: its gzip stream does not decode"));
}

TEST_CASE("bytes after a gzip stream are refused") {
    file_content longer = gzipped(two_images);
    longer.insert(longer.end(), {'m', 'o', 'r', 'e'});
    CHECK(image_complaint(longer, "images.gz") == " has 4 trailing bytes after its gzip stream");
}

TEST_CASE("what a gzip file holds is checked as a plain file is") {
    CHECK(image_complaint(gzipped(without_last(two_images, 6)), "images.gz") ==
          " is truncated: it holds 1 of the 2 images its header promises");
}

#else

TEST_CASE("without zlib a gzip file is refused with the way out") {
    CHECK(image_complaint({0x1f, 0x8b, 8, 0}, "images.gz") ==
          " is compressed and this program was built without zlib: unpack it with gunzip first");
}

#endif
