// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;
using namespace tg::literals;

namespace {

template <class T>
std::vector<T> waves(std::size_t n, double phase) {
    std::vector<T> x(n);
    for (std::size_t k = 0; k < n; ++k) x[k] = static_cast<T>(0.8 * std::sin(1.7 * static_cast<double>(k) + phase));
    return x;
}
template <class T>
xt::xtensor<T, 2> waves(std::size_t n, std::size_t m, double phase) {
    xt::xtensor<T, 2> x({n, m});
    for (std::size_t k = 0; k < n * m; ++k) x.data()[k] = static_cast<T>(0.8 * std::sin(1.3 * static_cast<double>(k) + phase));
    return x;
}

constexpr auto decay = [](auto carry, auto x) {
    auto next = tg::tanh(0.5 * carry + x);
    return std::pair{next, next * x};
};

template <class T>
void numbers_of_length(std::size_t n) {
    const auto f = tg::evaluate([](auto initial, auto x) { return tg::scan(decay, initial, x); });
    const std::vector<T> x = waves<T>(n, 0.3);
    const auto [last, y] = f(static_cast<T>(0.25), x);
    T carry = static_cast<T>(0.25);
    const double tolerance = std::is_same_v<T, float> ? 1e-5 : 1e-12;
    REQUIRE(y.size() == n);
    for (std::size_t t = 0; t < n; ++t) {
        carry = std::tanh(static_cast<T>(0.5) * carry + x[t]);
        CHECK(y[t] == doctest::Approx(carry * x[t]).epsilon(tolerance));
    }
    CHECK(last == doctest::Approx(carry).epsilon(tolerance));
}

} // namespace

TEST_CASE_TEMPLATE("a scan of numbers is the loop it stands for, whatever its length", T, float, double) {
    for (const std::size_t n : {0u, 1u, 2u, 7u, 1000u}) numbers_of_length<T>(n);
}
TEST_CASE_TEMPLATE("a scan of vectors is the loop it stands for, whatever its length", T, float, double) {
    const auto f = tg::evaluate([](auto initial, auto x, auto scale) { return tg::scan([](auto c, auto v, auto s) {
        auto next = tg::sin(c * s + v);
        return std::pair{next, next + c};
    }, initial, x, scale); });
    for (const std::size_t n : {0u, 1u, 2u, 7u, 1000u}) {
        const auto x = waves<T>(n, 11, 0.1);
        const std::vector<T> scale = waves<T>(11, 2), initial = waves<T>(11, 3);
        const auto [last, y] = f(initial, x, scale);
        std::vector<T> c = initial;
        REQUIRE(y.shape(0) == n);
        for (std::size_t t = 0; t < n; ++t)
            for (std::size_t k = 0; k < 11; ++k) {
                const T next = std::sin(c[k] * scale[k] + x(t, k));
                CHECK(std::fabs(y(t, k) - (next + c[k])) < (std::is_same_v<T, float> ? 1e-4 : 1e-12));
                c[k] = next;
            }
        for (std::size_t k = 0; k < 11; ++k) CHECK(std::fabs(last(k) - c[k]) < (std::is_same_v<T, float> ? 1e-4 : 1e-12));
    }
}
TEST_CASE("carries and sequences can be tuples, of several shapes") {
    const auto f = tg::evaluate([](auto a, auto b, auto x, auto y) {
        auto [carries, rows] = tg::scan([](auto carry, auto row) {
            auto [p, q] = carry;
            auto [u, v] = row;
            auto total = q + tg::sum(p * u) * v;
            return std::pair{std::tuple{p + v * u, total}, std::tuple{tg::sum(p), total - q}};
        }, std::tuple{a, b}, std::tuple{x, y});
        return std::tuple{carries[0], carries[1], rows[0], rows[1]};
    });
    const std::vector<double> a{1, 2, 3}, y = waves<double>(5, 1);
    const auto x = waves<double>(5, 3, 0.4);
    const auto [p_last, q_last, sums, steps] = f(a, 0.5, x, y);
    std::vector<double> p = a;
    double q = 0.5;
    for (std::size_t t = 0; t < 5; ++t) {
        double dot = 0;
        for (std::size_t k = 0; k < 3; ++k) dot += p[k] * x(t, k);
        CHECK(sums(t) == doctest::Approx(p[0] + p[1] + p[2]));
        CHECK(steps(t) == doctest::Approx(dot * y[t]));
        q += dot * y[t];
        for (std::size_t k = 0; k < 3; ++k) p[k] += y[t] * x(t, k);
    }
    CHECK(q_last == doctest::Approx(q));
    for (std::size_t k = 0; k < 3; ++k) CHECK(p_last(k) == doctest::Approx(p[k]));
}
TEST_CASE("a step that returns nothing but the carry gives the last one alone") {
    const auto f = tg::evaluate([](auto x) { return tg::scan([](auto c, auto v) { return c + v; }, 0, x); });
    CHECK(f(std::vector<double>{1, 2, 3}) == 6);
    CHECK(f(std::vector<std::int64_t>{1, 2, 3}) == 6);
    const auto pair = tg::evaluate([](auto x) {
        auto [a, b] = tg::scan([](auto c, auto v) { return std::tuple{c[1], c[0] + v}; }, std::tuple{0.0, 1.0}, x);
        return a - b;
    });
    CHECK(pair(std::vector<double>{1, 2, 3}) == -1); // 0,1 → 1,1 → 1,3 → 3,4
}
TEST_CASE("a running maximum of integers and a mask are scans like any other") {
    const auto f = tg::evaluate([](auto x) { return tg::scan([](auto c, auto v) {
        auto next = tg::maximum(c, v);
        return std::pair{next, next == v};
    }, -1000, x); });
    const auto [last, is_record] = f(std::vector<std::int32_t>{3, 1, 4, 1, 5});
    CHECK(last == 5);
    CHECK(std::vector<int>{is_record[0], is_record[1], is_record[2], is_record[3], is_record[4]} == std::vector<int>{1, 0, 1, 0, 1});
}

namespace {
constexpr auto xs = tg::input<"xs", double, tg::dim<"steps">, tg::dim<"batch">, 3>;
constexpr auto h0 = tg::input<"h0", double, tg::dim<"batch">, 4>;
constexpr auto W = tg::variable<"W", double, 4, 4>;
constexpr auto U = tg::variable<"U", double, 3, 4>;
constexpr auto b = tg::variable<"b", double, 4>;
constexpr auto recurrent = [](auto h, auto x) {
    auto next = tg::tanh(tg::matmul(h, W) + tg::matmul(x, U) + b);
    return std::pair{next, tg::sum(next, tg::axis<1>)};
};
} // namespace

TEST_CASE("a recurrent network of symbols, over a batch of run-time size, with products in the step") {
    const auto [last, sums] = tg::scan(recurrent, h0, xs);
    auto program = tg::compile(last, tg::sum(sums));
    auto state = tg::state(tg::glorot(W, 1), tg::glorot(U, 2), tg::ones(b));
    for (const std::size_t steps : {0u, 1u, 6u})
        for (const std::size_t batch : {1u, 5u}) {
            xt::xtensor<double, 3> x({steps, batch, 3});
            for (std::size_t k = 0; k < x.size(); ++k) x.data()[k] = std::cos(0.7 * static_cast<double>(k));
            xt::xtensor<double, 2> h = waves<double>(batch, 4, 0.2);
            const auto [y, total] = program(state, xs = x, h0 = h);
            double expected = 0;
            for (std::size_t t = 0; t < steps; ++t)
                for (std::size_t i = 0; i < batch; ++i) {
                    double next[4];
                    for (std::size_t j = 0; j < 4; ++j) {
                        double z = state[b](j);
                        for (std::size_t k = 0; k < 4; ++k) z += h(i, k) * state[W](k, j);
                        for (std::size_t k = 0; k < 3; ++k) z += x(t, i, k) * state[U](k, j);
                        expected += next[j] = std::tanh(z);
                    }
                    for (std::size_t j = 0; j < 4; ++j) h(i, j) = next[j];
                }
            CHECK(total == doctest::Approx(expected));
            for (std::size_t k = 0; k < h.size(); ++k) CHECK(y.data()[k] == doctest::Approx(h.data()[k]));
        }
}
TEST_CASE("what a scan is given and gives can be computed, viewed and used by others") {
    const auto f = tg::evaluate([](auto x, auto m) {
        auto [last, y] = tg::scan([](auto c, auto v, auto k) { return std::pair{c * 0.5 + v, c * k}; }, m[1] * 2, tg::transpose(x) + 1, tg::exp(m[0]));
        auto [again, z] = tg::scan([](auto c, auto v) { return std::pair{c + tg::sum(v), c}; }, tg::sum(last), y);
        return tg::sum(y, tg::axis<0>) * again + tg::mean(z);
    });
    const auto x = waves<double>(2, 6, 0.2);
    const std::array<std::array<double, 2>, 2> m{{{0.1, -0.2}, {0.7, 0.4}}};
    const auto y = f(x, m);
    double c[2]{1.4, 0.8}, sums[2]{}, row[6]{};
    for (std::size_t t = 0; t < 6; ++t)
        for (std::size_t k = 0; k < 2; ++k) {
            sums[k] += c[k] * std::exp(m[0][k]);
            row[t] += c[k] * std::exp(m[0][k]);
            c[k] = 0.5 * c[k] + x(k, t) + 1;
        }
    double again = c[0] + c[1], mean = 0;
    for (const double r : row) {
        mean += again / 6;
        again += r;
    }
    for (std::size_t k = 0; k < 2; ++k) CHECK(y(k) == doctest::Approx(sums[k] * again + mean));
}
TEST_CASE("arrays of any strides are scanned") {
    const auto f = tg::evaluate([](auto x) { return tg::scan([](auto c, auto v) { return tg::sum(v) - c; }, 0.0, x); });
    const auto x = waves<double>(6, 4, 0.2);
    double expected = 0;
    for (std::size_t t = 0; t < 6; t += 2) expected = x(t, 1) + x(t, 2) - expected;
    CHECK(f(xt::view(x, xt::range(0, 6, 2), xt::range(1, 3))) == doctest::Approx(expected));
}
TEST_CASE("a scan within a step") {
    const auto f = tg::evaluate([](auto x) { return tg::scan([](auto c, auto row) {
        auto [last, y] = tg::scan([](auto a, auto v) { return std::pair{a + tg::sin(v), a * v}; }, c, row);
        return std::pair{last, tg::sum(y)};
    }, 0.0, x); });
    const auto x = waves<double>(5, 7, 0.6);
    const auto [last, y] = f(x);
    double c = 0;
    for (std::size_t t = 0; t < 5; ++t) {
        double s = 0;
        for (std::size_t k = 0; k < 7; ++k) {
            s += c * x(t, k);
            c += std::sin(x(t, k));
        }
        CHECK(y(t) == doctest::Approx(s));
    }
    CHECK(last == doctest::Approx(c));
}
TEST_CASE("sequences whose lengths differ at the call are refused") {
    const auto f = tg::evaluate([](auto x, auto y) { return tg::scan([](auto c, auto row) { return c + row[0] * row[1]; }, 0.0, std::tuple{x, y}); });
    CHECK(f(std::vector<double>{1, 2}, std::vector<double>{3, 4}) == 11);
    CHECK_THROWS_AS(f(std::vector<double>{1, 2}, std::vector<double>{3, 4, 5}), tg::shape_error);
}
TEST_CASE("a carry of run-time shape must have that shape after the step") {
    const auto f = tg::evaluate([](auto c, auto x) { return tg::scan([](auto, auto v) { return v; }, c, x); });
    CHECK(f(std::vector<double>{1, 2}, waves<double>(3, 2, 0))(1) == waves<double>(3, 2, 0)(2, 1));
    CHECK_THROWS_AS(f(std::vector<double>{1}, waves<double>(3, 2, 0)), tg::shape_error);
}
TEST_CASE("a number carried by an expression, and results in the caller's memory") {
    constexpr auto x = tg::input<"x", double, tg::dim<"n">>;
    auto [last, y] = tg::scan([](auto c, auto v, auto k) { return std::pair{c * k + v, c}; }, 0.5, x, 0.25);
    auto program = tg::compile(last, y);
    std::vector<double> in{1, 2, 3}, rows(3);
    CHECK(program(x = in, tg::into(rows)) == doctest::Approx(((0.5 * 0.25 + 1) * 0.25 + 2) * 0.25 + 3));
    CHECK(rows == std::vector<double>{0.5, 1.125, 2.28125});
    CHECK_THROWS_AS(program(x = in, tg::into(in)), tg::alias_error);
}
