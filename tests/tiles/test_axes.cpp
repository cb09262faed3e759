// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tiles/tiny.hpp>

#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

/// Groups of kernels that are cut along an axis behind others: run-time extents that come last.
namespace tg = typegrad;
using namespace tg::literals;

namespace {

constexpr std::size_t sizes[]{0, 1, 2, 3, 8, 9, 31, 64, 65, 200};

double number(std::size_t k) { return tg::random_unit(12, k) * 2 - 1; }
template <class... Extents>
auto random_array(std::size_t seed, Extents... extents) {
    auto a = xt::xtensor<double, sizeof...(Extents)>(std::array<std::size_t, sizeof...(Extents)>{static_cast<std::size_t>(extents)...});
    std::size_t k = 10000 * seed;
    for (double& x : a) x = number(k++);
    return a;
}
bool near(double a, double b) { return std::abs(a - b) <= 1e-11 * (1 + std::abs(b)); }
std::string workspace_of(const std::string& report) { return report.substr(report.find("workspace"), 30); }

TEST_CASE("reductions over the axes before and behind the one that is cut") {
    constexpr auto x = tg::input<"x", double, 3, 4, tg::dim<"n">>;
    const auto program = tg::compile(tg::sum(x, tg::axis<0>), tg::sum(x, tg::axis<1>), tg::sum(x, tg::axis<2>), tg::max(x, tg::axis<0, 1>), tg::sum(x), tg::exp(x),
        tg::max(tg::exp(x), tg::axis<2>), tg::sum(tg::exp(x), tg::axis<0, 2>));
    for (const std::size_t n : sizes) {
        if (n == 0) continue; // no maximum
        CAPTURE(n);
        const auto a = random_array(1, 3, 4, n);
        const auto [s0, s1, s2, m01, total, e, m2, s02] = program(x = a);
        double all = 0;
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 4; ++j) {
                double last = 0, largest = 0;
                for (std::size_t k = 0; k < n; ++k) {
                    CHECK(e(i, j, k) == doctest::Approx(std::exp(a(i, j, k))).epsilon(1e-14));
                    last += a(i, j, k);
                    largest = std::max(largest, e(i, j, k));
                }
                all += last;
                CHECK(near(s2(i, j), last));
                CHECK(m2(i, j) == largest);
            }
        CHECK(near(total, all));
        for (std::size_t k = 0; k < n; ++k) {
            double largest = -2;
            for (std::size_t j = 0; j < 4; ++j) {
                CHECK(near(s0(j, k), a(0, j, k) + a(1, j, k) + a(2, j, k)));
                for (std::size_t i = 0; i < 3; ++i) largest = std::max(largest, a(i, j, k));
            }
            CHECK(m01(k) == largest);
            for (std::size_t i = 0; i < 3; ++i) CHECK(near(s1(i, k), a(i, 0, k) + a(i, 1, k) + a(i, 2, k) + a(i, 3, k)));
        }
        for (std::size_t j = 0; j < 4; ++j) {
            double sum = 0;
            for (std::size_t i = 0; i < 3; ++i)
                for (std::size_t k = 0; k < n; ++k) sum += std::exp(a(i, j, k));
            CHECK(near(s02(j), sum));
        }
    }
}

TEST_CASE("a softmax over the axis that has a run-time extent, which nothing can cut") {
    constexpr auto x = tg::input<"x", double, 5, tg::dim<"n">>;
    const auto program = tg::compile(tg::softmax(x, tg::axis<1>), tg::sum(x * x, tg::axis<1>));
    for (const std::size_t n : sizes) {
        if (n == 0) continue;
        CAPTURE(n);
        const auto a = random_array(2, 5, n);
        const auto [s, q] = program(x = a);
        for (std::size_t i = 0; i < 5; ++i) {
            double sum = 0, squares = 0;
            for (std::size_t k = 0; k < n; ++k) {
                sum += std::exp(a(i, k));
                squares += a(i, k) * a(i, k);
            }
            for (std::size_t k = 0; k < n; ++k) CHECK(near(s(i, k), std::exp(a(i, k)) / sum));
            CHECK(near(q(i), squares));
        }
    }
}

/// log Σⱼ exp(-|Qⱼ(x - μⱼ)|²/2), summed over points.
struct mixture {
    static constexpr auto x = tg::input<"x", double, tg::dim<"n">, 2>;
    static constexpr auto mu = tg::input<"mu", double, 3, 2>;
    static constexpr auto q = tg::input<"q", double, 3, 2, 2>;
    static constexpr auto y = tg::matmul(q, tg::transpose(x) - tg::reshape<3, 2, 1>(mu)); // [3,2,n]
    static constexpr auto t = -tg::sum(tg::square(y), tg::axis<1>) / 2_c;
    static constexpr auto log_likelihood = tg::sum(tg::logsumexp(t, tg::axis<0>));
};

TEST_CASE("a mixture of normal densities: products, their gradients and a log-sum-exp over components, a tile of points at a time") {
    using m = mixture;
    const auto program = tg::compile(m::log_likelihood, tg::gradients(m::log_likelihood, m::x, m::mu, m::q));
    const auto mu = random_array(3, 3, 2);
    const auto q = random_array(4, 3, 2, 2);
    for (const std::size_t n : sizes) {
        CAPTURE(n);
        const auto x = random_array(5, n, 2);
        const auto [value, gx, gmu, gq] = program(m::x = x, m::mu = mu, m::q = q);
        double v = 0, rmu[3][2]{}, rq[3][2][2]{};
        for (std::size_t i = 0; i < n; ++i) {
            double c[3][2], y[3][2], e[3], sum = 0, rx[2]{};
            for (std::size_t j = 0; j < 3; ++j) {
                for (std::size_t a = 0; a < 2; ++a) c[j][a] = x(i, a) - mu(j, a);
                for (std::size_t a = 0; a < 2; ++a) y[j][a] = q(j, a, 0) * c[j][0] + q(j, a, 1) * c[j][1];
                sum += e[j] = std::exp(-(y[j][0] * y[j][0] + y[j][1] * y[j][1]) / 2);
            }
            v += std::log(sum);
            for (std::size_t j = 0; j < 3; ++j)
                for (std::size_t a = 0; a < 2; ++a)
                    for (std::size_t b = 0; b < 2; ++b) {
                        const double d = -e[j] / sum * y[j][a];
                        rq[j][a][b] += d * c[j][b];
                        rx[b] += d * q(j, a, b);
                        rmu[j][b] -= d * q(j, a, b);
                    }
            for (std::size_t b = 0; b < 2; ++b) CHECK(near(gx(i, b), rx[b]));
        }
        CHECK(near(value, v));
        for (std::size_t j = 0; j < 3; ++j)
            for (std::size_t a = 0; a < 2; ++a) {
                CHECK(near(gmu(j, a), rmu[j][a]));
                for (std::size_t b = 0; b < 2; ++b) CHECK(near(gq(j, a, b), rq[j][a][b]));
            }
    }
}

TEST_CASE("products that are summed over tiles, alone and beside other sums") {
    constexpr auto x = tg::input<"x", double, tg::dim<"n">, 7>;
    constexpr auto y = tg::input<"y", double, tg::dim<"n">, 5>;
    const auto gram = tg::compile(tg::matmul(tg::transpose(x), x));
    const auto several = tg::compile(tg::matmul(tg::transpose(x), y), tg::sum(x, tg::axis<0>), tg::sum(y));
    for (const std::size_t n : sizes) {
        CAPTURE(n);
        const auto a = random_array(7, n, 7), b = random_array(8, n, 5);
        const auto squares = gram(x = a);
        const auto [products, columns, total] = several(x = a, y = b);
        double all = 0;
        for (const double v : b) all += v;
        CHECK(near(total, all));
        for (std::size_t i = 0; i < 7; ++i) {
            double column = 0;
            for (std::size_t r = 0; r < n; ++r) column += a(r, i);
            CHECK(near(columns(i), column));
            for (std::size_t j = 0; j < 7; ++j) {
                double square = 0, product = 0;
                for (std::size_t r = 0; r < n; ++r) {
                    square += a(r, i) * a(r, j);
                    if (j < 5) product += a(r, i) * b(r, j);
                }
                CHECK(near(squares(i, j), square));
                if (j < 5) CHECK(near(products(i, j), product));
            }
        }
    }
}

TEST_CASE("what a group of kernels hands on is as large as a tile, wherever the axis stands that is cut") {
    using m = mixture;
    const auto program = tg::compile(m::log_likelihood, tg::gradients(m::log_likelihood, m::mu, m::q));
    const auto mu = random_array(3, 3, 2);
    const auto q = random_array(4, 3, 2, 2);
    const auto workspace = [&](std::size_t n) { return workspace_of(program.report(m::x = random_array(5, n, 2), m::mu = mu, m::q = q)); };
    CHECK(workspace(8192) == workspace(81920)); // both in 64 chunks
}

TEST_CASE("strided views, and results in the memory of arguments") {
    constexpr auto x = tg::input<"x", double, 3, tg::dim<"n">>;
    const auto program = tg::compile(tg::exp(x) * tg::sum(x, tg::axis<0>));
    const auto wide = random_array(6, 6, 130);
    const auto part = xt::view(wide, xt::range(0, 6, 2), xt::range(0, 130, 2));
    xt::xtensor<double, 2> whole = part;
    const xt::xtensor<double, 2> expected = program(x = whole);
    CHECK(expected == xt::xtensor<double, 2>(program(x = part)));
    const xt::xtensor<double, 2> before = whole;
    try {
        program(x = whole, tg::into(whole));
        CHECK(whole == expected);
    } catch (const tg::alias_error&) {
        CHECK(whole == before);
    }
}

} // namespace
