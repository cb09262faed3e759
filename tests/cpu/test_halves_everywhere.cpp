// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <support/halves.hpp>
#include <typegrad/typegrad.hpp>
#include <vector>
#include <xtensor/xadapt.hpp>
#include <xtensor/xview.hpp>

namespace tg = typegrad;
using namespace typegrad::literals;

using halves::numbers, halves::widened;

TEST_CASE("rows of halves, long and short, in any order") {
    using H = tg::half;
    constexpr auto x = tg::input<"x", H, tg::dim<"n">, tg::dim<"m">>;
    constexpr auto xf = tg::input<"x", float, tg::dim<"n">, tg::dim<"m">>;
    constexpr auto labels = tg::input<"labels", std::int32_t, tg::dim<"n">>;
    const auto all = [&](auto u) {
        const auto loss = tg::mean(tg::softmax_cross_entropy(u, labels));
        return tg::compile(loss, tg::gradients(loss, u), tg::sum(u, tg::axis<0>), tg::argmax(u, tg::axis<1>));
    };
    for (const std::array<std::size_t, 2> e : {std::array<std::size_t, 2>{1, 1}, {40, 3}, {33, 10}, {5, 70}, {3, 1001}}) {
        CAPTURE(e[1]);
        const std::vector<H> flat = numbers<H>(e[0] * e[1], 5);
        xt::xtensor<H, 2> a = xt::adapt(flat, e);
        xt::xtensor<float, 2> b = xt::adapt(widened(flat), e);
        std::vector<std::int32_t> at(e[0]);
        for (std::size_t k = 0; k < at.size(); ++k) at[k] = static_cast<std::int32_t>((3 * k) % e[1]);
        CHECK(all(x)(x = a, labels = at) == all(xf)(xf = b, labels = at));
        const auto every_second = xt::view(a, xt::all(), xt::range(0, e[1], 2));
        const auto every_second_f = xt::view(b, xt::all(), xt::range(0, e[1], 2));
        CHECK(tg::compile(tg::exp(x))(x = every_second) == tg::compile(tg::exp(xf))(xf = every_second_f));
        const xt::xtensor<H, 2> turned = tg::compile(tg::transpose(x))(x = a), chosen = tg::compile(tg::cast<H>(tg::softmax(x)))(x = a);
        const xt::xtensor<float, 2> soft = tg::compile(tg::softmax(x))(x = a);
        for (std::size_t i = 0; i < e[0]; ++i)
            for (std::size_t j = 0; j < e[1]; ++j) {
                CHECK(turned(j, i).bits == a(i, j).bits);
                CHECK(chosen(i, j).bits == H(soft(i, j)).bits);
            }
    }
}
TEST_CASE("products of halves are sums in float; adjoints are halves as factors") {
    using H = tg::half;
    constexpr auto a = tg::input<"a", H, tg::dim<"m">, tg::dim<"k">>;
    constexpr auto b = tg::input<"b", H, tg::dim<"k">, tg::dim<"n">>;
    constexpr auto v = tg::input<"v", H, tg::dim<"k">>;
    static_assert(decltype(tg::matmul(a, b))::type() == tg::dtype::float32 && decltype(tg::dot(v, v))::type() == tg::dtype::float32 && decltype(tg::einsum<"mk,kn->nm">(a, b))::type() == tg::dtype::float32);
    constexpr std::size_t m = 19, k = 37, n = 23;
    const std::vector<H> fa = numbers<H>(m * k, 1), fb = numbers<H>(k * n, 2), fv = numbers<H>(k, 3);
    const xt::xtensor<H, 2> A = xt::adapt(fa, std::array<std::size_t, 2>{m, k}), B = xt::adapt(fb, std::array<std::size_t, 2>{k, n});
    const auto y = tg::matmul(a, b);
    const auto loss = tg::sum(tg::square(y)) + tg::dot(v, v) + tg::sum(tg::matmul(a, v));
    const auto [Y, T, dA, dB, dv] = tg::compile(y, tg::einsum<"mk,kn->nm">(a, b), tg::gradients(loss, a), tg::gradients(loss, b), tg::gradients(loss, v))(a = A, b = B, v = fv);
    const auto near = [](double x, double expected, double size) { CHECK(std::abs(x - expected) <= 4e-6 * size); };
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            double sum = 0;
            for (std::size_t p = 0; p < k; ++p) sum += static_cast<double>(A(i, p)) * static_cast<double>(B(p, j));
            near(Y(i, j), sum, 10);
            near(T(j, i), sum, 10);
        }
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t p = 0; p < k; ++p) {
            double sum = fv[p];
            for (std::size_t j = 0; j < n; ++j) sum += static_cast<double>(H(2 * Y(i, j))) * static_cast<double>(B(p, j));
            near(dA(i, p), sum, 20);
        }
    for (std::size_t p = 0; p < k; ++p)
        for (std::size_t j = 0; j < n; ++j) {
            double sum = 0;
            for (std::size_t i = 0; i < m; ++i) sum += static_cast<double>(A(i, p)) * static_cast<double>(H(2 * Y(i, j)));
            near(dB(p, j), sum, 20);
        }
    for (std::size_t p = 0; p < k; ++p) {
        double sum = 2 * static_cast<double>(fv[p]);
        for (std::size_t i = 0; i < m; ++i) sum += static_cast<double>(A(i, p));
        near(dv[p], sum, 20);
    }
}
TEST_CASE("adjoints are rounded where they are factors of a product, and nowhere else") {
    constexpr auto M = tg::input<"M", tg::half, 5, 7>;
    constexpr auto v = tg::input<"v", tg::half, 7>;
    constexpr auto A = tg::input<"A", tg::half, tg::dim<"m">, tg::dim<"k">>;
    constexpr auto s = tg::input<"s", float>;
    const std::vector<tg::half> fv = numbers<tg::half>(7, 2);
    const auto one = tg::sum(tg::matmul(M, v) * s);
    const auto other = tg::sum(tg::einsum<"ij,j->i">(M, v) * s);
    for (const float by : {1e6f, 1e-9f, 0.1234567f}) { // the outer product of the adjoint and v is no product that sums
        const auto [d, e] = tg::compile(tg::gradients(one, M), tg::gradients(other, M))(v = fv, s = by);
        CHECK(d == e);
        for (std::size_t k = 0; k < 7; ++k) CHECK(d[3][k] == by * static_cast<float>(fv[k]));
    }
    constexpr std::size_t n = 700; // adjoints of 1/n² are 0 as halves
    const xt::xtensor<tg::half, 2> ones = xt::ones<tg::half>({n, n});
    const auto mean = tg::mean(tg::matmul(A, tg::transpose(A)));
    const xt::xtensor<float, 2> dA = tg::compile(tg::gradients(mean, A))(A = ones);
    CHECK(dA(5, 9) == doctest::Approx(2.0 / n).epsilon(1e-5));
}
TEST_CASE("gradients by halves come in the container of the argument, of floats") {
    const auto f = tg::grad([](auto x) { return tg::sum(tg::square(x)); });
    xt::xtensor_fixed<tg::half, xt::xshape<2, 3>> fixed;
    fixed.fill(tg::half(1.5));
    static_assert(std::is_same_v<decltype(f(fixed)), xt::xtensor_fixed<float, xt::xshape<2, 3>>>);
    CHECK(f(fixed)(1, 2) == 3);
    static_assert(std::is_same_v<decltype(f(std::array<tg::half, 5000>{})), std::array<float, 5000>>);
    static_assert(std::is_same_v<decltype(f(std::vector<std::array<tg::half, 3>>{})), std::vector<std::array<float, 3>>>);
    static_assert(std::is_same_v<decltype(f(xt::xtensor<tg::half, 2>{})), xt::xtensor<float, 2>>);
    CHECK(f(tg::half(3)) == 6);
    tg::half h = 3;
    h += 1;
    h *= 0.5f;
    CHECK(h == 2);
}
TEST_CASE("small arrays of halves, also in constant expressions") {
    using H = tg::half;
    constexpr auto f = tg::evaluate([](auto x) { return tg::sum(tg::square(x)); });
    constexpr std::array<H, 3> at{H(1), H(0.5), H(-2)};
    static_assert(f(at) == 5.25f);
    CHECK(f(at) == 5.25f);
    constexpr auto g = tg::grad([](auto x) { return tg::sum(tg::square(x) * x); });
    constexpr std::array<float, 3> slope = g(at);
    static_assert(slope[0] == 3 && slope[1] == 0.75f && slope[2] == 12);
    CHECK(g(at) == slope);
    CHECK(tg::evaluate([](auto x) { return tg::cast<H>(x) * 1.0f; })(0.1) == static_cast<float>(H(0.1)));
    constexpr auto w = tg::input<"w", H>;
    CHECK(tg::compile(w * H(0.5))(w = H(3)) == 1.5f);
}
TEST_CASE("variables of halves take what has been computed, rounded") {
    using H = tg::half;
    constexpr auto w = tg::variable<"w", H, 100>;
    constexpr auto x = tg::input<"x", float, 100>;
    auto state = tg::state(w = numbers<H>(100, 4));
    const std::vector<H> before = numbers<H>(100, 4);
    const std::vector<float> by(100, 0.01f);
    tg::compile(tg::assign_add(w, x))(state, x = by);
    for (std::size_t k = 0; k < 100; ++k) CHECK(state[w][k].bits == H(static_cast<float>(before[k]) + 0.01f).bits);
    const auto loss = tg::sum(tg::square(w));
    const std::vector<H> then(state[w].begin(), state[w].end());
    tg::compile(tg::sgd(loss, {.learning_rate = 0.25}))(state);
    for (std::size_t k = 0; k < 100; ++k) CHECK(state[w][k].bits == H(static_cast<float>(then[k]) / 2).bits);
}
TEST_CASE("scans over halves, with their gradients") {
    using H = tg::half;
    constexpr auto x = tg::input<"x", H, tg::dim<"t">, 5>;
    constexpr auto h = tg::input<"h", H, 5>;
    const auto run = [](auto start, auto rows) {
        const auto last = tg::scan([](auto carry, auto row) { return tg::tanh(carry * 0.5f + row); }, start, rows);
        return last;
    };
    const std::vector<H> flat = numbers<H>(35, 6);
    const xt::xtensor<H, 2> X = xt::adapt(flat, std::array<std::size_t, 2>{7, 5});
    const std::array<H, 5> start{H(0.5), H(1), H(-1), H(0), H(2)};
    const auto y = run(tg::cast<float>(h), x);
    constexpr auto xf = tg::input<"x", float, tg::dim<"t">, 5>;
    constexpr auto hf = tg::input<"h", float, 5>;
    const auto yf = run(hf, xf);
    std::array<float, 5> startf{};
    for (std::size_t k = 0; k < 5; ++k) startf[k] = start[k];
    const xt::xtensor<float, 2> Xf = xt::adapt(widened(flat), std::array<std::size_t, 2>{7, 5});
    CHECK(tg::compile(y, tg::gradients(tg::sum(y), h), tg::gradients(tg::sum(y), x))(h = start, x = X) == tg::compile(yf, tg::gradients(tg::sum(yf), hf), tg::gradients(tg::sum(yf), xf))(hf = startf, xf = Xf));
    // a carry of halves is rounded at each step, and its adjoint is not
    const auto narrow = tg::scan([](auto carry, auto row) { return tg::cast<H>(carry + row); }, h, x);
    const auto [last, dh] = tg::compile(narrow, tg::gradients(tg::sum(narrow * 3.0f), h))(h = start, x = X);
    for (std::size_t k = 0; k < 5; ++k) {
        H sum = start[k];
        for (std::size_t t = 0; t < 7; ++t) sum = H(static_cast<float>(sum) + static_cast<float>(X(t, k)));
        CHECK(last[k].bits == sum.bits);
        CHECK(dh[k] == 3);
    }
}
TEST_CASE("functions of halves over many rows") {
    using H = tg::half;
    const auto f = tg::vmap(tg::value_and_grad<0>([](auto x, auto y) { return tg::sum(tg::exp(x) * y); }));
    constexpr std::size_t n = 37;
    const std::vector<H> flat = numbers<H>(n * 4, 8), scale = numbers<H>(n, 9);
    std::vector<std::array<H, 4>> x(n);
    for (std::size_t k = 0; k < n * 4; ++k) x[k / 4][k % 4] = flat[k];
    const auto [value, dx] = f(x, scale);
    for (std::size_t k = 0; k < n; ++k) {
        double sum = 0;
        for (std::size_t j = 0; j < 4; ++j) {
            const double e = std::exp(static_cast<double>(x[k][j])) * static_cast<double>(scale[k]);
            CHECK(static_cast<double>(dx[k][j]) == doctest::Approx(e).epsilon(1e-6));
            sum += e;
        }
        CHECK(std::abs(static_cast<double>(value[k]) - sum) < 1e-5);
    }
}
