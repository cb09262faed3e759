// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Programs and functions without xtensor and xsimd: what results lie in, and that they are right.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <sstream>
#include <typegrad/expr/print.hpp>
#include <typegrad/typegrad.hpp>

#if !defined(TYPEGRAD_STANDARD_ONLY)
#error "these tests are for compilations without xtensor and xsimd"
#endif

namespace tg = typegrad;
using namespace tg::literals;

namespace {

constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 2>;
constexpr auto y = tg::input<"y", int, tg::dim<"batch">>;
constexpr auto W = tg::variable<"W", float, 2, 3>;
constexpr auto b = tg::variable<"b", float, 3>;
constexpr auto logits = tg::matmul(x, W) + b;
constexpr auto loss = tg::mean(tg::softmax_cross_entropy(logits, y));

struct data {
    std::vector<std::array<float, 2>> points;
    std::vector<int> classes;
    explicit data(int n) {
        for (int i = 0; i < n; ++i) {
            points.push_back({static_cast<float>(i % 3) + 0.1f * static_cast<float>(i % 7), static_cast<float>(i % 3 == 1) - 0.1f * static_cast<float>(i % 5)});
            classes.push_back(i % 3);
        }
    }
};

/// The mean of the cross entropies and its gradient, by plain loops in double precision.
struct by_loops {
    double loss = 0, dW[2][3]{}, db[3]{};
    template <class Weights, class Bias>
    by_loops(const data& d, const Weights& w, const Bias& bias) {
        const double n = static_cast<double>(d.points.size());
        for (std::size_t i = 0; i < d.points.size(); ++i) {
            double z[3], sum = 0;
            for (int c = 0; c < 3; ++c) {
                z[c] = static_cast<double>(bias(c));
                for (int k = 0; k < 2; ++k) z[c] += static_cast<double>(d.points[i][static_cast<std::size_t>(k)]) * static_cast<double>(w(k, c));
                sum += std::exp(z[c]);
            }
            loss += (std::log(sum) - z[d.classes[i]]) / n;
            for (int c = 0; c < 3; ++c) {
                const double g = (std::exp(z[c]) / sum - (c == d.classes[i])) / n;
                db[c] += g;
                for (int k = 0; k < 2; ++k) dW[k][c] += g * static_cast<double>(d.points[i][static_cast<std::size_t>(k)]);
            }
        }
    }
};

} // namespace

TEST_CASE("a model is trained: its variables are tensors") {
    auto state = tg::state(tg::glorot(W, 1), tg::zeros(b));
    static_assert(std::same_as<std::remove_cvref_t<decltype(state[W])>, tg::tensor<float, 2>>);
    static_assert(std::same_as<std::remove_cvref_t<decltype(state[b])>, tg::tensor<float, 1>>);
    const auto step = tg::compile(loss, tg::sgd(loss, {.learning_rate = 0.5}));
    for (const int n : {1, 7, 300}) {
        const data d(n);
        const tg::tensor<float, 2> weights = state[W];
        const tg::tensor<float, 1> bias = state[b];
        const by_loops want(d, weights, bias);
        CHECK(step(state, x = d.points, y = d.classes) == doctest::Approx(want.loss).epsilon(1e-5));
        for (int c = 0; c < 3; ++c) {
            CHECK(state[b](c) == doctest::Approx(static_cast<double>(bias(c)) - 0.5 * want.db[c]).epsilon(1e-5));
            for (int k = 0; k < 2; ++k) CHECK(state[W](k, c) == doctest::Approx(static_cast<double>(weights(k, c)) - 0.5 * want.dW[k][c]).epsilon(1e-5));
        }
    }
}

TEST_CASE("results are standard containers where one fits, else tensors") {
    const data d(5);
    auto state = tg::state(tg::glorot(W, 1), tg::zeros(b));
    const auto rows = tg::compile(logits)(state, x = d.points);
    static_assert(std::same_as<std::remove_cvref_t<decltype(rows)>, std::vector<std::array<float, 3>>>);
    CHECK(rows.size() == 5);
    const auto right = tg::compile(tg::cast<std::int32_t>(tg::argmax(logits, tg::axis<1>)) == y)(state, x = d.points, y = d.classes);
    static_assert(std::same_as<std::remove_cvref_t<decltype(right)>, tg::tensor<bool, 1>>);
    REQUIRE(right.size() == 5);
    for (std::size_t i = 0; i < 5; ++i) {
        std::size_t best = 0;
        for (std::size_t c = 1; c < 3; ++c)
            if (rows[i][c] > rows[i][best]) best = c;
        CHECK(right(i) == (static_cast<int>(best) == d.classes[i]));
    }
    const auto doubled = tg::compile(W * 2.0f)(state);
    static_assert(std::same_as<std::remove_cvref_t<decltype(doubled)>, tg::tensor<float, 2>>);
    CHECK(doubled.extent(0) == 2);
    CHECK(doubled.extent(1) == 3);
    for (int k = 0; k < 2; ++k)
        for (int c = 0; c < 3; ++c) CHECK(doubled(k, c) == 2 * state[W](k, c));
}

TEST_CASE("tensors are fed, written into and returned as gradients") {
    tg::tensor<double, 2> a(3, 5);
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 5; ++j) a(i, j) = 0.25 * i - 0.5 * j;
    const auto f = [](auto m) { return tg::sum(tg::square(m) * m); };
    const auto [value, gradient] = tg::value_and_grad<0>(f)(a);
    static_assert(std::same_as<std::remove_cvref_t<decltype(gradient)>, tg::tensor<double, 2>>);
    double want = 0;
    for (const double v : a) want += v * v * v;
    CHECK(value == doctest::Approx(want));
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 5; ++j) CHECK(gradient(i, j) == doctest::Approx(3 * a(i, j) * a(i, j)));
    tg::tensor<double, 2> into(3, 5);
    tg::value_and_grad<0>(f)(a, tg::into(into));
    CHECK(into == gradient);
    tg::tensor<double, 2> small(3, 4);
    CHECK_THROWS_AS(tg::value_and_grad<0>(f)(a, tg::into(small)), tg::shape_error);
}

TEST_CASE("a tensor owns its elements") {
    const tg::tensor<int, 3> none;
    CHECK(none.size() == 0);
    CHECK(none.begin() == none.end());
    tg::tensor<int, 3> t(2, 3, 4);
    CHECK(t.size() == 24);
    for (const int v : t) CHECK(v == 0);
    t(1, 2, 3) = 7;
    CHECK(t.data()[23] == 7);
    auto other = t;
    CHECK(other == t);
    other(0, 0, 0) = 1;
    CHECK(!(other == t));
    CHECK(!(t == tg::tensor<int, 3>(2, 4, 3)));
    auto moved = std::move(other);
    CHECK(moved(1, 2, 3) == 7);
    CHECK(other.size() == 0);
    CHECK(!(other == moved));
    other = moved;
    CHECK(other == moved);
    CHECK_THROWS_WITH_AS((tg::tensor<double, 2>(-2, -3)), "typegrad: tensor: axis 0 has the negative extent -2", tg::shape_error);
    static_assert(!std::is_constructible_v<tg::tensor<double, 1>, bool>);
    tg::tensor<bool, 1> flags(3);
    flags(1) = true;
    CHECK((!flags(0) && flags(1) && !flags(2)));
}

TEST_CASE("integers that leave their range wrap around, as with xsimd") {
    constexpr auto n = tg::input<"n", int, tg::dim<"size">>;
    const std::vector<int> most(67, std::numeric_limits<int>::max());
    const auto larger = tg::compile(n + 1 > n)(n = most);
    for (const bool is : larger) CHECK(!is);
    const auto negative = tg::compile(-(n + 1) + n * 2)(n = most);
    for (const int v : negative) CHECK(v == std::numeric_limits<int>::max() - 1);
}

TEST_CASE("an expression is printed") {
    std::ostringstream out;
    out << loss;
    CHECK(out.str() == "mean(softmax_cross_entropy(matmul(x, W) + b, y))");
}

TEST_CASE("a report names the vectors") {
    const data d(4);
    auto state = tg::state(tg::glorot(W, 1), tg::zeros(b));
    CHECK(tg::compile(loss)(state, x = d.points, y = d.classes) > 0);
    CHECK(tg::compile(loss).report(state, x = d.points, y = d.classes).find("the compiler's vectors") != std::string::npos);
}
