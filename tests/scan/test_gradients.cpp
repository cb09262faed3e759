// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;
using namespace tg::literals;

namespace {

std::vector<double> waves(std::size_t n, double phase) {
    std::vector<double> x(n);
    for (std::size_t k = 0; k < n; ++k) x[k] = 0.8 * std::sin(1.7 * static_cast<double>(k) + phase);
    return x;
}
xt::xtensor<double, 2> waves(std::size_t n, std::size_t m, double phase) {
    xt::xtensor<double, 2> x({n, m});
    for (std::size_t k = 0; k < n * m; ++k) x.data()[k] = 0.8 * std::sin(1.3 * static_cast<double>(k) + phase);
    return x;
}
/// Central differences of `f`, which looks at `x`.
template <class A, class F>
std::vector<double> differences(A& x, F f) {
    std::vector<double> d;
    for (std::size_t k = 0; k < x.size(); ++k) {
        const double before = x.data()[k], h = 1e-5;
        x.data()[k] = before + h;
        const double up = f();
        x.data()[k] = before - h;
        const double down = f();
        x.data()[k] = before;
        d.push_back((up - down) / (2 * h));
    }
    return d;
}
template <class A>
void check_close(const A& a, const std::vector<double>& b, double tolerance) {
    REQUIRE(a.size() == b.size());
    for (std::size_t k = 0; k < b.size(); ++k) CHECK(std::fabs(a.data()[k] - b[k]) <= tolerance * (1 + std::fabs(b[k])));
}

constexpr auto cell = [](auto c, auto x, auto w, auto b) {
    auto [h, s] = c;
    auto gate = tg::sigmoid(x * w + h), next = s * gate + tg::tanh(h * b) * x;
    return std::pair{std::tuple{gate * tg::tanh(next), next}, gate * next};
};
constexpr auto loss_of_scan = [](auto h, auto s, auto x, auto w, auto b) {
    auto [last, y] = tg::scan(cell, std::tuple{h, s}, x, w, b);
    return tg::sum(tg::square(y)) + tg::sum(last[0] * w) + tg::sum(last[1]);
};

} // namespace

TEST_CASE("gradients with respect to initial values, sequences and constants agree with differences") {
    const auto f = tg::evaluate(loss_of_scan);
    const auto g = tg::value_and_grad<0, 1, 2, 3, 4>(loss_of_scan);
    for (const std::size_t n : {0u, 1u, 2u, 7u, 40u}) {
        auto h = waves(3, 0.1), s = waves(3, 0.9), w = waves(3, 1.9), b = waves(3, 2.9);
        auto x = waves(n, 3, 0.4);
        const auto [value, by] = g(h, s, x, w, b);
        const auto run = [&] { return f(h, s, x, w, b); };
        CHECK(value == doctest::Approx(run()));
        check_close(std::get<0>(by), differences(h, run), 1e-7);
        check_close(std::get<1>(by), differences(s, run), 1e-7);
        check_close(std::get<2>(by), differences(x, run), 1e-7);
        check_close(std::get<3>(by), differences(w, run), 1e-7);
        check_close(std::get<4>(by), differences(b, run), 1e-7);
    }
}
TEST_CASE("gradients equal those of the unrolled loop") {
    const auto unrolled = tg::value_and_grad<0, 1, 2, 3, 4>([](auto h, auto s, auto x, auto w, auto b) {
        auto total = 0 * tg::sum(h);
        std::array carry{h, s};
        for (int t = 0; t < 6; ++t) {
            auto [next, y] = cell(carry, x[t], w, b);
            carry = {std::get<0>(next), std::get<1>(next)};
            total += tg::sum(tg::square(y));
        }
        return total + tg::sum(carry[0] * w) + tg::sum(carry[1]);
    });
    const std::array<double, 3> h{0.1, 0.2, -0.3}, s{0.5, -0.1, 0.2}, w{0.3, 0.8, -0.5}, b{-0.2, 0.4, 0.6};
    std::array<std::array<double, 3>, 6> x{};
    for (std::size_t t = 0; t < 6; ++t)
        for (std::size_t k = 0; k < 3; ++k) x[t][k] = std::cos(static_cast<double>(3 * t + k));
    const auto [v, by] = unrolled(h, s, x, w, b);
    const auto [value, gradient] = tg::value_and_grad<0, 1, 2, 3, 4>(loss_of_scan)(h, s, x, w, b);
    CHECK(value == doctest::Approx(v));
    for (std::size_t k = 0; k < 3; ++k) {
        CHECK(std::get<0>(gradient)[k] == doctest::Approx(std::get<0>(by)[k]));
        CHECK(std::get<1>(gradient)[k] == doctest::Approx(std::get<1>(by)[k]));
        for (std::size_t t = 0; t < 6; ++t) CHECK(std::get<2>(gradient)[t][k] == doctest::Approx(std::get<2>(by)[t][k]));
        CHECK(std::get<3>(gradient)[k] == doctest::Approx(std::get<3>(by)[k]));
        CHECK(std::get<4>(gradient)[k] == doctest::Approx(std::get<4>(by)[k]));
    }
}
TEST_CASE("floats are differentiated as floats") {
    const auto f = [](auto c, auto x, auto w) {
        auto [last, y] = tg::scan([](auto h, auto v, auto k) {
            auto next = tg::tanh(h * k + v);
            return std::pair{next, next};
        }, c, x, w);
        return tg::mean(y) + tg::sum(last);
    };
    std::vector<float> xf(20), cf{0.1f, 0.4f, -0.2f, 0.3f}, wf{0.5f, -0.6f, 0.7f, 0.2f};
    for (std::size_t k = 0; k < 20; ++k) xf[k] = static_cast<float>(std::sin(static_cast<double>(k)));
    xt::xtensor<float, 2> x({5, 4});
    std::copy(xf.begin(), xf.end(), x.data());
    const auto gf = tg::grad<0, 1, 2>(f)(cf, x, wf);
    const auto gd = tg::grad<0, 1, 2>(f)(std::vector<double>(cf.begin(), cf.end()), xt::xtensor<double, 2>(xt::cast<double>(x)), std::vector<double>(wf.begin(), wf.end()));
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(std::get<0>(gf).data()[0])>, float>);
    for (std::size_t k = 0; k < 4; ++k) {
        CHECK(std::get<0>(gf)[k] == doctest::Approx(std::get<0>(gd)[k]).epsilon(1e-5));
        CHECK(std::get<2>(gf)[k] == doctest::Approx(std::get<2>(gd)[k]).epsilon(1e-5));
    }
    for (std::size_t k = 0; k < 20; ++k) CHECK(std::get<1>(gf).data()[k] == doctest::Approx(std::get<1>(gd).data()[k]).epsilon(1e-5));
}
namespace {
constexpr auto first = [](auto w, auto x) {
    auto [last, y] = tg::scan([](auto c, auto v, auto k) { return std::pair{tg::sin(c * k) + v, tg::square(c) * k}; }, 0.3_c, x, w);
    return last + tg::sum(y);
};
constexpr auto second = [](auto w, auto x) { return tg::sum(tg::square(tg::grad(first)(w, x))); };
} // namespace

TEST_CASE("the gradient of a gradient is a scan again") {
    const auto x = waves(9, 0.7);
    double w = 0.8;
    const auto by_w = [&] { return tg::grad(second)(w, x); };
    const auto value = [&] { return tg::evaluate(second)(w, x); };
    const double h = 1e-5, middle = w, exact = by_w();
    w = middle + h;
    const double up = value();
    w = middle - h;
    const double down = value();
    CHECK(exact == doctest::Approx((up - down) / (2 * h)).epsilon(1e-7));
    const auto by_x = tg::grad<1>(second)(middle, x);
    auto moved = x;
    check_close(by_x, differences(moved, [&] { return tg::evaluate(second)(middle, moved); }), 1e-7);
}

namespace {
constexpr auto xs = tg::input<"xs", double, tg::dim<"steps">, tg::dim<"batch">, 3>;
constexpr auto h0 = tg::variable<"h0", double, 4>;
constexpr auto W = tg::variable<"W", double, 4, 4>;
constexpr auto U = tg::variable<"U", double, 3, 4>;
constexpr auto recurrent = [](auto h, auto x) {
    auto next = tg::tanh(tg::matmul(h, W) + tg::matmul(x, U));
    return std::pair{next, tg::max(tg::softmax(next))};
};
constexpr auto seen = tg::input<"seen", double, tg::dim<"steps">>;
constexpr auto k = tg::variable<"k", double>;
} // namespace

TEST_CASE("a recurrent network is differentiated by the symbols its step uses") {
    const auto [last, y] = tg::scan(recurrent, tg::broadcast_to<tg::dim<"batch">, 4>(h0), xs);
    const auto loss = tg::mean(tg::square(last)) + tg::sum(tg::log(y + 1_c));
    auto gradients = tg::compile(tg::gradients(loss, W, U, h0, xs));
    auto value = tg::compile(loss);
    auto state = tg::state(tg::glorot(W, 1), tg::glorot(U, 2), tg::ones(h0));
    xt::xtensor<double, 3> x({5, 2, 3});
    for (std::size_t k = 0; k < x.size(); ++k) x.data()[k] = std::cos(0.7 * static_cast<double>(k));
    const auto [gw, gu, gh, gx] = gradients(state, xs = x);
    const auto run = [&] { return value(state, xs = x); };
    check_close(gw, differences(state[W], run), 1e-7);
    check_close(gu, differences(state[U], run), 1e-7);
    check_close(gh, differences(state[h0], run), 1e-7);
    check_close(gx, differences(x, run), 1e-7);
}
TEST_CASE("the side of a select that no step took sends nothing back, through all steps") {
    const auto f = [](auto c, auto x) {
        return tg::scan([](auto h, auto v) { return tg::select(v > 0, tg::sqrt(h), h * v); }, c, x);
    };
    CHECK(tg::grad(f)(0.5, std::vector<double>{-1, -2}) == 2);
    const auto by_x = tg::grad<1>(f)(0.25, std::vector<double>{2, -1});
    CHECK(by_x[0] == 0);
    CHECK(by_x[1] == doctest::Approx(0.5));
    const auto unused = [](auto c, auto v) {
        return tg::scan([](auto h, auto u) { return tg::select(u > 0, tg::log(h), u); }, c, v);
    };
    CHECK(tg::grad(unused)(0.0, std::vector<double>{-1, 2}) == 0);
}
TEST_CASE("a nested scan is differentiated") {
    const auto f = [](auto c, auto x) {
        return tg::scan([](auto h, auto row) {
            auto [last, y] = tg::scan([](auto a, auto v) { return std::pair{tg::sin(a + v), a * v}; }, h, row);
            return last + tg::sum(y) / 7;
        }, c, x);
    };
    double c = 0.2;
    auto x = waves(4, 7, 0.6);
    const auto [by_c, by_x] = tg::grad<0, 1>(f)(c, x);
    check_close(by_x, differences(x, [&] { return tg::evaluate(f)(c, x); }), 1e-7);
    CHECK(by_c == doctest::Approx((tg::evaluate(f)(c + 1e-5, x) - tg::evaluate(f)(c - 1e-5, x)) / 2e-5).epsilon(1e-7));
}
TEST_CASE("a linear recurrence needs neither histories nor sequences for the adjoint of its start") {
    const auto f = [](auto c, auto x) { return tg::scan([](auto h, auto v) { return 2 * h + v; }, c, x); };
    CHECK(tg::grad(f)(1.0, waves(10, 0.1)) == 1024);
    CHECK(tg::grad(f)(1.0, std::vector<double>{}) == 1);
    const auto by_x = tg::grad<1>(f)(1.0, waves(3, 0.1));
    CHECK(by_x == std::vector<double>{4, 2, 1});
}
TEST_CASE("training by sgd through a scan finds the coefficient of a recurrence") {
    auto [last, y] = tg::scan([](auto c, auto v) { return std::pair{c * k + 0.1, tg::square(c - v)}; }, 1.0_c, seen);
    auto loss = tg::mean(y);
    auto train = tg::compile(loss, tg::sgd(loss, {.learning_rate = 0.5}));
    auto state = tg::state(tg::zeros(k));
    std::vector<double> data{1};
    for (int t = 1; t < 30; ++t) data.push_back(data.back() * 0.7 + 0.1);
    for (int i = 0; i < 500; ++i) train(state, seen = data);
    CHECK(state[k] == doctest::Approx(0.7).epsilon(1e-6));
}
