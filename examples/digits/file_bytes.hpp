// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "input_error.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#ifdef DIGITS_HAVE_ZLIB
#include <zlib.h>
#endif

namespace digits {

using bytes = std::vector<unsigned char>;

/// Whether these bytes begin as a gzip stream does (RFC 1952).
inline bool is_gzip(const bytes& data) { return data.size() >= 2 && data[0] == 0x1f && data[1] == 0x8b; }

#ifdef DIGITS_HAVE_ZLIB

namespace detail {

/// A zlib decoder that is freed on every way out.
struct inflater {
    z_stream stream{};
    inflater() {
        constexpr int gzip_wrapper = 16;
        if (inflateInit2(&stream, MAX_WBITS + gzip_wrapper) != Z_OK)
            throw std::bad_alloc();
    }
    inflater(const inflater&) = delete;
    inflater& operator=(const inflater&) = delete;
    ~inflater() { inflateEnd(&stream); }
};

} // namespace detail

/// The decompressed content of a gzip file of one or more members; `name` is for the errors.
inline bytes gunzip(bytes compressed, const std::string& name) {
    // Far above any digits there are (all of EMNIST is 0.55 GB), far below what a crafted file could expand
    // to.
    constexpr std::size_t most = std::size_t{1} << 30;
    if (compressed.size() > std::numeric_limits<uInt>::max())
        throw input_error(name + " is too large");

    detail::inflater decoder;
    z_stream& stream = decoder.stream;
    stream.next_in = compressed.data();
    stream.avail_in = static_cast<uInt>(compressed.size());
    bytes content;
    std::vector<unsigned char> chunk(std::size_t{1} << 16);
    while (true) {
        stream.next_out = chunk.data();
        stream.avail_out = static_cast<uInt>(chunk.size());
        const int status = inflate(&stream, Z_NO_FLUSH);
        content.insert(content.end(), chunk.data(), stream.next_out);
        if (content.size() > most)
            throw input_error(name + " expands to more than 1 GiB");
        if (status == Z_STREAM_END) {
            if (stream.avail_in == 0)
                return content;
            if (stream.avail_in < 2 || stream.next_in[0] != 0x1f || stream.next_in[1] != 0x8b)
                throw input_error(name + " has " + std::to_string(stream.avail_in) +
                                  " trailing bytes after its gzip stream");
            inflateReset(&stream);
        } else if (status == Z_BUF_ERROR ||
                   (status == Z_OK && stream.avail_in == 0 && stream.avail_out > 0)) {
            throw input_error(name + " is truncated: its gzip stream ends early");
        } else if (status != Z_OK) {
            throw input_error(name + " is damaged: its gzip stream does not decode" +
                              (stream.msg ? std::string(" (") + stream.msg + ")" : ""));
        }
    }
}

#else

inline bytes gunzip(const bytes&, const std::string& name) {
    throw input_error(name +
                      " is compressed and this program was built without zlib: unpack it with gunzip first");
}

#endif

/// The content of a file, decompressed when it is a gzip file whatever it is called.
inline bytes file_bytes(const std::filesystem::path& path) {
    const std::string name = path.string();
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
        throw input_error(name + " does not exist");
    if (!std::filesystem::is_regular_file(path, ignored))
        throw input_error(name + " is not a file");
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw input_error(name + " cannot be opened for reading");
    bytes data;
    std::vector<char> chunk(std::size_t{1} << 16);
    while (file.read(chunk.data(), static_cast<std::streamsize>(chunk.size())), file.gcount() > 0)
        data.insert(data.end(), chunk.data(), chunk.data() + file.gcount());
    if (file.bad())
        throw input_error(name + " cannot be read to its end");
    return is_gzip(data) ? gunzip(std::move(data), name) : data;
}

} // namespace digits
