// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;

namespace {

constexpr auto x = tg::input<"x", double, 3>;
constexpr auto A = tg::input<"A", float, 2, 3>;
constexpr auto v = tg::input<"v", double, tg::dim<"n">>;
constexpr auto s = tg::input<"s", double>;
constexpr auto energy = [](auto q) { return tg::sum(tg::square(q)); };

constexpr double three[3]{1, 2, 3};
constexpr double square[2][2]{{1, 2}, {3, 4}};
static_assert(tg::grad(energy)(three)[2] == 6);
static_assert(tg::grad(energy)(square)[1][0] == 6);

} // namespace

TEST_CASE("programs take numbers in braces, of fixed and of free extents") {
    CHECK(tg::compile(tg::sum(x))(x = {1.0, 2.0, 4.0}) == 7);
    const auto doubled = tg::compile(A * 2)(A = {{1.0f, 2.0f, 3.0f}, {4.0f, 5.0f, 6.0f}});
    CHECK(doubled[0][2] == 6);
    CHECK(doubled[1][0] == 8);
    const auto program = tg::compile(v * s, tg::sum(v));
    const auto [scaled, total] = program(v = {0.5, 1.0, 2.0, 3.0}, s = 2.0);
    CHECK(scaled == std::vector{1.0, 2.0, 4.0, 6.0});
    CHECK(total == 6.5);
    CHECK(tg::compile(tg::sum(v))(v = {1.5}) == 1.5);
    CHECK(tg::compile(tg::sum(x) + tg::sum(v))(x = {1.0, 2.0, 4.0}, v = {1.0, 1.0}) == 9);
}

TEST_CASE("arrays of the language are arguments, feeds and memory for results") {
    double a[3]{1, 2, 3};
    const std::array<double, 3> g = tg::grad(energy)(a);
    CHECK(g == std::array{2.0, 4.0, 6.0});
    const float rows[2][3]{{1, 2, 3}, {4, 5, 6}};
    const std::array<std::array<float, 3>, 2> gr = tg::grad(energy)(rows);
    CHECK(gr[1][2] == 12);
    CHECK(tg::compile(tg::sum(A))(A = rows) == 21);
    double out[3]{};
    tg::compile(x * x)(x = a, tg::into(out));
    CHECK(out[2] == 9);
    double gradient[3]{};
    tg::grad(energy)(a, tg::into(gradient));
    CHECK(gradient[1] == 4);
    CHECK(tg::compile(tg::sum(x)).report(x = {1.0, 2.0, 3.0}).find("x[3]") != std::string::npos);
}

TEST_CASE("long lists run through loops") {
    constexpr auto w = tg::input<"w", double, 100>;
    double all[100];
    for (int k = 0; k < 100; ++k) all[k] = k;
    CHECK(tg::compile(tg::sum(w * w))(w = all) == 328350);
    const auto y = tg::compile(tg::sqrt(w))(w = all);
    CHECK(y[81] == 9);
}
