// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <digits/svg_plot.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

using namespace digits;

namespace {

std::size_t occurrences(const std::string& text, const std::string& what) {
    std::size_t count = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        ++count;
    return count;
}

/// Whether every tag is closed, in the right order, and every & begins an entity: what a parser would stumble
/// over here.
bool well_formed(const std::string& xml) {
    std::vector<std::string> open;
    for (std::size_t at = 0; at < xml.size(); ++at) {
        if (xml[at] == '&' && xml.find(';', at) > at + 5)
            return false;
        if (xml[at] != '<')
            continue;
        const std::size_t end = xml.find('>', at);
        if (end == std::string::npos)
            return false;
        const std::string tag = xml.substr(at + 1, end - at - 1);
        if (occurrences(tag, "\"") % 2 != 0 || tag.find('<') != std::string::npos)
            return false;
        at = end;
        if (tag.front() == '?' || tag.back() == '/')
            continue;
        const std::string name = tag.substr(0, tag.find_first_of(" \n"));
        if (name.front() != '/') {
            open.push_back(name);
        } else {
            if (open.empty() || "/" + open.back() != name)
                return false;
            open.pop_back();
        }
    }
    return open.empty();
}

/// The points of the polyline number `which`.
std::vector<std::pair<double, double>> points(const std::string& svg, std::size_t which) {
    std::size_t at = 0;
    for (std::size_t number = 0; number <= which; ++number)
        at = svg.find("points=\"", at + 1);
    const char* text = svg.c_str() + at + std::string("points=\"").size();
    std::vector<std::pair<double, double>> result;
    while (*text != '"') {
        char* next = nullptr;
        const double x = std::strtod(text, &next), y = std::strtod(next + 1, &next);
        result.emplace_back(x, y);
        text = *next == ' ' ? next + 1 : next;
    }
    return result;
}

const series falling{"train loss", "#00f", {2.3, 0.9, 0.6, 0.5}, true};
const series rising{"held-out accuracy", "#f00", {0.85, 0.91, 0.94, 0.955}, false};

} // namespace

TEST_CASE("ticks are round numbers that span the data") {
    CHECK(nice_ticks(0, 1.67, 4).values == std::vector<double>{0, 0.5, 1, 1.5, 2});
    CHECK(nice_ticks(0, 20, 10, 1).values.size() == 11);
    CHECK(nice_ticks(0.5, 2000, 5).high() == 2000);
    CHECK(nice_ticks(-0.3, 0.3, 6).low() == doctest::Approx(-0.3));
}

TEST_CASE("ticks have the decimals that tell them apart") {
    CHECK(nice_ticks(0, 5).decimals == 0);
    CHECK(nice_ticks(0, 1.67, 4).decimals == 1);
    CHECK(nice_ticks(0.85, 0.964, 4).decimals == 2);
    CHECK(nice_ticks(0, 1e6).decimals == 0);
}

TEST_CASE("flat data gets an axis of some length") {
    for (const double value : {0.0, 1.0, -3.0, 1e12}) {
        const ticks flat = nice_ticks(value, value);
        CHECK(flat.values.size() >= 2);
        CHECK(flat.low() <= value);
        CHECK(flat.high() > value);
    }
}

TEST_CASE("counted things have whole ticks, however few they are") {
    CHECK(nice_ticks(0, 1, 10, 1).values == std::vector<double>{0, 1});
    CHECK(nice_ticks(0, 3, 10, 1).values == std::vector<double>{0, 1, 2, 3});
}

TEST_CASE("a plot is well-formed SVG with title, axis labels and a legend of last values") {
    const std::string svg = svg_plot("Loss", "epoch", {falling, rising});
    CHECK(well_formed(svg));
    CHECK(svg.starts_with("<?xml"));
    CHECK(svg.ends_with("</svg>\n"));
    CHECK(occurrences(svg, "<polyline") == 2);
    CHECK(occurrences(svg, "<circle") == 8);
    CHECK(occurrences(svg, ">epoch</text>") == 1);
    CHECK(svg.find(">train loss, at the end 0.500</text>") != std::string::npos);
    CHECK(svg.find(">held-out accuracy, at the end 0.955</text>") != std::string::npos);
}

TEST_CASE("text with XML's own letters is escaped") {
    const std::string svg = svg_plot("a < b & \"c\"", "x > y", {falling});
    CHECK(well_formed(svg));
    CHECK(svg.find("a &lt; b &amp; &quot;c&quot;") != std::string::npos);
}

TEST_CASE("a plot has one point per value, from left to right, higher values higher up") {
    const std::string svg = svg_plot("Loss", "epoch", {falling, rising});
    const auto loss = points(svg, 0), accuracy = points(svg, 1);
    REQUIRE(loss.size() == 4);
    REQUIRE(accuracy.size() == 4);
    for (std::size_t at = 1; at < 4; ++at) {
        CHECK(loss[at].first > loss[at - 1].first);
        CHECK(loss[at].second > loss[at - 1].second); // SVG counts from the top
        CHECK(accuracy[at].second < accuracy[at - 1].second);
        CHECK(loss[at].first == accuracy[at].first);
    }
    CHECK(loss[0].second > 84);
    CHECK(accuracy[3].second > loss[3].second);
}

TEST_CASE("a plot of one value is drawn as a point") {
    const std::string svg = svg_plot("Loss", "epoch", {{"loss", "#00f", {1.0}, false}});
    CHECK(well_formed(svg));
    CHECK(occurrences(svg, "<circle") == 1);
    CHECK(svg.find("nan") == std::string::npos);
    CHECK(svg.find("inf") == std::string::npos);
}

TEST_CASE("a long plot is a line without markers") {
    const std::string svg =
        svg_plot("Loss", "epoch", {{"loss", "#00f", std::vector<double>(1000, 0.5), true}});
    CHECK(occurrences(svg, "<circle") == 0);
    CHECK(points(svg, 0).size() == 1000);
}
