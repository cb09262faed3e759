// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Rows whose length is known and short have a SIMD lane each. What they should be comes from the same functions of arrays whose
// extents are known at the call only, which go along the rows.
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;

namespace {

constexpr std::size_t some_rows[]{0, 1, 3, 7, 8, 9, 16, 31, 100};

template <class T, class... E>
auto numbers(unsigned seed, E... extents) {
    xt::xtensor<T, sizeof...(E)> x(std::array<std::size_t, sizeof...(E)>{extents...});
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<T>(6 * tg::random_unit(seed, i) - 3);
    return x;
}
template <class A, class B>
bool near(const A& a, const B& b) {
    REQUIRE(a.shape().size() == b.shape().size());
    for (std::size_t k = 0; k < a.shape().size(); ++k) REQUIRE(a.shape()[k] == b.shape()[k]);
    const double tolerance = sizeof(typename A::value_type) == 4 ? 4e-6 : 1e-13;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (!(std::fabs(static_cast<double>(a.data()[i]) - static_cast<double>(b.data()[i])) <= tolerance * (1 + std::fabs(static_cast<double>(b.data()[i]))))) return false;
    return true;
}
template <class A, class B>
void all_near(const A& a, const B& b) {
    [&]<std::size_t... K>(std::index_sequence<K...>) {
        const bool same[]{near(std::get<K>(a), std::get<K>(b))...};
        for (std::size_t k = 0; k < sizeof...(K); ++k) CHECK_MESSAGE(same[k], "result ", k);
    }(std::make_index_sequence<std::tuple_size_v<A>>{});
}

/// Along the rows, once a row, across the rows, and with a label.
constexpr auto of_rows = [](auto x, auto row, auto column, auto label) {
    const auto p = tg::softmax(x);
    return std::tuple(p * column, tg::sum(x * x, tg::axis<1>) * row, tg::sum(p, tg::axis<0>), tg::argmax(x, tg::axis<1>),
                      tg::transpose(tg::transpose(x - tg::max(x, tg::axis<1>, tg::keepdims)) * row), tg::softmax_cross_entropy(x, label));
};
constexpr auto loss = [](auto x, auto row, auto column, auto label) { return tg::mean(tg::softmax_cross_entropy(x * column, label) * row); };

template <class T, std::size_t C>
struct symbols {
    static constexpr auto x = tg::input<"x", T, tg::dim<"n">, C>;
    static constexpr auto row = tg::input<"row", T, tg::dim<"n">>;
    static constexpr auto column = tg::input<"column", T, C>;
    static constexpr auto label = tg::input<"label", std::int32_t, tg::dim<"n">>;
};
template <class T, std::size_t C>
struct data {
    xt::xtensor<T, 2> x;
    xt::xtensor<T, 1> row, column;
    xt::xtensor<std::int32_t, 1> label;
    explicit data(std::size_t n) : x(numbers<T>(1, n, C)), row(numbers<T>(2, n)), column(numbers<T>(3, C)), label(std::array{n}) {
        for (std::size_t k = 0; k < n; ++k) label(k) = static_cast<std::int32_t>(k % C);
    }
};

} // namespace

TEST_CASE("values of rows of a known, short length are those of rows of any length") {
    using s = symbols<float, 10>;
    const auto lanes = std::apply([](const auto&... e) { return tg::compile(e...); }, of_rows(s::x, s::row, s::column, s::label));
    for (const std::size_t n : some_rows) {
        CAPTURE(n);
        const data<float, 10> d(n);
        all_near(lanes(s::x = d.x, s::row = d.row, s::column = d.column, s::label = d.label), tg::evaluate(of_rows)(d.x, d.row, d.column, d.label));
    }
}

TEST_CASE("gradients by rows of a known, short length are those by rows of any length") {
    using s = symbols<double, 3>;
    static constexpr auto value = loss(s::x, s::row, s::column, s::label);
    const auto lanes = tg::compile(value, tg::gradients(value, s::x), tg::gradients(value, s::row), tg::gradients(value, s::column));
    for (const std::size_t n : some_rows) {
        if (n == 0) continue;
        CAPTURE(n);
        const data<double, 3> d(n);
        const auto [v, dx, drow, dcolumn] = lanes(s::x = d.x, s::row = d.row, s::column = d.column, s::label = d.label);
        const auto [w, wanted] = tg::value_and_grad<0, 1, 2>(loss)(d.x, d.row, d.column, d.label);
        CHECK(v == doctest::Approx(w).epsilon(1e-12));
        all_near(std::tuple(dx, drow, dcolumn), wanted);
    }
}

TEST_CASE("short rows are written where they are read, and labels that are no index of a row pick nothing") {
    static constexpr auto x = tg::input<"x", float, tg::dim<"n">, 9>;
    static constexpr auto label = tg::input<"label", std::int64_t, tg::dim<"n">>;
    const auto f = tg::compile(x * 2, tg::sum(x * x, tg::axis<1>), tg::sum(x * tg::cast<float>(tg::one_hot<9>(label)), tg::axis<1>));
    for (const std::size_t n : some_rows) {
        const auto a = numbers<float>(5, n, std::size_t{9});
        xt::xtensor<std::int64_t, 1> l(std::array{n});
        for (std::size_t k = 0; k < n; ++k) l(k) = static_cast<std::int64_t>(k % 12) - 1;
        auto memory = a;
        xt::xtensor<float, 1> squares(std::array{n}), picked(std::array{n});
        f(x = memory, label = l, tg::into(memory, squares, picked));
        CHECK(memory == a * 2);
        for (std::size_t i = 0; i < n; ++i) {
            double sum = 0;
            for (std::size_t k = 0; k < 9; ++k) sum += static_cast<double>(a(i, k)) * static_cast<double>(a(i, k));
            CHECK(static_cast<double>(squares(i)) == doctest::Approx(sum));
            CHECK(picked(i) == (l(i) >= 0 && l(i) < 9 ? a(i, static_cast<std::size_t>(l(i))) : 0.0f));
        }
    }
}

TEST_CASE("short rows of two axes, of other element types, and what is summed over some of the axes before them") {
    constexpr auto f = [](auto x, auto w, auto k) {
        const auto y = x * w;
        return std::tuple(tg::sum(y, tg::axis<1, 2>), y - tg::max(y, tg::axis<1, 2>, tg::keepdims), tg::sum(tg::max(x, tg::axis<2>), tg::axis<0>), tg::sum(k * k, tg::axis<1>),
                          tg::sum(tg::cast<double>(k > 1), tg::axis<1>), tg::max(k, tg::axis<1>), tg::cast<double>(tg::sum(k, tg::axis<1>)) / 2);
    };
    static constexpr auto x = tg::input<"x", double, tg::dim<"n">, 3, 4>;
    static constexpr auto w = tg::input<"w", double, 3, 1>;
    static constexpr auto k = tg::input<"k", std::int32_t, tg::dim<"n">, 5>;
    const auto lanes = std::apply([](const auto&... e) { return tg::compile(e...); }, f(x, w, k));
    for (const std::size_t n : some_rows) {
        CAPTURE(n);
        const auto a = numbers<double>(1, n, std::size_t{3}, std::size_t{4});
        const xt::xtensor<double, 2> b{{1.5}, {-2}, {0.25}};
        const auto c = numbers<std::int32_t>(3, n, std::size_t{5});
        const auto [sums, rest, across, squares, large, most, half] = lanes(x = a, w = b, k = c);
        xt::xtensor<double, 2> highest = xt::zeros<double>({std::size_t{3}, std::size_t{1}});
        for (std::size_t i = 0; i < n; ++i) {
            double sum = 0, top = -1e300;
            for (std::size_t j = 0; j < 3; ++j) {
                double largest = -1e300;
                for (std::size_t q = 0; q < 4; ++q) {
                    sum += a(i, j, q) * b(j, 0);
                    top = std::max(top, a(i, j, q) * b(j, 0));
                    largest = std::max(largest, a(i, j, q));
                }
                highest(j, 0) += largest;
            }
            CHECK(sums(i) == doctest::Approx(sum));
            for (std::size_t j = 0; j < 3; ++j)
                for (std::size_t q = 0; q < 4; ++q) CHECK(rest(i, j, q) == doctest::Approx(a(i, j, q) * b(j, 0) - top));
            std::int32_t square = 0, total = 0, high = c(i, 0);
            int count = 0;
            for (std::size_t q = 0; q < 5; ++q) {
                square += c(i, q) * c(i, q);
                total += c(i, q);
                high = std::max(high, c(i, q));
                count += c(i, q) > 1 ? 1 : 0;
            }
            CHECK(squares(i) == square);
            CHECK(large(i) == count);
            CHECK(most(i) == high);
            CHECK(half(i) == total / 2.0);
        }
        for (std::size_t j = 0; j < 3; ++j) CHECK(across(j) == doctest::Approx(highest(j, 0)));
    }
}

TEST_CASE("short rows that are strided, and rows with NaN and infinities") {
    static constexpr auto x = tg::input<"x", double, tg::dim<"n">, 6>;
    const auto f = tg::compile(tg::softmax(x), tg::max(x, tg::axis<1>), tg::logsumexp(x, tg::axis<1>));
    auto all = numbers<double>(4, std::size_t{40}, std::size_t{12});
    all(4, 2) = std::numeric_limits<double>::quiet_NaN();
    all(6, 2) = std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < 12; ++k) all(8, k) = -std::numeric_limits<double>::infinity();
    const auto view = xt::view(all, xt::range(0, 40, 2), xt::range(0, 12, 2));
    const xt::xtensor<double, 2> copy = view;
    const auto [p, top, total] = f(x = view);
    const auto [q, high, sum] = f(x = copy);
    for (std::size_t i = 0; i < 20; ++i) {
        CHECK(std::memcmp(&top(i), &high(i), sizeof(double)) == 0);
        CHECK(std::memcmp(&total(i), &sum(i), sizeof(double)) == 0);
        CHECK(std::memcmp(&p(i, 0), &q(i, 0), 6 * sizeof(double)) == 0);
    }
    CHECK(std::isnan(high(2)));
    CHECK(std::isnan(sum(2)));
    CHECK(sum(3) == std::numeric_limits<double>::infinity());
    CHECK(sum(4) == -std::numeric_limits<double>::infinity());
    CHECK(!std::isnan(sum(5)));
}

TEST_CASE("sums of many short rows are kept in double") {
    static constexpr auto x = tg::input<"x", float, tg::dim<"n">, 10>;
    const auto f = tg::compile(tg::sum(x, tg::axis<0>), tg::prod(x, tg::axis<0>), tg::max(x, tg::axis<1>));
    constexpr std::size_t n = 4096;
    xt::xtensor<float, 2> a(std::array<std::size_t, 2>{n, 10}, 1.0f);
    for (std::size_t i = 0; i < 16; ++i) a(i, 0) = 1 << 24;           // a float takes no further 1 then
    for (std::size_t k = 0; k < 4; ++k) a(16 * k, 1) = k < 2 ? 3e38f : -3e38f; // their sum has no float on the way
    for (std::size_t k = 0; k < 32; ++k) {
        a(16 * k, 2) = 100;
        a(16 * (k + 32), 2) = 0.01f;
    }
    const auto [sum, product, top] = f(x = a);
    CHECK(static_cast<double>(sum(0)) == doctest::Approx(16.0 * (1 << 24) + n - 16).epsilon(6e-8));
    CHECK(std::fabs(sum(1) - (n - 4)) <= 48); // the ones that are added to it on the way may be lost
    CHECK(static_cast<double>(product(2)) == doctest::Approx(1).epsilon(1e-5));
    CHECK(top(5) == 1 << 24);
}
