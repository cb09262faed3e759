// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

/// Mapped functions against the same functions called row by row.
namespace tg = typegrad;

namespace {

constexpr auto turned = [](auto angle, auto p) {
    const auto c = tg::cos(angle), s = tg::sin(angle);
    return tg::stack(c * p[0] - s * p[1], s * p[0] + c * p[1]);
};
constexpr auto energy = [](auto p, auto charge) { return charge / tg::sqrt(tg::sum(tg::square(p))) + tg::log1p(tg::exp(p[0])) * tg::tanh(charge); };
constexpr auto affine = [](auto m, auto x) { return tg::matmul(m, x); };

template <class T>
struct numbers {
    std::mt19937 engine{7};
    T operator()() { return static_cast<T>(std::uniform_real_distribution<double>(0.2, 2)(engine)); }
};
template <class T>
bool near(T a, T b) {
    return std::abs(a - b) <= 64 * std::numeric_limits<T>::epsilon() * (1 + std::abs(b));
}

/// Sizes around the number of lanes, which is at most 16.
constexpr std::size_t sizes[]{0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 100};

template <class T>
void values_and_gradients() {
    numbers<T> next;
    for (const std::size_t n : sizes) {
        std::vector<std::array<T, 3>> points(n);
        std::vector<T> charges(n);
        for (auto& p : points) p = {next(), next(), next()};
        for (auto& c : charges) c = next();
        const std::vector<T> values = tg::vmap(energy)(points, charges);
        const auto [same, gradients] = tg::vmap(tg::value_and_grad<0, 1>(energy))(points, charges);
        const std::vector<std::array<T, 3>>& by_point = std::get<0>(gradients);
        const std::vector<T>& by_charge = std::get<1>(gradients);
        REQUIRE(values.size() == n);
        REQUIRE(same.size() == n);
        REQUIRE(by_point.size() == n);
        REQUIRE(by_charge.size() == n);
        for (std::size_t i = 0; i < n; ++i) {
            const auto [value, gradient] = tg::value_and_grad<0, 1>(energy)(points[i], charges[i]);
            CHECK(near(values[i], value));
            CHECK(near(same[i], value));
            for (std::size_t k = 0; k < 3; ++k) CHECK(near(by_point[i][k], std::get<0>(gradient)[k]));
            CHECK(near(by_charge[i], std::get<1>(gradient)));
        }
    }
}
TEST_CASE("values and gradients of every row, at any number of rows") {
    values_and_gradients<float>();
    values_and_gradients<double>();
}

template <class T>
void jacobians() {
    numbers<T> next;
    for (const std::size_t n : sizes) {
        std::vector<std::array<T, 2>> points(n);
        std::vector<T> angles(n);
        for (auto& p : points) p = {next(), next()};
        for (auto& a : angles) a = next();
        constexpr auto by_both = tg::jacobian<0, 1>(turned);
        const std::vector<std::array<std::array<T, 3>, 2>> rows = tg::vmap(by_both)(angles, points);
        xt::xtensor<T, 3> row_major(std::array<std::size_t, 3>{n, 2, 3}), by_entry(std::array<std::size_t, 3>{2, 3, n}), wide(std::array<std::size_t, 3>{n, 2, 8});
        wide.fill(T(-1));
        tg::vmap(by_both)(angles, points, tg::into(row_major));
        auto instances_last = xt::transpose(by_entry, {2, 0, 1});
        tg::vmap(by_both)(angles, points, tg::into(instances_last));
        auto part = xt::view(wide, xt::all(), xt::all(), xt::range(3, 6));
        tg::vmap(by_both)(angles, points, tg::into(part));
        for (std::size_t i = 0; i < n; ++i) {
            const auto expected = by_both(angles[i], points[i]);
            for (std::size_t a = 0; a < 2; ++a)
                for (std::size_t b = 0; b < 3; ++b) {
                    CHECK(near(rows[i][a][b], expected[a][b]));
                    CHECK(row_major(i, a, b) == rows[i][a][b]);
                    CHECK(by_entry(a, b, i) == rows[i][a][b]);
                    CHECK(wide(i, a, b + 3) == rows[i][a][b]);
                    CHECK(wide(i, a, b) == T(-1));
                }
            CHECK(wide(i, std::size_t{0}, std::size_t{6}) == T(-1));
        }
    }
}
TEST_CASE("Jacobians in any layout") {
    jacobians<float>();
    jacobians<double>();
}

TEST_CASE("rows of arrays with run-time extents, strided ones and lazy ones") {
    xt::xtensor<double, 2> points{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {1, 0, 2}, {3, 1, 1}};
    const xt::xtensor<double, 1> charges{1, 2, 3, 4, 5};
    const xt::xtensor<double, 2> columns = xt::transpose(points);
    const xt::xtensor<double, 1> expected = tg::vmap(energy)(tg::rows<3>(points), charges);
    CHECK(expected(1) == doctest::Approx(tg::evaluate(energy)(std::array<double, 3>{4, 5, 6}, 2.0)));
    const auto same = [&](const xt::xtensor<double, 1>& got) { CHECK(got == expected); };
    same(tg::vmap(energy)(tg::rows<3>(xt::transpose(columns)), charges));
    same(tg::vmap(energy)(tg::rows<3>(1.0 * points), charges));
    same(tg::vmap(energy)(tg::rows<3>(points), xt::view(charges, xt::all())));
    const xt::xtensor_fixed<double, xt::xshape<5, 3>> fixed = points;
    same(tg::vmap(energy)(fixed, charges));
    const std::array<std::array<double, 3>, 2> two{{{1, 2, 3}, {4, 5, 6}}};
    const std::vector<double> first = tg::vmap(energy)(two, std::array<double, 2>{1, 2});
    CHECK(first[1] == expected(1));
    const std::span<const std::array<double, 3>> none;
    CHECK(tg::vmap(energy)(none, std::vector<double>{}).empty());
}

TEST_CASE("rows picked by an index") {
    numbers<double> next;
    std::vector<std::array<double, 3>> points(6);
    for (auto& p : points) p = {next(), next(), next()};
    const std::vector<std::int32_t> narrow{5, 0, 0, 3, 2, 5, 1, 4, 4};
    const xt::xtensor<std::int64_t, 1> wide{5, 0, 0, 3, 2, 5, 1, 4, 4};
    const std::vector<double> charges{1, 2, 3, 4, 5, 6, 7, 8, 9};
    const auto by_narrow = tg::vmap(energy)(tg::rows(points, narrow), charges);
    const auto by_wide = tg::vmap(energy)(tg::rows(points, wide), tg::rows(charges, std::vector<std::int32_t>{0, 1, 2, 3, 4, 5, 6, 7, 8}));
    REQUIRE(by_narrow.size() == 9);
    for (std::size_t i = 0; i < 9; ++i) {
        CHECK(by_narrow[i] == doctest::Approx(tg::evaluate(energy)(points[static_cast<std::size_t>(narrow[i])], charges[i])));
        CHECK(by_narrow[i] == by_wide[i]);
    }
}

TEST_CASE("arguments that all instances share") {
    const std::array<std::array<double, 2>, 3> m{{{1, 2}, {3, 4}, {5, 6}}};
    const std::vector<std::array<double, 2>> x{{1, 0}, {0, 1}, {1, 1}, {2, -1}, {0.5, 0.25}};
    const std::vector<std::array<double, 3>> y = tg::vmap<1>(affine)(m, x);
    for (std::size_t i = 0; i < x.size(); ++i)
        for (std::size_t k = 0; k < 3; ++k) CHECK(y[i][k] == m[k][0] * x[i][0] + m[k][1] * x[i][1]);
    const std::vector<std::array<double, 3>> scaled = tg::vmap([](auto p, auto factor) { return p * factor; })(y, 2.0);
    CHECK(scaled[3][2] == 2 * y[3][2]);
    // gradients by what is shared are per instance
    const auto by_m = tg::vmap<1>(tg::grad<0>([](auto a, auto b) { return tg::sum(tg::matmul(a, b)); }))(m, x);
    CHECK(by_m[3][2][0] == 2);
    CHECK(by_m[3][2][1] == -1);
}

TEST_CASE("element types: masks, labels and results of several types") {
    const std::vector<float> x{-1, 0.5f, 2, -3, 4, -5, 6, 7, -8, 9};
    const std::vector<std::int64_t> label{0, 1, 2, 0, 1, 2, 0, 1, 2, 0};
    const std::vector<std::array<double, 3>> rows(10, {1, 2, 3});
    const auto [positive, picked, whole] = tg::vmap([](auto a, auto k, auto row) {
        return std::tuple{a > 0, tg::sum(tg::where(tg::one_hot<3>(k) > 0, row, 0)), tg::cast<std::int32_t>(a)};
    })(x, label, rows);
    for (std::size_t i = 0; i < 10; ++i) {
        CHECK(positive(i) == (x[i] > 0));
        CHECK(picked[i] == static_cast<double>(label[i] + 1));
        CHECK(whole[i] == static_cast<std::int32_t>(x[i]));
    }
}

TEST_CASE("special values go through their own lane only") {
    constexpr double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> x{0, -0.0, inf, -inf, nan, 5e-324, 1, 4, 1e300};
    const auto [value, slope] = tg::vmap(tg::value_and_grad([](auto a) { return tg::sqrt(a); }))(x);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const auto [v, s] = tg::value_and_grad([](auto a) { return tg::sqrt(a); })(x[i]);
        CHECK(((value[i] == v) || (std::isnan(value[i]) && std::isnan(v))));
        CHECK(((slope[i] == doctest::Approx(s)) || (slope[i] == s) || (std::isnan(slope[i]) && std::isnan(s))));
    }
}

TEST_CASE("the caller's memory may be an argument's, row by row") {
    std::vector<std::array<double, 2>> p{{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}};
    const std::vector<double> angle(5, 0.5);
    const auto expected = tg::vmap(turned)(angle, p);
    tg::vmap(turned)(angle, p, tg::into(p));
    CHECK(p == expected);
    xt::xtensor<double, 2> x = xt::ones<double>({6, 2});
    auto first = xt::view(x, xt::range(0, 5), xt::all()), second = xt::view(x, xt::range(1, 6), xt::all());
    CHECK_THROWS_AS(tg::vmap(turned)(angle, tg::rows<2>(first), tg::into(second)), tg::alias_error);
    const std::vector<std::int32_t> order{1, 0, 2, 3, 4};
    CHECK_THROWS_AS(tg::vmap(turned)(angle, tg::rows(p, order), tg::into(p)), tg::alias_error);
    CHECK(p == expected);
}

TEST_CASE("errors name the argument, and nothing is written before") {
    std::vector<std::array<double, 2>> p(4, {1, 2}), out(4, {7, 7});
    const auto untouched = out;
    const std::vector<double> three(3, 0.5), four(4, 0.5);
    CHECK_THROWS_WITH_AS(tg::vmap(turned)(three, p, tg::into(out)), "typegrad: vmap: argument 0 has 3 rows and argument 1 has 4", tg::shape_error);
    const xt::xtensor<double, 2> wide = xt::ones<double>({4, 3});
    CHECK_THROWS_WITH_AS(tg::vmap(turned)(four, tg::rows<2>(wide), tg::into(out)), "typegrad: vmap: argument 1: axis 1 has extent 3, not 2", tg::shape_error);
    const std::vector<std::int32_t> index{0, 1, 4, 2};
    CHECK_THROWS_WITH_AS(tg::vmap(turned)(four, tg::rows(p, index), tg::into(out)), "typegrad: vmap: argument 1: row number 4 at 2 of the index, of 4 rows", tg::index_error);
    std::vector<std::array<double, 2>> small(3, {7, 7});
    CHECK_THROWS_WITH_AS(tg::vmap(turned)(four, p, tg::into(small)), "typegrad: into: the memory for result 0 has extent 3 on axis 0, not 4", tg::shape_error);
    CHECK(out == untouched);
    CHECK(small[0][0] == 7);
}

TEST_CASE("vectors of arrays are matrices everywhere") {
    const std::vector<std::array<double, 2>> x{{1, 2}, {3, 4}, {5, 6}};
    const auto f = [](auto a) { return tg::sum(tg::square(a)); };
    CHECK(tg::evaluate(f)(x) == 91);
    const std::vector<std::array<double, 2>> g = tg::grad(f)(x);
    CHECK(g[2][1] == 12);
    CHECK(tg::evaluate([](auto a) { return tg::sum(a, tg::axis<0>); })(x) == std::array<double, 2>{9, 12});
}

} // namespace
