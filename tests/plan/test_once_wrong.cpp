// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Programs that random graphs found to be planned or run wrongly once.
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;

namespace {

constexpr auto n = tg::dim<"n">;
constexpr auto x = tg::input<"x", double, n>;
constexpr auto cube = tg::input<"cube", double, 5, n, 3>;

xt::xtensor<double, 1> ramp(std::size_t size) { return xt::arange<double>(0, static_cast<double>(size)) * 0.1 - 0.7; }
xt::xtensor<double, 3> block(std::size_t size) {
    xt::xtensor<double, 3> b(std::array<std::size_t, 3>{5, size, 3});
    for (std::size_t i = 0; i < b.size(); ++i) b.data()[i] = tg::random_unit(1, i) - 0.3;
    return b;
}

} // namespace

TEST_CASE("a view of a single computed number is that number") {
    const auto total = tg::sum(x, tg::axis<0>, tg::keepdims);
    const auto table = tg::reshape<1, 1>(tg::exp(total));
    const auto [first, turned, constant] = tg::compile(tg::element<0>(total) * 2, tg::transpose(table) + tg::element<0>(table), x * tg::reshape<1>(tg::element<0>(total) * 0.0 + 2.0))(x = ramp(20));
    const double s = xt::sum(ramp(20))();
    CHECK(first == doctest::Approx(2 * s));
    CHECK(turned(0, 0) == doctest::Approx(2 * std::exp(s)));
    CHECK(constant(19) == doctest::Approx(2 * ramp(20)(19)));
}

TEST_CASE("a reduction of a reduction goes once over what it reduces") {
    const auto program = tg::compile(tg::sum(tg::tanh(cube)), tg::sum(tg::min(cube, tg::axis<1>, tg::keepdims)), tg::sum(tg::max(cube, tg::axis<0>), tg::axis<1>));
    const auto b = block(9);
    const auto [all, lowest, highest] = program(cube = b);
    CHECK(all == doctest::Approx(xt::sum(xt::tanh(b))()));
    CHECK(lowest == doctest::Approx(xt::sum(xt::amin(b, {1}))()));
    CHECK(xt::allclose(highest, xt::sum(xt::amax(b, {0}), {1})));
}

TEST_CASE("a product of one number is there before scalar code reads it") {
    constexpr auto row = tg::input<"row", double, 1, n>;
    const auto program = tg::compile(tg::sum(tg::tanh(tg::matmul(tg::exp(row), tg::transpose(row)))));
    const xt::xtensor<double, 2> r = xt::reshape_view(ramp(9), std::array<std::size_t, 2>{1, 9});
    CHECK(program(row = r) == doctest::Approx(std::tanh(xt::sum(xt::exp(r) * r)())));
}

TEST_CASE("rows lie behind two outer loops where something follows only one of them") {
    const auto program = tg::compile(tg::sum(tg::exp(cube), tg::axis<2>), tg::sum(tg::exp(cube), tg::axis<0>), tg::softmax(cube), tg::sum(cube, tg::axis<1>));
    const auto b = block(7);
    const auto [rows, first, p, middle] = program(cube = b);
    CHECK(xt::allclose(rows, xt::sum(xt::exp(b), {2})));
    CHECK(xt::allclose(first, xt::sum(xt::exp(b), {0})));
    CHECK(xt::allclose(middle, xt::sum(b, {1})));
    CHECK(xt::allclose(xt::sum(p, {2}), 1.0));
    CHECK(p(4, 6, 2) == doctest::Approx(std::exp(b(4, 6, 2)) / rows(4, 6)));
}

TEST_CASE("the index along an axis of extent 1 is 0") {
    constexpr auto column = tg::input<"column", double, n, 1, 1>;
    const auto [index, loss] = tg::compile(tg::argmax(column, tg::axis<1>), tg::sum(tg::softmax_cross_entropy(column, tg::argmax(column, tg::axis<2>))))(column = xt::xtensor<double, 3>(xt::ones<double>({6, 1, 1})));
    CHECK(index == xt::zeros<std::int64_t>({6, 1}));
    CHECK(loss == 0);
}

TEST_CASE("run-time extents that must equal static ones are checked, not assumed") {
    const auto f = tg::evaluate([](auto v, auto w) { return tg::exp(v) * w; });
    CHECK_THROWS_AS(f(std::vector<double>(50), std::array<double, 3>{}), tg::shape_error);
    CHECK(f(std::vector<double>(3), std::array<double, 3>{1, 2, 3}) == std::array<double, 3>{1, 2, 3});
}
