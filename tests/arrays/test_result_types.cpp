// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;

namespace {

constexpr auto total = [](auto v) { return tg::sum(tg::square(v)); };
constexpr auto twice = [](auto v) { return v * 2; };

/// The gradient with respect to A comes as Gradient, an elementwise result as Value.
template <class Gradient, class Value, class A>
void check(const A& a) {
    static_assert(std::is_same_v<decltype(tg::grad(total)(a)), Gradient>);
    static_assert(std::is_same_v<decltype(tg::value_and_grad(total)(a)), std::pair<typename tg::array_traits<tg::held<A>>::value_type, Gradient>>);
    static_assert(std::is_same_v<decltype(tg::evaluate(twice)(a)), Value>);
    const auto [value, gradient] = tg::value_and_grad(total)(a);
    const auto y = tg::evaluate(twice)(a);
    static_assert(std::is_same_v<std::remove_const_t<decltype(gradient)>, Gradient>);
    if constexpr (std::is_arithmetic_v<A>) {
        CHECK(value == a * a);
        CHECK(gradient == 2 * a);
        CHECK(y == gradient);
    } else {
        double want = 0;
        auto g = gradient.begin();
        auto t = y.begin();
        for (const auto& v : a) {
            if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(v)>>) {
                want += static_cast<double>(v) * static_cast<double>(v);
                CHECK(*g++ == 2 * v);
                CHECK(*t++ == 2 * v);
            }
        }
        if (want != 0) CHECK(static_cast<double>(value) == want);
    }
}

} // namespace

TEST_CASE("results of standard arrays are standard arrays") {
    check<float, float>(3.0f);
    check<double, double>(3.0);
    check<std::array<double, 3>, std::array<double, 3>>(std::array<double, 3>{1, 2, 3});
    check<std::vector<float>, std::vector<float>>(std::vector<float>{1, 2, 3});
    std::array<double, 4> memory{1, 2, 3, 4};
    check<std::vector<double>, std::vector<double>>(std::span<double>(memory.data(), 3));
    check<std::vector<double>, std::vector<double>>(std::span<const double>(memory));
    check<std::array<double, 4>, std::array<double, 4>>(std::span<double, 4>(memory));
    const std::array<std::array<float, 2>, 3> matrix{{{1, 2}, {3, 4}, {5, 6}}};
    check<std::array<std::array<float, 2>, 3>, std::array<std::array<float, 2>, 3>>(matrix);
    CHECK(tg::grad(total)(matrix)[2][0] == 10);
}

TEST_CASE("results of xtensors, views and lazy expressions are xtensors") {
    const xt::xtensor<double, 2> m{{1, 2, 3}, {4, 5, 6}};
    using matrix = xt::xtensor<double, 2>;
    check<matrix, matrix>(m);
    check<xt::xtensor<float, 1>, xt::xtensor<float, 1>>(xt::xtensor<float, 1>{1, 2});
    check<matrix, matrix>(xt::view(m, xt::all(), xt::range(1, 3)));
    check<xt::xtensor<double, 1>, xt::xtensor<double, 1>>(xt::view(m, 1, xt::all()));
    check<matrix, matrix>(m * 2.0);
    check<xt::xtensor<double, 1>, xt::xtensor<double, 1>>(xt::arange<double>(0, 7));
    check<xt::xtensor<double, 3>, xt::xtensor<double, 3>>(xt::xtensor<double, 3>(std::array<std::size_t, 3>{2, 3, 4}, 1.5));
}

TEST_CASE("column-major arrays give row-major results of the same elements") {
    const xt::xtensor<double, 2> m{{1, 2, 3}, {4, 5, 6}};
    const xt::xtensor<double, 2, xt::layout_type::column_major> c = m;
    const auto g = tg::grad(total)(c);
    static_assert(std::is_same_v<decltype(g), const xt::xtensor<double, 2>>);
    CHECK(g == 2 * m);
    const xt::xtensor_fixed<double, xt::xshape<2, 3>, xt::layout_type::column_major> f = m;
    CHECK(xt::xtensor<double, 2>(tg::grad(total)(f)) == 2 * m);
}

TEST_CASE("gradients of fixed xtensors are fixed, small ones and large ones") {
    using small = xt::xtensor_fixed<double, xt::xshape<2, 3>>;
    const small f{{1, 2, 3}, {4, 5, 6}};
    static_assert(std::is_same_v<decltype(tg::grad(total)(f)), small>);
    CHECK(tg::grad(total)(f) == 2 * f);
    CHECK(xt::xtensor<double, 2>(tg::evaluate(twice)(f)) == 2 * f);
    using large = xt::xtensor_fixed<float, xt::xshape<100, 90>>;
    const large l = xt::ones<float>({100, 90});
    CHECK(tg::grad(total)(l)(99, 89) == 2);
    CHECK(tg::evaluate(twice)(l)(99, 89) == 2);
}

TEST_CASE("one xtensor among the arguments makes results xtensors, gradients stay as their arguments") {
    const std::vector<double> v{1, 2, 3};
    const xt::xtensor<double, 1> t{4, 5, 6};
    const auto [value, gradients] = tg::value_and_grad<0, 1>([](auto a, auto b) { return tg::sum(a * b); })(v, t);
    CHECK(value == 32);
    CHECK(std::get<0>(gradients) == std::vector<double>{4, 5, 6});
    CHECK(std::get<1>(gradients) == xt::xtensor<double, 1>{1, 2, 3});
    CHECK(tg::evaluate([](auto a, auto b) { return a * b; })(v, t) == xt::xtensor<double, 1>{4, 10, 18});
}

TEST_CASE("large static results of standard arrays are vectors, and bools xtensors") {
    static std::array<float, 5000> a{};
    a[4999] = 3;
    const auto y = tg::evaluate(twice)(a);
    static_assert(std::is_same_v<decltype(y), const std::vector<float>>);
    CHECK(y[4999] == 6);
    CHECK(tg::grad(total)(a)[4999] == 6);
    CHECK(tg::evaluate([](auto v) { return v > 1; })(std::array<int, 3>{0, 1, 2}) == xt::xtensor<bool, 1>{false, false, true});
    CHECK(tg::evaluate([](auto v) { return v > 1; })(std::vector<int>{0, 1, 2}) == xt::xtensor<bool, 1>{false, false, true});
    CHECK(tg::evaluate([](auto v) { return v > 1; })(3));
    const auto cube = tg::evaluate([](auto v) { return tg::reshape<2, 1, 2>(v) * 1; })(std::array<int, 4>{1, 2, 3, 4});
    CHECK(cube == xt::xtensor<int, 3>{{{1, 2}}, {{3, 4}}});
}
