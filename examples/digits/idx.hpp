// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "file_bytes.hpp"
#include "input_error.hpp"
#include "text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace digits {

/// The content of an IDX image file: `count` images of `rows` × `columns` bytes, row by row.
struct idx_images {
    std::size_t count = 0, rows = 0, columns = 0;
    bytes pixels;
};

namespace detail {

inline std::uint32_t big_endian(const bytes& data, std::size_t at) {
    return static_cast<std::uint32_t>(data[at]) << 24 | static_cast<std::uint32_t>(data[at + 1]) << 16 |
           static_cast<std::uint32_t>(data[at + 2]) << 8 | static_cast<std::uint32_t>(data[at + 3]);
}

/// Checks the first four bytes: two zeros, 8 for unsigned bytes, the number of axes; then that the sizes are
/// there.
inline void check_header(const bytes& data, std::size_t axes, const std::string& kind,
                         const std::string& name) {
    if (data.empty())
        throw input_error(name + " is empty");
    if (data.size() < 4)
        throw input_error(name + " is truncated: " + std::to_string(data.size()) + " bytes");
    const std::uint32_t expected = 0x0800 + static_cast<std::uint32_t>(axes), found = big_endian(data, 0);
    if (found != expected)
        throw input_error(name + " is not an IDX file of " + kind + ": its magic number is " +
                          std::to_string(found) + ", not " + std::to_string(expected));
    if (data.size() < 4 + 4 * axes)
        throw input_error(name + " is truncated: it ends inside its header");
}

/// Checks that `count` items of `size` bytes are what follows the header.
inline void check_body(std::uint64_t body, std::uint64_t count, std::uint64_t size, const std::string& kind,
                       const std::string& name) {
    // Divided, not multiplied: a crafted header can promise more than 64 bits can count.
    const std::uint64_t whole = body / size;
    if (whole < count)
        throw input_error(name + " is truncated: it holds " + grouped(whole) + " of the " + grouped(count) +
                          " " + kind + " its header promises");
    if (const std::uint64_t extra = body - count * size; extra > 0)
        throw input_error(name + " has " + grouped(extra) + " trailing bytes after the " + grouped(count) +
                          " " + kind + " its header promises");
}

} // namespace detail

/// Reads an IDX file of images, plain or gzip.
inline idx_images read_idx_images(const std::filesystem::path& path) {
    constexpr std::size_t header = 16;
    const std::string name = path.string();
    bytes data = file_bytes(path);
    detail::check_header(data, 3, "images", name);
    idx_images images{
        detail::big_endian(data, 4), detail::big_endian(data, 8), detail::big_endian(data, 12), {}};
    if (images.rows == 0 || images.columns == 0)
        throw input_error(name + " has images without pixels");
    detail::check_body(data.size() - header, images.count, std::uint64_t{images.rows} * images.columns,
                       "images", name);
    if (images.count == 0)
        throw input_error(name + " has no images");
    data.erase(data.begin(), data.begin() + header);
    images.pixels = std::move(data);
    return images;
}

/// Reads an IDX file of labels, plain or gzip: digits, so each is 0 to 9.
inline bytes read_idx_labels(const std::filesystem::path& path) {
    constexpr std::size_t header = 8;
    const std::string name = path.string();
    bytes data = file_bytes(path);
    detail::check_header(data, 1, "labels", name);
    detail::check_body(data.size() - header, detail::big_endian(data, 4), 1, "labels", name);
    data.erase(data.begin(), data.begin() + header);
    const auto wrong = std::find_if(data.begin(), data.end(), [](unsigned char label) { return label > 9; });
    if (wrong != data.end())
        throw input_error(name + " is mislabelled: label number " +
                          grouped(static_cast<std::uint64_t>(wrong - data.begin()) + 1) + " is " +
                          std::to_string(*wrong) + ", not a digit from 0 to 9");
    return data;
}

} // namespace digits
