// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <digits/progress.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

using namespace digits;

namespace {

/// The columns that UTF-8 text takes, with one for each character.
std::size_t columns_of(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xc0) != 0x80; }));
}

progress_state halfway() {
    progress_state now;
    now.epoch = 3;
    now.epochs = 20;
    now.done = 5000;
    now.total = 10000;
    now.seconds = 4;
    now.loss = 0.2126;
    now.accuracy = 0.9512;
    return now;
}

} // namespace

TEST_CASE("a duration is given in the units one would say") {
    CHECK(duration(0) == "0.0 s");
    CHECK(duration(7.34) == "7.3 s");
    CHECK(duration(9.96) == "10 s");
    CHECK(duration(59.4) == "59 s");
    CHECK(duration(59.6) == "1 min 00 s");
    CHECK(duration(185) == "3 min 05 s");
    CHECK(duration(3599.6) == "1 h 00 min");
    CHECK(duration(7620) == "2 h 07 min");
    CHECK(duration(1e300) == "?");
    CHECK(duration(std::nan("")) == "?");
}

TEST_CASE("a rate has three digits and a unit, also where it rounds up into the next") {
    CHECK(rate(0) == "0");
    CHECK(rate(950.2) == "950");
    CHECK(rate(999.6) == "1.00k");
    CHECK(rate(9994) == "9.99k");
    CHECK(rate(9996) == "10.0k");
    CHECK(rate(18240) == "18.2k");
    CHECK(rate(182'400) == "182k");
    CHECK(rate(999'600) == "1.00M");
    CHECK(rate(2.5e12) == "2500G");
}

TEST_CASE("the time left is what the rest takes at the speed so far") {
    progress_state now = halfway();
    CHECK(examples_per_second(now) == doctest::Approx(1250));
    CHECK(seconds_left(now).value() == doctest::Approx(4));
    now.done = 2500;
    CHECK(seconds_left(now).value() == doctest::Approx(12));
    now.done = now.total;
    CHECK(seconds_left(now).value() == 0);
}

TEST_CASE("before the first example there is no time left to tell and no division by zero") {
    progress_state now = halfway();
    now.done = 0;
    now.seconds = 0;
    CHECK_FALSE(seconds_left(now).has_value());
    CHECK(examples_per_second(now) == 0);
}

TEST_CASE("a bar has its width at any fraction") {
    CHECK(bar(0, 4) == "┄┄┄┄");
    CHECK(bar(0.5, 4) == "━━┄┄");
    CHECK(bar(0.625, 4) == "━━╸┄");
    CHECK(bar(1, 4) == "━━━━");
    CHECK(bar(7, 4) == "━━━━");
    for (int percent = 0; percent <= 100; ++percent)
        CHECK(columns_of(bar(percent / 100.0, 17)) == 17);
}

TEST_CASE("the numbers are loss, accuracy, examples per second and time left") {
    CHECK(progress_text(halfway(), " examples/s") ==
          "loss 0.213  accuracy 0.951  1.25k examples/s  4.0 s left");
}

TEST_CASE("before the first accuracy there is a dash in its place") {
    progress_state now = halfway();
    now.accuracy.reset();
    CHECK(progress_text(now, "/s") == "loss 0.213  accuracy   -    1.25k/s  4.0 s left");
}

TEST_CASE("at the end the time left becomes the time taken") {
    progress_state now = halfway();
    now.done = now.total;
    CHECK(progress_text(now, "/s") == "loss 0.213  accuracy 0.951  2.50k/s  in 4.0 s");
}

TEST_CASE("a progress line shows a bar and never wraps, however narrow the terminal") {
    for (std::size_t columns = 0; columns <= 200; ++columns) {
        const std::string line = progress_line(halfway(), columns);
        CHECK(columns_of(line) <= (columns == 0 ? 0 : columns - 1));
        if (columns >= 80)
            CHECK(line.find("━") != std::string::npos);
    }
    CHECK(progress_line(halfway(), 80).starts_with("epoch  3/20  ━"));
}

TEST_CASE("the bar keeps its length while the numbers change") {
    progress_state now = halfway();
    const auto bar_length = [](const std::string& line) {
        return columns_of(line.substr(0, line.find("  loss")));
    };
    const std::size_t length = bar_length(progress_line(now, 80));
    now.seconds = 900;
    now.accuracy.reset();
    CHECK(bar_length(progress_line(now, 80)) == length);
}
