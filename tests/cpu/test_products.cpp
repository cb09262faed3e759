// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;
using sizes = std::initializer_list<std::size_t>;

namespace {

template <class T>
xt::xtensor<T, 2> matrix(std::size_t rows, std::size_t columns, std::uint64_t seed) {
    xt::xtensor<T, 2> m(std::array<std::size_t, 2>{rows, columns});
    for (std::size_t i = 0; i < m.size(); ++i)
        m.data()[i] = static_cast<T>(std::is_integral_v<T> ? static_cast<double>(tg::random_bits(seed, i) % 11) - 5 : 2 * tg::random_unit(seed, i) - 1);
    return m;
}
template <class T>
xt::xtensor<T, 1> vector(std::size_t n, std::uint64_t seed) {
    const auto m = matrix<T>(1, n, seed);
    return xt::view(m, 0, xt::all());
}

/// y(i, j) = Σ a(i, k) b(k, j), as functions of the indices.
template <class Y, class A, class B>
void check_product(std::size_t m, std::size_t k, std::size_t n, const Y& y, const A& a, const B& b) {
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            double want = 0, size = 0;
            for (std::size_t q = 0; q < k; ++q) {
                const double p = static_cast<double>(a(i, q)) * static_cast<double>(b(q, j));
                want += p;
                size += std::fabs(p);
            }
            const double tolerance = sizeof(y(i, j)) == 4 ? 1e-6 : 1e-15;
            CHECK_MESSAGE(std::fabs(static_cast<double>(y(i, j)) - want) <= tolerance * (1 + size) * 4, m, "x", k, "x", n, " at ", i, ", ", j);
        }
}

constexpr auto multiply = [](auto a, auto b) { return tg::matmul(a, b); };

} // namespace

TEST_CASE_TEMPLATE("products of matrices are right at all small sizes and beside the tiles", T, float, double, std::int32_t, std::int64_t) {
    const auto f = tg::evaluate(multiply);
    for (const std::size_t m : sizes{0, 1, 2, 3, 4, 5, 9})
        for (const std::size_t k : sizes{0, 1, 2, 3, 8, 17})
            for (const std::size_t n : sizes{0, 1, 2, 7, 8, 9, 16, 33}) {
                const auto a = matrix<T>(m, k, 1), b = matrix<T>(k, n, 2);
                const auto y = f(a, b);
                REQUIRE(y.shape()[0] == m);
                REQUIRE(y.shape()[1] == n);
                check_product(m, k, n, y, a, b);
            }
}
TEST_CASE_TEMPLATE("large products are right", T, float, double) {
    const auto a = matrix<T>(130, 600, 1), b = matrix<T>(600, 70, 2);
    check_product(130, 600, 70, tg::evaluate(multiply)(a, b), a, b);
}

TEST_CASE_TEMPLATE("products with vectors and of vectors are right at every size", T, float, double, std::int32_t) {
    const auto f = tg::evaluate(multiply);
    for (const std::size_t m : sizes{0, 1, 2, 5, 16})
        for (const std::size_t n : sizes{0, 1, 2, 3, 8, 9, 31, 100}) {
            const auto a = matrix<T>(m, n, 1);
            const auto right = vector<T>(n, 2), left = vector<T>(m, 3);
            const auto y = f(a, right), z = f(left, a);
            REQUIRE(y.size() == m);
            REQUIRE(z.size() == n);
            check_product(m, n, 1, [&](std::size_t i, std::size_t) { return y(i); }, a, [&](std::size_t k, std::size_t) { return right(k); });
            check_product(1, m, n, [&](std::size_t, std::size_t j) { return z(j); }, [&](std::size_t, std::size_t k) { return left(k); }, a);
        }
    for (const std::size_t n : sizes{0, 1, 2, 3, 8, 9, 31, 1000}) {
        const auto u = vector<T>(n, 2), v = vector<T>(n, 3);
        const T y = tg::evaluate([](auto a, auto b) { return tg::dot(a, b); })(u, v);
        check_product(1, n, 1, [&](std::size_t, std::size_t) { return y; }, [&](std::size_t, std::size_t k) { return u(k); }, [&](std::size_t k, std::size_t) { return v(k); });
    }
}

TEST_CASE_TEMPLATE("transposed operands are multiplied where they lie", T, float, double) {
    const auto f = tg::evaluate([](auto a, auto b) { return std::tuple(tg::matmul(tg::transpose(a), b), tg::matmul(b, tg::transpose(tg::transpose(a) * 2)), tg::matmul(tg::transpose(b), tg::transpose(a))); });
    for (const std::size_t n : sizes{1, 2, 5, 16, 19}) {
        const auto a = matrix<T>(n, n, 1), b = matrix<T>(n, n, 2);
        const auto [first, second, third] = f(a, b);
        const auto at = [&](std::size_t i, std::size_t j) { return a(j, i); };
        const auto bt = [&](std::size_t i, std::size_t j) { return b(j, i); };
        check_product(n, n, n, first, at, b);
        check_product(n, n, n, second, b, [&](std::size_t i, std::size_t j) { return 2 * a(i, j); });
        check_product(n, n, n, third, bt, at);
    }
    const auto a = matrix<T>(7, 3, 1), b = matrix<T>(7, 5, 2);
    check_product(3, 7, 5, tg::evaluate([](auto u, auto v) { return tg::matmul(tg::transpose(u), v); })(a, b), [&](std::size_t i, std::size_t j) { return a(j, i); }, b);
}

TEST_CASE_TEMPLATE("strided, reversed and column-major operands are multiplied right", T, float, double) {
    auto a = matrix<T>(20, 30, 1), b = matrix<T>(30, 40, 2);
    const auto f = tg::evaluate(multiply);
    const auto check = [&](const auto& u, const auto& v) { check_product(u.shape()[0], u.shape()[1], v.shape()[1], f(u, v), u, v); };
    check(xt::view(a, xt::range(2, 11), xt::range(4, 21)), xt::view(b, xt::range(3, 20), xt::range(5, 14)));
    check(xt::view(a, xt::range(0, 20, 2), xt::range(0, 30, 3)), xt::view(b, xt::range(0, 30, 3), xt::range(0, 40, 2)));
    check(xt::view(a, xt::range(19, 1, -1), xt::range(29, 9, -2)), xt::view(b, xt::range(20, 0, -2), xt::range(39, 9, -3)));
    check(xt::transpose(b), xt::transpose(a));
    check(a, xt::xtensor<T, 2, xt::layout_type::column_major>(b));
    check(xt::view(a, xt::range(3, 4), xt::range(0, 30)), xt::view(b, xt::range(0, 30), xt::range(7, 8)));
    check(xt::view(a, xt::range(3, 7), xt::range(5, 6)), xt::view(b, xt::range(4, 5), xt::range(7, 12)));
}

TEST_CASE("the gradient of a product is two products") {
    const auto a = matrix<double>(4, 9, 1), b = matrix<double>(9, 6, 2), c = matrix<double>(4, 6, 3);
    const auto [ga, gb] = tg::grad<0, 1>([](auto u, auto v, auto w) { return tg::sum(tg::matmul(u, v) * w); })(a, b, c);
    check_product(4, 6, 9, ga, c, [&](std::size_t i, std::size_t j) { return b(j, i); });
    check_product(9, 4, 6, gb, [&](std::size_t i, std::size_t j) { return a(j, i); }, c);
}

TEST_CASE("products of small static matrices are straight-line code") {
    const std::array<std::array<double, 3>, 2> a{{{1, 2, 3}, {4, 5, 6}}};
    const std::array<std::array<double, 2>, 3> b{{{1, 0}, {0, 1}, {2, 2}}};
    CHECK(tg::evaluate(multiply)(a, b) == std::array<std::array<double, 2>, 2>{{{7, 8}, {16, 17}}});
    CHECK(tg::evaluate(multiply)(a, std::array<double, 3>{1, 1, 1}) == std::array<double, 2>{6, 15});
    static_assert(tg::on<tg::simd>(tg::evaluate(multiply))(std::array<double, 3>{1, 2, 3}, std::array<double, 3>{1, 1, 1}) == 6);
}
