// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "terminal.hpp"
#include "text.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

namespace digits {

/// How far training has come.
struct progress_state {
    std::size_t epoch = 1, epochs = 1; ///< the epoch at work, from 1
    std::uint64_t done = 0, total = 1; ///< examples, over all epochs
    double seconds = 0;                ///< since the start
    double loss = 0;                   ///< mean over this epoch so far
    std::optional<double> accuracy;    ///< on held-out examples, after the last whole epoch
};

/// `7.3 s`, `42 s`, `3 min 05 s`, `2 h 07 min`.
inline std::string duration(double seconds) {
    const auto two_digits = [](std::uint64_t value) {
        return std::string(value < 10 ? 1 : 0, '0') + std::to_string(value);
    };
    if (!(seconds < 1e9))
        return "?";
    if (seconds < 9.95)
        return fixed(std::max(seconds, 0.0), 1) + " s";
    const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
    if (whole < 60)
        return std::to_string(whole) + " s";
    if (whole < 3600)
        return std::to_string(whole / 60) + " min " + two_digits(whole % 60) + " s";
    return std::to_string(whole / 3600) + " h " + two_digits(whole % 3600 / 60) + " min";
}

/// Three digits and a unit: `950`, `18.2k`, `1.04M`.
inline std::string rate(double per_second) {
    const char* units[] = {"", "k", "M", "G"};
    std::size_t unit = 0;
    while (per_second >= 999.5 && unit < 3) {
        per_second /= 1000;
        ++unit;
    }
    const int decimals = unit == 0 || per_second >= 99.95 ? 0 : per_second >= 9.995 ? 1 : 2;
    return fixed(per_second, decimals) + units[unit];
}

/// Examples per second since the start.
inline double examples_per_second(const progress_state& now) {
    return now.seconds > 0 ? static_cast<double>(now.done) / now.seconds : 0;
}

/// The time the examples to come take at the speed of those done; nothing while none are.
inline std::optional<double> seconds_left(const progress_state& now) {
    if (now.done == 0)
        return std::nullopt;
    return now.seconds * static_cast<double>(now.total - now.done) / static_cast<double>(now.done);
}

/// A bar of `width` columns filled to `fraction`, exact to half a column.
inline std::string bar(double fraction, std::size_t width) {
    const auto halves = static_cast<std::size_t>(
        std::lround(std::clamp(fraction, 0.0, 1.0) * 2 * static_cast<double>(width)));
    const std::size_t full = halves / 2, half = halves % 2;
    return repeated("━", full) + repeated("╸", half) + repeated("┄", width - full - half);
}

/// What there is to say in numbers; `per_second` is the unit of the rate.
inline std::string progress_text(const progress_state& now, const std::string& per_second) {
    const bool finished = now.done >= now.total;
    const auto left = seconds_left(now);
    return "loss " + fixed(now.loss, 3) + "  accuracy " + (now.accuracy ? fixed(*now.accuracy, 3) : "  -  ") +
           "  " + right_aligned(rate(examples_per_second(now)), 5) + per_second + "  " +
           (finished ? "in " + duration(now.seconds)
            : left   ? duration(*left) + " left"
                     : "");
}

/// `epoch  3/30`, the numbers of one width.
inline std::string epoch_text(const progress_state& now) {
    const std::string epochs = std::to_string(now.epochs);
    return "epoch " + right_aligned(std::to_string(now.epoch), epochs.size()) + "/" + epochs;
}

/// The line of a terminal of `columns` columns: never so long that it wraps, the bar taking what the numbers
/// leave.
inline std::string progress_line(const progress_state& now, std::size_t columns) {
    // The numbers get a fixed share, so that the bar keeps its length while they change.
    constexpr std::size_t shortest_bar = 5, gaps = 4, wide = 100;
    const std::size_t numbers = columns < wide ? 53 : 62;
    const std::string epoch = epoch_text(now),
                      text = progress_text(now, columns < wide ? "/s" : " examples/s");
    const std::size_t taken = epoch.size() + gaps + std::max(numbers, text.size());
    if (columns > taken + shortest_bar) {
        const std::size_t width = std::min<std::size_t>(columns - 1 - taken, 50);
        return epoch + "  " + bar(static_cast<double>(now.done) / static_cast<double>(now.total), width) +
               "  " + text;
    }
    return (epoch + "  " + text).substr(0, columns > 0 ? columns - 1 : 0);
}

/// Shows the progress of training on standard output: one line that is rewritten on a terminal, else a line
/// per epoch.
class progress {
  public:
    progress(std::size_t epochs, std::size_t examples_per_epoch, terminal out = standard_output())
        : out_(out) {
        now_.epochs = epochs;
        now_.total = static_cast<std::uint64_t>(epochs) * examples_per_epoch;
    }
    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;
    ~progress() {
        if (line_is_open_)
            std::puts("");
    }

    /// A batch of `count` examples is done, `loss` its mean loss.
    void batch(std::size_t count, double loss) {
        now_.done += count;
        in_epoch_ += count;
        loss_sum_ += loss * static_cast<double>(count);
        now_.loss = loss_sum_ / static_cast<double>(in_epoch_);
        constexpr std::chrono::milliseconds often_enough(50);
        if (out_.interactive && clock::now() - shown_ >= often_enough)
            show();
    }

    /// The epoch is done, and the held-out examples read with this accuracy. Returns the mean loss of the
    /// epoch.
    double epoch(double accuracy) {
        now_.accuracy = accuracy;
        show();
        if (!out_.interactive)
            std::puts("");
        ++now_.epoch;
        in_epoch_ = 0;
        loss_sum_ = 0;
        return now_.loss;
    }

  private:
    using clock = std::chrono::steady_clock;

    void show() {
        shown_ = clock::now();
        now_.seconds = std::chrono::duration<double>(shown_ - start_).count();
        if (out_.interactive) {
            // Clearing after writing, not before, keeps the line from flickering.
            std::printf("\r%s\x1b[K", progress_line(now_, out_.columns).c_str());
            line_is_open_ = true;
        } else {
            std::printf("%s  %s", epoch_text(now_).c_str(), progress_text(now_, " examples/s").c_str());
        }
        std::fflush(stdout);
    }

    terminal out_;
    progress_state now_;
    clock::time_point start_ = clock::now(), shown_ = start_;
    std::size_t in_epoch_ = 0;
    double loss_sum_ = 0;
    bool line_is_open_ = false;
};

} // namespace digits
