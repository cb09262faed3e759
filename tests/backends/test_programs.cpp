// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <support/on_backend.hpp>

namespace tg = typegrad;
using namespace typegrad::literals;

namespace {

constexpr auto x = tg::input<"x", float, tg::dim<"n">, 6>;
constexpr auto labels = tg::input<"labels", std::int32_t, tg::dim<"n">>;
constexpr auto W = tg::variable<"W", float, 6, 16>;
constexpr auto b = tg::variable<"b", float, 16>;
constexpr auto V = tg::variable<"V", float, 16, 4>;
constexpr auto logits = tg::matmul(tg::tanh(tg::matmul(x, W) + b), V);
constexpr auto loss = tg::mean(tg::softmax_cross_entropy(logits, labels));

constexpr auto P = tg::input<"P", double, tg::dim<"n">, tg::dim<"m">>;
constexpr auto Q = tg::input<"Q", double, tg::dim<"m">, tg::dim<"k">>;
constexpr auto B = tg::input<"B", double, tg::dim<"h">, tg::dim<"n">, tg::dim<"m">>;
constexpr auto I = tg::input<"I", std::int32_t, tg::dim<"n">, tg::dim<"m">>;
constexpr auto v = tg::input<"v", double, tg::dim<"n">>;
constexpr auto t = tg::input<"t", double, tg::dim<"n">, 1>;

} // namespace

TEST_CASE("products of matrices, of arrays of them and of integers, and their gradients") {
    for (const std::array<std::int64_t, 3>& e : {std::array<std::int64_t, 3>{1, 1, 1}, {5, 7, 3}, {33, 4, 65}, {2, 100, 1}}) {
        CAPTURE(e[0]);
        const auto p = on::fill(P, on::extents(e[0], e[1]), on::wild);
        const auto q = on::fill(Q, on::extents(e[1], e[2]), on::wild);
        on::agrees_with_gradients(1000, tg::sum(tg::square(tg::matmul(P, Q))), p, q);
        const auto many = on::fill(B, on::extents(3, e[0], e[1]), on::wild);
        on::agrees_with_gradients(1000, tg::sum(tg::sin(tg::einsum<"hnm,nm->hn">(B, P))), many, p);
        on::agrees(0, on::all(tg::matmul(I, tg::transpose(I))), on::fill(I, on::extents(e[0], e[1]), [](std::size_t k) { return std::floor(9 * on::wild(k)); }));
    }
    on::agrees(16, on::all(tg::matmul(P, Q)), on::fill(P, on::extents(3, 0), on::wild), on::fill(Q, on::extents(0, 4), on::wild));
}
TEST_CASE("a recurrence over time and its gradient") {
    const auto step = [](auto h, auto x) {
        const auto next = tg::tanh(0.5_c * h + x);
        return std::pair{next, next * h};
    };
    const auto [last, rows] = tg::scan(step, tg::sum(P, tg::axis<0>) * 0.1_c, P);
    const auto total = tg::sum(last) + tg::sum(tg::square(rows));
    for (const std::int64_t n : {1, 2, 40}) {
        CAPTURE(n);
        on::agrees_with_gradients(4096, total, on::fill(P, on::extents(n, 5), on::wild));
    }
}
TEST_CASE("training changes the state as plain loops do") {
    const auto train = tg::compile<on::backend>(loss, tg::sgd(loss));
    const auto value = tg::compile<on::backend>(loss);
    auto state = tg::state<on::backend>(tg::glorot(W, 1), tg::zeros(b), tg::glorot(V, 2));
    const std::int64_t n = 200;
    on::array<float, 2> images(on::extents(n, 6), on::wild);
    on::array<std::int32_t, 1> digits(on::extents(n), [](std::size_t k) { return on::wild(6 * k) > 0 ? on::wild(6 * k + 1) > 0 ? 0 : 1 : 2; });
    const float first = value(state, x = *images, labels = *digits);
    const std::string report = value.report(state, x = *images, labels = *digits);
    CHECK(report.find("product [200,6] x [6,16]\n") != std::string::npos);
    CHECK((report.find("\nlaunches") != std::string::npos) == on::backend::launches);
    float now = 0;
    for (int k = 0; k < 60; ++k) now = train(state, x = *images, labels = *digits, tg::learning_rate = k < 30 ? 1.0 : 0.5);
    CHECK(first > 1.2f);
    CHECK(now < 0.6f);
    const float after = value(state, x = *images, labels = *digits);
    CHECK(after < now);
    // the loss falls by the rate times the gradient's square
    auto copy = tg::state<on::backend>(tg::glorot(W, 1), tg::zeros(b), tg::glorot(V, 2));
    const auto squares = tg::compile<on::backend>(std::apply([](const auto&... g) { return (tg::sum(tg::square(g)) + ...); }, tg::gradients(loss, W, b, V)));
    const float slope = squares(copy, x = *images, labels = *digits);
    const float before = train(copy, x = *images, labels = *digits, tg::learning_rate = 1e-2);
    const float behind = value(copy, x = *images, labels = *digits);
    CHECK(static_cast<double>(before - behind) == doctest::Approx(1e-2 * static_cast<double>(slope)).epsilon(0.05));
}
TEST_CASE("results may lie where an argument lies if that is safe; else nothing is written") {
    on::array<double, 1> a(on::extents(100), on::wild);
    const std::vector<double> start = a.numbers();
    tg::compile<on::backend>(v * 2_c + 1_c)(v = *a, tg::into(*a));
    const auto twice = a.numbers();
    for (std::size_t k = 0; k < 100; ++k) CHECK(twice[k] == start[k] * 2 + 1);
    on::array<double, 1> c(on::extents(100), on::wild);
    CHECK_THROWS_AS(tg::compile<on::backend>(v - tg::sum(v), v * tg::mean(v))(v = *c, tg::into(*a, *a)), tg::alias_error);
    CHECK(c.numbers() == start);
    CHECK(a.numbers() == twice);
}
TEST_CASE("extents that do not fit are told before anything is written") {
    auto state = tg::state<on::backend>(tg::glorot(W, 1), tg::zeros(b), tg::glorot(V, 2));
    on::array<float, 2> images(on::extents(10, 6), on::wild), narrow(on::extents(10, 5), on::wild);
    on::array<std::int32_t, 1> digits(on::extents(9));
    const auto train = tg::compile<on::backend>(loss, tg::sgd(loss));
    CHECK_THROWS_WITH_AS(train(state, x = *images, labels = *digits), doctest::Contains("dimension n is 10 in x"), tg::shape_error);
    CHECK_THROWS_AS(train(state, x = *narrow, labels = *digits), tg::shape_error);
}
TEST_CASE("one workspace serves several programs and growing arrays") {
    typename on::backend::workspace work;
    const auto one = tg::compile<on::backend>(tg::sum(tg::exp(v) / tg::sum(tg::exp(v))));
    const auto other = tg::compile<on::backend>(tg::max(tg::square(v)) * 0.5);
    for (const std::int64_t n : {10, 1000, 10, 5000, 5000, 10}) {
        on::array<double, 1> a(on::extents(n), [](std::size_t k) { return 0.001 * static_cast<double>(k); });
        CHECK(one(v = *a, work) == doctest::Approx(1));
        const double top = 0.001 * static_cast<double>(n - 1);
        CHECK(other(v = *a, work) == doctest::Approx(top * top * 0.5));
    }
}
TEST_CASE("functions run on a backend, and gradients lie where their arguments do") {
    const auto f = [](auto z) { return tg::sum(tg::log(tg::cosh(z))); };
    on::array<double, 1> a(on::extents(40), on::wild);
    on::array<double, 1> slope(on::extents(40));
    const auto both = tg::on<on::backend>(tg::value_and_grad(f));
    const auto [value, gradient] = both(*a);
    both(*a, tg::into(*slope));
    double want = 0;
    for (std::size_t k = 0; k < 40; ++k) want += std::log(std::cosh(on::wild(k)));
    CHECK(value == doctest::Approx(want));
    std::vector<double> host;
    tg::from<on::backend>(gradient, host);
    for (std::size_t k = 0; k < 40; ++k) CHECK(host[k] == doctest::Approx(std::tanh(on::wild(k))));
    CHECK(slope.numbers() == host);
}
TEST_CASE("a row's number is replaced while the row reads it") {
    const auto program = tg::compile<on::backend>(t - tg::max(P, tg::axis<1>, tg::keepdims), tg::square(P - t));
    on::array<double, 2> x2(on::extents(30, 64), on::wild);
    on::array<double, 2> t2(on::extents(30, 1), on::wild);
    on::array<double, 2> y2(on::extents(30, 64));
    const auto before = t2.numbers(), xs = x2.numbers();
    try {
        program(P = *x2, t = *t2, tg::into(*t2, *y2));
    } catch (const tg::alias_error&) { // refused: nothing may have changed
        CHECK(t2.numbers() == before);
        return;
    }
    const auto ys = y2.numbers();
    for (std::size_t k = 0; k < ys.size(); ++k) CHECK(ys[k] == doctest::Approx((xs[k] - before[k / 64]) * (xs[k] - before[k / 64])));
}
