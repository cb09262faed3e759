// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <digits/input_error.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#ifdef DIGITS_HAVE_ZLIB
#include <zlib.h>
#endif

using file_content = std::vector<unsigned char>;

/// A new folder that is gone after the test.
class temporary_folder {
  public:
    temporary_folder() {
        static std::atomic<int> number = 0;
        const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
        path_ = std::filesystem::temp_directory_path() /
                ("typegrad_digits_" + std::to_string(now) + "_" + std::to_string(number++));
        std::filesystem::create_directories(path_);
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path write(const std::string& name, const file_content& content) const {
        std::ofstream file(path_ / name, std::ios::binary);
        for (const unsigned char byte : content)
            file.put(static_cast<char>(byte));
        return path_ / name;
    }

  private:
    std::filesystem::path path_;
};

/// An IDX file: the header for these sizes, then the bytes.
inline file_content idx(const std::vector<std::uint32_t>& sizes, const file_content& body) {
    file_content file{0, 0, 8, static_cast<unsigned char>(sizes.size())};
    for (const std::uint32_t size : sizes)
        for (int shift = 24; shift >= 0; shift -= 8)
            file.push_back(static_cast<unsigned char>(size >> shift & 0xff));
    file.insert(file.end(), body.begin(), body.end());
    return file;
}

/// The message of the `input_error` that `call` throws, its path cut off; empty when it throws none.
template<class Call>
std::string complaint(const std::filesystem::path& path, Call call) {
    try {
        call();
    } catch (const digits::input_error& error) {
        const std::string message = error.what(), name = path.string();
        CHECK_MESSAGE(message.starts_with(name), message);
        return message.substr(name.size());
    }
    return {};
}

#ifdef DIGITS_HAVE_ZLIB
/// The content as one gzip member.
inline file_content gzipped(file_content content) {
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    file_content compressed(deflateBound(&stream, static_cast<uLong>(content.size())) + 32);
    stream.next_in = content.data();
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = compressed.data();
    stream.avail_out = static_cast<uInt>(compressed.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    compressed.resize(stream.total_out);
    deflateEnd(&stream);
    return compressed;
}
#endif
