// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <doctest/doctest.h>
#include <string>
#include <typegrad/typegrad.hpp>
#include <vector>

namespace tg = typegrad;

namespace {

bool begins(const std::string& text, const std::string& words) { return text.compare(0, words.size(), words) == 0; }
bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }
int times(const std::string& text, const std::string& words) {
    int n = 0;
    for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++n;
    return n;
}

constexpr auto chain = [](auto a, auto b, auto c, auto d, auto x) { return tg::sum(tg::tanh(a * x + b) * tg::exp(-c * x * x) + tg::log1p(tg::exp(d * x))); };

constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 20>;
constexpr auto y = tg::input<"y", int, tg::dim<"batch">>;
constexpr auto W = tg::variable<"W", float, 20, 10>;
constexpr auto b = tg::variable<"b", float, 10>;
constexpr auto product = tg::matmul(x, W);
constexpr auto logits = product + b;
constexpr auto loss = tg::mean(tg::softmax_cross_entropy(logits, y));

} // namespace

TEST_CASE("the five-vector chain with all gradients is one loop of one pass that moves no byte twice") {
    const std::vector<double> v(10000, 0.1);
    const std::string r = tg::value_and_grad<0, 1, 2, 3, 4>(chain).report(v, v, v, v, v);
    CAPTURE(r);
    CHECK(begins(r, "1 kernel\n"));
    CHECK(says(r, "loop nest [10000], 1 pass\n"));
    CHECK(says(r, "400,000 B"));
    CHECK(says(r, "400,008 B"));
    CHECK(says(r, "floor      800,008 B"));
    CHECK(says(r, "1.0 times"));
    CHECK(says(r, "tanh 1"));
    CHECK(says(r, "of which 40,000 transcendental"));
    CHECK(says(r, "argument 0[10000], argument 1[10000], argument 2[10000],\n"));
    CHECK(says(r, "the value, gradient 0[10000]"));
}

TEST_CASE("softmax cross-entropy with its gradient is one loop nest of three passes, and one for the logarithms of the rows") {
    constexpr auto f = [](auto z, auto t) { return tg::sum(tg::softmax_cross_entropy(z, t)); };
    const xt::xtensor<float, 2> z = xt::zeros<float>({64, 10});
    const xt::xtensor<int, 1> t = xt::zeros<int>({64});
    const std::string r = tg::value_and_grad(f).report(z, t);
    CAPTURE(r);
    CHECK(begins(r, "2 kernels\n"));
    CHECK(says(r, "loop nest [64,10], 3 passes\n"));
    CHECK(says(r, "64 rows of 10"));
    CHECK(says(r, "loop nest [64], 1 pass\n"));
    CHECK(!says(r, "equal 1, exp")); // labels are read, not compared lane by lane
    CHECK(!says(r, "select 1, exp"));
}

TEST_CASE("the report of a training step names its products, its variables and its library") {
    const auto train = tg::compile(loss, tg::sgd(loss, {.learning_rate = 0.1}));
    auto state = tg::state(tg::glorot(W, 1), tg::zeros(b));
    const auto before = state[W];
    const xt::xtensor<float, 2> images = xt::ones<float>({32, 20});
    const xt::xtensor<int, 1> labels = xt::zeros<int>({32});
    const std::string r = train.report(state, x = images, y = labels);
    CAPTURE(r);
    CHECK(times(r, "product [") == 2);
    CHECK(says(r, "product [32,20] x [20,10]\n"));
    CHECK(says(r, "product [20,32] x [32,10]\n"));
    CHECK(says(r, "12,800 flop"));
    CHECK(says(r, "floor      4,372 B")); // x 2560, y 128, W and b 840, and again new, the loss 4
    CHECK(says(r, "loop nest [32,10], 3 passes\n"));
    CHECK(says(r, "new W[20,10]"));
    CHECK(says(r, std::string("products   ") + tg::product_library));
    CHECK(says(r, tg::simd::arch::name()));
    CHECK(state[W] == before);
}

TEST_CASE("feeding the logits leaves no product") {
    const auto f = tg::compile(loss);
    const xt::xtensor<float, 2> z = xt::zeros<float>({32, 10});
    const xt::xtensor<int, 1> labels = xt::zeros<int>({32});
    const std::string r = f.report(logits = z, y = labels);
    CAPTURE(r);
    CHECK(times(r, "product") == 0);
    CHECK(says(r, "loop nest [32,10]"));
}

TEST_CASE("a function of numbers is straight-line code without memory of its own") {
    constexpr auto f = [](auto p, auto q) { return tg::exp(p) * q + 0.25 * tg::tanh(p * q); };
    const std::string r = tg::value_and_grad<0, 1>(f).report(1.0, 2.0);
    CAPTURE(r);
    CHECK(begins(r, "1 kernel\n"));
    CHECK(says(r, "straight-line code, "));
    CHECK(says(r, "16 B    "));
    CHECK(says(r, "24 B    "));
    CHECK(says(r, "workspace  0 B\n"));
    CHECK(!says(r, "SIMD"));
}

TEST_CASE("small fixed arrays are straight-line code too") {
    const std::array<double, 3> v{1, 2, 3};
    CHECK(says(tg::grad([](auto p) { return tg::sum(p * p); }).report(v), "straight-line code, "));
}

TEST_CASE("views that do not lie in row-major order are read by stride") {
    constexpr auto f = [](auto p) { return tg::exp(p); };
    const xt::xtensor<double, 2> p = xt::ones<double>({40, 30});
    CHECK(says(tg::evaluate(f).report(xt::view(p, xt::all(), xt::range(0, 20))), "argument 0[40,20]"));
    CHECK(says(tg::evaluate(f).report(xt::transpose(p)), "argument 0[30,40] by stride"));
    CHECK(!says(tg::evaluate(f).report(p), "by stride"));
}

TEST_CASE("a report throws where the call would") {
    const auto train = tg::compile(loss, tg::sgd(loss));
    auto state = tg::state(tg::glorot(W, 1), tg::zeros(b));
    const xt::xtensor<float, 2> images = xt::ones<float>({32, 20}), narrow = xt::ones<float>({32, 19});
    const xt::xtensor<int, 1> labels = xt::zeros<int>({31});
    CHECK_THROWS_WITH_AS(static_cast<void>(train.report(state, x = images, y = labels)), "typegrad: dimension batch is 32 in x (axis 0) and 31 in y (axis 0)", tg::shape_error);
    CHECK_THROWS_AS(static_cast<void>(train.report(state, x = narrow, y = labels)), tg::shape_error);
    const std::vector<double> v(10), w(11);
    std::vector<double> g(9);
    constexpr auto f = [](auto p, auto q) { return tg::sum(p * q); };
    CHECK_THROWS_AS(static_cast<void>(tg::grad(f).report(v, w)), tg::shape_error);
    CHECK_THROWS_AS(static_cast<void>(tg::grad(f).report(v, v, tg::into(g))), tg::shape_error);
}

TEST_CASE("memory given for a result changes nothing in the report") {
    constexpr auto f = [](auto p, auto q) { return tg::sum(tg::exp(p) * q); };
    const std::vector<double> v(100, 1);
    std::vector<double> g(100, -1);
    CHECK(tg::value_and_grad(f).report(v, v, tg::into(g)) == tg::value_and_grad(f).report(v, v));
    CHECK(g == std::vector<double>(100, -1));
}

TEST_CASE("a scan is one kernel, whose steps have kernels of their own") {
    constexpr auto f = [](auto c, auto x, auto w) {
        auto [last, y] = tg::scan([](auto h, auto v, auto k) {
            auto next = tg::tanh(h * k + v);
            return std::pair{next, next};
        }, c, x, w);
        return tg::sum(y);
    };
    const std::vector<double> row(14, 0.5);
    const xt::xtensor<double, 2> x = xt::ones<double>({7, 14});
    const std::string text = tg::grad<0>(f).report(row, x, row);
    CHECK(says(text, "scan of 7 steps, 1 kernel each\n     each step: loop nest [14], 1 pass, "));
    CHECK(says(text, "scan of 7 steps backwards, 1 kernel each\n     each step: loop nest [14], 1 pass, "));
    CHECK(says(text, "of which 98 transcendental")); // once, not again on the way back
    CHECK(says(tg::evaluate(f).report(0.5, std::vector<double>(7), 0.5), "each step: straight-line code, "));
}
