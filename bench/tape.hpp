// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <vector>

/// A function on one of ADOL-C's tapes, which are of `double`s.
namespace bench {

/// Recorded once, before anything is timed: the function has no branches, so that the tape is good for every argument.
class tape {
  public:
    tape() = default;
    tape(std::shared_ptr<const short> number, std::vector<double> independents) : number_(std::move(number)), independents_(std::move(independents)), gradient_(independents_.size()) {}

    /// The value, and its derivatives by the independents, one array of them after the other: a sweep forward, one back.
    template <class T>
    T operator()(std::initializer_list<std::span<T>> gradients) {
        const double value = sweep();
        const double* from = gradient_.data();
        for (const std::span<T> to : gradients) {
            std::transform(from, from + to.size(), to.begin(), [](double x) { return static_cast<T>(x); });
            from += to.size();
        }
        return static_cast<T>(value);
    }

    /// Has a function been recorded?
    bool there() const { return number_ != nullptr; }

  private:
    double sweep();

    std::shared_ptr<const short> number_;
    std::vector<double> independents_, gradient_;
};

/// Vectors of more elements are left out: their tapes are gigabytes.
inline constexpr std::size_t longest_tape = 100000;

/// The arrays of independents, one after the other.
template <class T>
std::vector<double> independents(std::initializer_list<std::span<const T>> arrays) {
    std::vector<double> all;
    for (const std::span<const T> x : arrays) all.insert(all.end(), x.begin(), x.end());
    return all;
}

} // namespace bench
