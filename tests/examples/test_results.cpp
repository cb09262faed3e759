// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <digits/confusion.hpp>
#include <digits/draw.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace digits;

TEST_CASE("a confusion matrix counts what was read as what") {
    const xt::xtensor<int, 1> labels{3, 3, 8, 8, 8};
    const xt::xtensor<std::int64_t, 1> read{3, 8, 8, 8, 3};
    const confusion matrix(labels, read);
    CHECK(matrix.counts[3][3] == 1);
    CHECK(matrix.counts[3][8] == 1);
    CHECK(matrix.counts[8][8] == 2);
    CHECK(matrix.counts[8][3] == 1);
    CHECK(matrix.total() == 5);
    CHECK(matrix.accuracy() == doctest::Approx(0.6));
}

TEST_CASE("a confusion matrix prints the share of each digit that was read right, and a dash for digits that "
          "are not there") {
    const xt::xtensor<int, 1> labels{0, 0, 0, 1};
    const xt::xtensor<std::int64_t, 1> read{0, 0, 7, 1};
    const std::string text = table(confusion(labels, read));
    CHECK(text.find("    0 │    2    ·    ·    ·    ·    ·    ·    1    ·    ·    66.7%\n") !=
          std::string::npos);
    CHECK(text.find("    1 │    ·    1    ·    ·    ·    ·    ·    ·    ·    ·   100.0%\n") !=
          std::string::npos);
    CHECK(text.find("    2 │    ·    ·    ·    ·    ·    ·    ·    ·    ·    ·        -\n") !=
          std::string::npos);
}

TEST_CASE("nothing read has accuracy zero, not a division by zero") { CHECK(confusion().accuracy() == 0); }

TEST_CASE("a small image is drawn in five shades, two columns a pixel") {
    const std::vector<float> image{0.0f, 0.25f, 0.5f, 1.0f};
    const drawing picture = draw(image, 2);
    CHECK(picture.width == 4);
    CHECK(picture.lines == std::vector<std::string>{"  ░░", "▒▒██"});
}

TEST_CASE("a large image is drawn in half characters, without its empty border") {
    std::vector<float> image(28 * 28, 0.0f);
    image[10 * 28 + 5] = 1.0f; // three pixels down, two across
    image[11 * 28 + 5] = 1.0f;
    image[11 * 28 + 6] = 1.0f;
    image[12 * 28 + 6] = 1.0f;
    const drawing picture = draw(image, 28);
    CHECK(picture.width == 2);
    CHECK(picture.lines == std::vector<std::string>{"█▄", " ▀"});
}

TEST_CASE("an empty large image is drawn as nothing") {
    const drawing picture = draw(std::vector<float>(28 * 28, 0.0f), 28);
    CHECK(picture.width == 0);
    CHECK(picture.lines.empty());
}

TEST_CASE("drawings stand beside each other, as many as fit, on their captions") {
    const captioned tall{{2, {"ab", "cd"}}, "tall"}, flat{{6, {"flatly"}}, "flat"};
    CHECK(side_by_side({tall, flat}, 80) == "     ab\n     cd     flatly\n    tall     flat\n");
    CHECK(side_by_side({tall, flat}, 17) == "     ab\n     cd\n    tall\n");
    CHECK(side_by_side({tall, flat}, 1) == "     ab\n     cd\n    tall\n");
}
