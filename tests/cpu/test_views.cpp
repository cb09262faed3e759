// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

#if __has_include(<xtensor/misc/xmanipulation.hpp>)
#include <xtensor/misc/xmanipulation.hpp>
#else
#include <xtensor/xmanipulation.hpp>
#endif

namespace tg = typegrad;
using sizes = std::initializer_list<std::size_t>;

namespace {

template <class T, std::size_t Rank>
xt::xtensor<T, Rank> counted(std::array<std::size_t, Rank> shape, double scale = 0.01) {
    xt::xtensor<T, Rank> x(shape);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<T>(scale * static_cast<double>(i) - 1);
    return x;
}
template <class A, class B>
[[gnu::noinline]] bool near(const A& a, const B& b, double tolerance = 1e-12) {
    REQUIRE(a.shape().size() == b.shape().size());
    for (std::size_t k = 0; k < a.shape().size(); ++k) REQUIRE(a.shape()[k] == b.shape()[k]);
    const xt::xtensor<double, tg::xtensor_rank<A>> left = a, right = b;
    for (std::size_t i = 0; i < left.size(); ++i)
        if (!(std::fabs(left.data()[i] - right.data()[i]) <= tolerance * (1 + std::fabs(right.data()[i])))) return false;
    return true;
}

/// Elementwise, along rows, along columns, over all, and transposed.
constexpr auto mixture = [](auto x) {
    return std::tuple(tg::square(x) + 1, x - tg::mean(x, tg::axis<1>, tg::keepdims), x * tg::sum(x, tg::axis<0>), tg::sum(x), tg::transpose(x) * 2);
};

} // namespace

TEST_CASE("strided, stepped, reversed, transposed and column-major arrays give what a contiguous copy gives") {
    const auto f = tg::evaluate(mixture);
    const auto g = tg::value_and_grad([](auto x) { return tg::sum(tg::exp(tg::softmax(x))); });
    const auto same_value = [&](const auto& view) {
        const xt::xtensor<double, 2> copy = view;
        const auto a = f(view), b = f(copy);
        CHECK(near(std::get<0>(a), std::get<0>(b), 0));
        CHECK(near(std::get<1>(a), std::get<1>(b), 0));
        CHECK(near(std::get<2>(a), std::get<2>(b)));
        CHECK(std::get<3>(a) == doctest::Approx(std::get<3>(b)).epsilon(1e-14));
        CHECK(near(std::get<4>(a), std::get<4>(b), 0));
    };
    const auto same = [&](const auto& view) { // and the gradient
        same_value(view);
        const xt::xtensor<double, 2> copy = view;
        const auto a = g(view), b = g(copy);
        CHECK(std::get<0>(a) == doctest::Approx(std::get<0>(b)).epsilon(1e-14));
        CHECK(near(std::get<1>(a), std::get<1>(b), 1e-14));
    };
    auto x = counted<double, 2>({23, 37});
    same_value(xt::view(x, xt::all(), xt::all()));
    same(xt::view(x, xt::range(2, 20), xt::range(1, 36)));
    same(xt::view(x, xt::range(0, 23, 3), xt::range(1, 37, 2)));
    same_value(xt::view(x, xt::all(), xt::range(5, 6)));
    same_value(xt::view(x, xt::range(4, 5), xt::all()));
    same_value(xt::view(x, xt::range(3, 3), xt::all()));
    same(xt::view(x, xt::range(22, 2, -2), xt::range(36, 0, -1)));
    same(xt::transpose(x));
    same_value(xt::xtensor<double, 2, xt::layout_type::column_major>(x));
    auto cube = counted<double, 3>({4, 9, 5});
    same_value(xt::view(cube, 2, xt::all(), xt::all()));
    same_value(xt::view(cube, xt::all(), 3, xt::all()));
    same(xt::view(cube, xt::all(), xt::all(), 1));
}

TEST_CASE("lazy expressions are evaluated once and computed with") {
    const auto x = counted<double, 2>({5, 7});
    const auto y = tg::evaluate([](auto a, auto b) { return a * b + 1; })(2 * x + 1, xt::exp(x));
    CHECK(near(y, (2 * x + 1) * xt::exp(x) + 1));
    const auto [value, gradient] = tg::value_and_grad([](auto a) { return tg::sum(a * a); })(x + 1);
    CHECK(near(gradient, 2 * (x + 1)));
    CHECK(value == doctest::Approx(xt::sum(xt::square(x + 1))()));
}

TEST_CASE("broadcasts of every kind are NumPy's") {
    for (const std::size_t n : sizes{1, 3, 17})
        for (const std::size_t m : sizes{1, 2, 8, 33}) {
            if ((n == 1) != (m == 1)) continue; // extents of 1 that only the run time knows do not broadcast
            const auto matrix = counted<double, 2>({n, m});
            const auto row = counted<double, 1>({m});
            xt::xtensor<double, 2> column_values = counted<double, 2>({n, 1}, 0.3);
            const auto [a, b, c, d, e, g, h] = tg::evaluate([](auto x, auto r, auto col, auto o, auto s) {
                auto column = tg::sum(col, tg::axis<1>, tg::keepdims); // an extent known to be 1
                return std::tuple(x + r, x * column, r + column, x - o, x * s + column * r, r * 2 + s, tg::broadcast_to<3, 1, 1>(s) + x);
            })(matrix, row, column_values, xt::xtensor_fixed<double, xt::xshape<1, 1>>(0.25), 1.5);
            CHECK(near(a, matrix + row));
            CHECK(near(b, matrix * column_values));
            CHECK(near(c, row + column_values));
            CHECK(near(d, matrix - 0.25));
            CHECK(near(e, matrix * 1.5 + column_values * row));
            CHECK(near(g, row * 2 + 1.5));
            CHECK(near(h, xt::broadcast(matrix + 1.5, {std::size_t{3}, n, m})));
        }
}

TEST_CASE("gradients of broadcasts sum over what was repeated") {
    const auto matrix = counted<double, 2>({7, 19});
    const auto row = counted<double, 1>({19});
    const auto [value, gradients] = tg::value_and_grad<0, 1, 2>([](auto x, auto r, auto s) { return tg::sum(x * r * s); })(matrix, row, 1.5);
    CHECK(near(std::get<0>(gradients), xt::broadcast(row * 1.5, matrix.shape())));
    CHECK(near(std::get<1>(gradients), xt::sum(matrix, {0}) * 1.5));
    CHECK(std::get<2>(gradients) == doctest::Approx(value / 1.5));
}

TEST_CASE("computed values are transposed and reshaped in every order") {
    auto x = counted<double, 3>({3, 4, 5});
    const auto y = tg::evaluate([](auto v) {
        auto c = v * 2 + 1;
        return std::tuple(tg::transpose(c), tg::transpose(c, tg::axis<1, 0, 2>), tg::transpose(c, tg::axis<0, 2, 1>), tg::transpose(c, tg::axis<2, 0, 1>) - 1, tg::exp(tg::transpose(c, tg::axis<1, 2, 0>)));
    })(x);
    const xt::xtensor<double, 3> c = x * 2 + 1;
    CHECK(near(std::get<0>(y), xt::transpose(c)));
    CHECK(near(std::get<1>(y), xt::transpose(c, {1, 0, 2})));
    CHECK(near(std::get<2>(y), xt::transpose(c, {0, 2, 1})));
    CHECK(near(std::get<3>(y), xt::transpose(c, {2, 0, 1}) - 1));
    CHECK(near(std::get<4>(y), xt::exp(xt::transpose(c, {1, 2, 0}))));
}

TEST_CASE("computed values, transposed ones and views of memory are reshaped in row-major order") {
    constexpr auto x = tg::input<"x", double, tg::dim<"batch">, 6, 4>;
    const auto program = tg::compile(tg::reshape<tg::dim<"batch">, 24>(tg::exp(x)), tg::reshape<tg::dim<"batch">, 3, 8>(x) * 2, tg::reshape<4, tg::dim<"batch">, 3, 2>(tg::transpose(x)),
                                     tg::reshape<12, tg::dim<"batch">, 2>(tg::transpose(x + 1, tg::axis<2, 1, 0>)));
    for (const std::size_t n : sizes{1, 3, 8}) {
        auto values = counted<double, 3>({n, 6, 4});
        const auto check = [&](const auto& v) {
            const auto [a, b, c, d] = program(x = v);
            const xt::xtensor<double, 3> whole = v, back = xt::transpose(whole);
            CHECK(near(a, xt::reshape_view(xt::exp(whole), std::array<std::size_t, 2>{n, 24})));
            CHECK(near(b, 2 * xt::reshape_view(whole, std::array<std::size_t, 3>{n, 3, 8})));
            CHECK(near(c, xt::reshape_view(back, std::array<std::size_t, 4>{4, n, 3, 2})));
            CHECK(near(d, 1 + xt::reshape_view(back, std::array<std::size_t, 3>{12, n, 2})));
        };
        check(values);
        auto wide = counted<double, 3>({n, 12, 4});
        check(xt::view(wide, xt::all(), xt::range(0, 12, 2), xt::all()));
    }
}

TEST_CASE("rows are stacked and taken apart again") {
    const auto a = counted<double, 2>({3, 17}), b = counted<double, 2>({3, 17}, 0.5);
    const auto [s, first, sum] = tg::evaluate([](auto u, auto v) {
        auto rows = tg::stack(u, tg::exp(v), u - v, u);
        return std::tuple(rows, rows[1] + rows[3], tg::sum(rows, tg::axis<0>));
    })(a, b);
    CHECK(near(xt::view(s, 0), a));
    CHECK(near(xt::view(s, 1), xt::exp(b)));
    CHECK(near(xt::view(s, 2), a - b));
    CHECK(near(xt::view(s, 3), a));
    CHECK(near(first, xt::exp(b) + a));
    CHECK(near(sum, 3 * a + xt::exp(b) - b));
    const std::array<std::array<double, 3>, 4> fixed{{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {10, 11, 12}}};
    const auto third = tg::evaluate([](auto v) { return v[2] * v[0]; })(fixed);
    CHECK(third == std::array<double, 3>{7, 16, 27});
}

TEST_CASE("an element of a strided array is read through its strides") {
    constexpr auto x = tg::input<"x", float, 4, tg::dim<"n">>;
    const auto program = tg::compile(tg::element<2>(x) * 2, tg::sum(tg::element<3>(x)));
    const auto memory = counted<float, 2>({8, 40}, 1);
    const auto [row, total] = program(x = xt::view(memory, xt::range(0, 8, 2), xt::range(1, 40, 3)));
    float want = 0;
    for (std::size_t k = 0; k < 13; ++k) {
        CHECK(row(k) == 2 * memory(4, 1 + 3 * k));
        want += memory(6, 1 + 3 * k);
    }
    CHECK(total == want);
}
