// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

/// Who may write where: results that share memory with what is read, results that are views, results that say nothing of
/// the arrays their extents come from. Everything here is long enough to run in loops.
namespace tg = typegrad;

namespace {

constexpr std::size_t n = 5000;
constexpr auto a = tg::variable<"a", double, n>;
constexpr auto b = tg::variable<"b", double, n>;
constexpr auto few = tg::variable<"few", double, 4>;

bool all(const auto& x, double want) {
    for (const double v : x)
        if (v != want) return false;
    return true;
}

} // namespace

TEST_CASE("an intermediate in a result's memory is read before it is overwritten") {
    const auto f = tg::evaluate([](auto x) {
        const auto t = tg::exp(x) * tg::sin(x);
        const auto s = tg::sum(t);
        return std::tuple(x * s, t * s);
    });
    const auto x = std::vector<double>(n, 0.5);
    const auto [first, second] = f(x);
    const double t = std::exp(0.5) * std::sin(0.5), s = n * t;
    CHECK(first[77] == doctest::Approx(0.5 * s));
    CHECK(second[77] == doctest::Approx(t * s));
    CHECK(second[n - 1] == doctest::Approx(t * s));
}

TEST_CASE("long variables updated from each other use the old values") {
    auto s = tg::state(tg::filled(a, 10), tg::filled(b, 1));
    tg::compile(tg::assign(a, 2.0 * b), tg::assign(b, 3.0 * a))(s);
    CHECK(all(s[a], 2));
    CHECK(all(s[b], 30));
    tg::compile(tg::assign(a, b), tg::assign(b, a))(s);
    CHECK(all(s[a], 30));
    CHECK(all(s[b], 2));
    const auto [old, cube] = tg::compile(a, tg::square(a) * a, tg::assign(a, 2.0 * b))(s);
    CHECK(all(old, 30));
    CHECK(all(cube, 27000));
    CHECK(all(s[a], 4));
}

TEST_CASE("gradients into the memory of both arguments are right or refused") {
    std::vector<double> x(n, 2), y(n, 5);
    const auto f = tg::grad<0, 1>([](auto u, auto v) { return tg::sum(u * v); });
    try {
        f(x, y, tg::into(x, y));
    } catch (const tg::alias_error&) {
        CHECK(all(x, 2));
        CHECK(all(y, 5));
        return;
    }
    CHECK(all(x, 5));
    CHECK(all(y, 2));
}

TEST_CASE("a feed may lie in the variable that is updated, a result must not") {
    auto s = tg::state(tg::filled(a, 3));
    constexpr auto x = tg::input<"x", double, n>;
    const double before = tg::compile(tg::sum(tg::square(x)), tg::assign(a, 2.0 * x))(s, x = s[a]);
    CHECK(before == 9.0 * n);
    CHECK(all(s[a], 6));
    CHECK_THROWS_AS(tg::compile(a + 1.0, tg::assign(a, a * 2.0))(s, tg::into(s[a])), tg::alias_error);
    CHECK_THROWS_AS(tg::compile(x + 1.0, tg::assign(a, x * 2.0))(s, x = std::vector<double>(n, 1.0), tg::into(s[a])), tg::alias_error);
    CHECK(all(s[a], 6));
    auto small = tg::state(tg::filled(few, 3)); // in straight-line code
    CHECK_THROWS_AS(tg::compile(few * 3.0, tg::assign(few, few + 1.0))(small, tg::into(small[few])), tg::alias_error);
    CHECK(all(small[few], 3));
    std::array<double, 4> out{};
    CHECK_THROWS_AS(tg::evaluate([](auto v) { return std::tuple(v + 1, v * 2); })(std::array<double, 4>{}, tg::into(out, out)), tg::alias_error);
    CHECK(all(out, 0));
}

TEST_CASE("a variable that has lost its shape is a state_error before anything is read") {
    auto s = tg::state(tg::filled(a, 3), tg::filled(b, 1));
    s[a] = xt::xtensor<double, 1>{1, 2};
    CHECK_THROWS_WITH_AS(tg::compile(tg::sum(a))(s), "typegrad: state: a has been given an array of extent 2 on axis 0", tg::state_error);
    CHECK_THROWS_AS(tg::compile(tg::assign(b, a * 2.0))(s), tg::state_error);
    CHECK(all(s[b], 1));
}

TEST_CASE("a result may be a reshape of a product or of a stack") {
    static xt::xtensor_fixed<double, xt::xshape<40, 30>> x;
    static xt::xtensor_fixed<double, xt::xshape<30, 50>> y;
    static xt::xtensor_fixed<double, xt::xshape<1200>> w;
    x.fill(1);
    y.fill(1);
    w.fill(1);
    const auto [flat, wide] = tg::evaluate([](auto p, auto q) { return std::tuple(tg::reshape<2000>(tg::matmul(p, q)), tg::stack(p, 2 * p)); })(x, y);
    CHECK(all(flat, 30));
    CHECK(flat.size() == 2000);
    CHECK(wide(1, 3, 4) == 2);
    const auto stacked = tg::evaluate([](auto p) { return tg::reshape<2400>(tg::stack(p, 2 * p)); })(x);
    CHECK(stacked(0) == 1);
    CHECK(stacked(2399) == 2);
    const auto gradient = tg::grad([](auto v, auto q) { return tg::sum(tg::square(tg::matmul(tg::reshape<40, 30>(v), q))); })(w, y);
    CHECK(all(gradient, 3000));
}

TEST_CASE("rows of different stacks and copies of one array are places of their own") {
    const auto v = [](double x) { return std::vector<double>(3000, x); };
    const auto [first, second, p, q] = tg::evaluate([](auto c, auto d, auto e) {
        return std::tuple(tg::stack(c, d, e, c), tg::stack(e, d, c, d), c, c);
    })(v(1), v(2), v(3));
    for (const std::size_t k : {std::size_t{0}, std::size_t{2999}}) {
        CHECK(first[0 * 3000 + k] == 1);
        CHECK(first[1 * 3000 + k] == 2);
        CHECK(first[2 * 3000 + k] == 3);
        CHECK(first[3 * 3000 + k] == 1);
        CHECK(second[0 * 3000 + k] == 3);
        CHECK(second[1 * 3000 + k] == 2);
        CHECK(second[2 * 3000 + k] == 1);
        CHECK(second[3 * 3000 + k] == 2);
    }
    CHECK(all(p, 1));
    CHECK(all(q, 1));
}

TEST_CASE("a gradient has its argument's extent even where it does not read the argument") {
    const std::vector<double> x(3, 1.0), y(6, 1.0);
    const auto f = [](auto u, auto v) { return tg::sum(tg::square(u)) + tg::mean(v); };
    const auto g = tg::grad<1>(f)(x, y);
    CHECK(g.size() == 6);
    CHECK(all(g, 1.0 / 6));
    const auto [gx, gy] = tg::grad<0, 1>(f)(x, y);
    CHECK(gx.size() == 3);
    CHECK(gy.size() == 6);
    CHECK(tg::grad<1>([](auto s, auto v) { return s * tg::sum(v); })(2.0, y) == std::vector<double>(6, 2.0));
}

TEST_CASE("a number is written over what has been read, or refused") {
    std::vector<double> x(n, 1), out(n);
    const auto f = tg::evaluate([](auto v) {
        const auto s = tg::sum(v);
        return std::tuple(v * 2, s * s + 1, tg::max(v));
    });
    double largest = 0;
    f(x, tg::into(out, x[7], largest));
    CHECK(x[7] == 25000001);
    CHECK(x[8] == 1);
    CHECK(all(out, 2));
    CHECK(largest == 1);
    x[7] = 1;
    double squared = 0;
    CHECK_THROWS_AS(f(x, tg::into(out, squared, x[7])), tg::alias_error); // the maximum is written by the loop that reads
    CHECK(all(x, 1));
    CHECK_THROWS_AS(f(x, tg::into(out, out[3], largest)), tg::alias_error);
}

TEST_CASE("a span that is const itself refers to memory that is not") {
    const std::vector<double> x{1, 2, 3};
    std::vector<double> g(3);
    const std::span<double> out(g);
    tg::grad([](auto v) { return tg::sum(v * v); })(x, tg::into(out));
    CHECK(g == std::vector<double>{2, 4, 6});
}
