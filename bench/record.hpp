// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>

/// With --write=DIR nothing is timed: what each case was given and what the library made of it are written to
/// DIR/case/dtype/n/in0.npy, in1.npy, … and out0.npy, …, in the order in which they were made.
namespace bench {

class record {
  public:
    void start(std::filesystem::path folder) { root_ = std::move(folder); }
    explicit operator bool() const { return !root_.empty(); }

    /// What follows belongs to this case.
    void open(const std::string& name) {
        if (!*this) return;
        folder_ = root_ / name;
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        inputs_ = results_ = 0;
    }
    template <class T>
    void input(const T* data, std::span<const std::size_t> extents) {
        if (*this) write("in" + std::to_string(inputs_++), data, extents);
    }
    template <class T>
    void result(std::span<const T> values) {
        const std::size_t extents[]{values.size()};
        if (*this) write("out" + std::to_string(results_++), values.data(), extents);
    }

  private:
    /// Source: NumPy's NEP 1, version 1.0 of the format.
    template <class T>
    void write(const std::string& name, const T* data, std::span<const std::size_t> extents) {
        std::string shape;
        std::size_t count = 1;
        for (const std::size_t n : extents) {
            shape += std::to_string(n) + ',';
            count *= n;
        }
        std::string head = std::string("{'descr': '<") + (std::integral<T> ? 'i' : 'f') + std::to_string(sizeof(T)) + "', 'fortran_order': False, 'shape': (" + shape + ")}";
        head.resize((head.size() + 11 + 63) / 64 * 64 - 11, ' ');
        head += '\n';
        std::ofstream file(folder_ / (name + ".npy"), std::ios::binary);
        file.write("\x93NUMPY\x01\x00", 8).put(static_cast<char>(head.size() & 255)).put(static_cast<char>(head.size() >> 8));
        file.write(head.data(), static_cast<std::streamsize>(head.size()));
        file.write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(count * sizeof(T)));
        if (!file.flush()) throw std::runtime_error("cannot write " + (folder_ / name).string());
    }

    std::filesystem::path root_, folder_;
    int inputs_ = 0, results_ = 0;
};
inline record recorded;

} // namespace bench
