// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tiles/tiny.hpp>

#include <doctest/doctest.h>
#include <omp.h>
#include <typegrad/typegrad.hpp>

#include <cstring>
#include <string>
#include <vector>

/// The same bits on any number of threads.
namespace tg = typegrad;

namespace {

constexpr std::size_t rows = 1000, columns = 7;
constexpr int threads[]{1, 2, 3, 4, 7, 16};

template <class T>
xt::xtensor<T, 2> matrix() {
    xt::xtensor<T, 2> m(std::array<std::size_t, 2>{rows, columns});
    std::size_t k = 0;
    for (T& x : m) x = static_cast<T>(tg::random_unit(5, k++) * 2 - 1);
    return m;
}

/// What `run` writes into a vector of numbers, on every number of threads.
template <class T, class F>
void same_on_any_number(F run) {
    std::vector<T> first;
    for (const int n : threads) {
        omp_set_num_threads(n);
        std::vector<T> out;
        run(out);
        if (first.empty()) first = out;
        REQUIRE(out.size() == first.size());
        CHECK(std::memcmp(out.data(), first.data(), out.size() * sizeof(T)) == 0);
    }
    omp_set_num_threads(2);
}
template <class T, class A>
void append(std::vector<T>& out, const A& a) {
    if constexpr (std::is_arithmetic_v<A>) out.push_back(a);
    else out.insert(out.end(), a.begin(), a.end());
}

template <class T>
void check_all() {
    const auto x = matrix<T>();
    const xt::xtensor<T, 1> y = xt::view(x, xt::all(), 2);
    same_on_any_number<T>([&](std::vector<T>& out) { // one nest, sums over everything
        const auto [value, gradient] = tg::value_and_grad([](auto a) { return tg::sum(tg::log1p(tg::exp(a)) * a); })(y);
        append(out, value);
        append(out, gradient);
    });
    same_on_any_number<T>([&](std::vector<T>& out) { // row by row, sums over columns and rows
        const auto [a, b, c, d] = tg::evaluate([](auto m) { return std::tuple{tg::logsumexp(m, tg::axis<1>), tg::sum(m, tg::axis<0>), tg::mean(m), tg::max(m)}; })(x);
        append(out, a);
        append(out, b);
        append(out, c);
        append(out, d);
    });
    same_on_any_number<T>([&](std::vector<T>& out) { // several nests with what lies between them
        const auto [value, gradient] = tg::value_and_grad([](auto m) {
            const auto p = tg::softmax(m);
            return tg::sum(tg::square(p - tg::sum(p * m, tg::axis<1>, tg::keepdims)));
        })(x);
        append(out, value);
        append(out, gradient);
    });
}

TEST_CASE("the same bits on any number of threads") {
    check_all<double>();
    check_all<float>();
}

TEST_CASE("products and sums of products, a number of points for each thread") {
    constexpr auto x = tg::input<"x", double, tg::dim<"n">, columns>;
    constexpr auto q = tg::input<"q", double, 3, columns, columns>;
    constexpr auto y = tg::matmul(tg::tril(q), tg::transpose(x)); // [3,columns,n]
    constexpr auto value = tg::sum(tg::logsumexp(-tg::sum(tg::square(y), tg::axis<1>), tg::axis<0>));
    const auto program = tg::compile(value, tg::gradients(value, x, q));
    const auto points = matrix<double>();
    xt::xtensor<double, 3> factors(std::array<std::size_t, 3>{3, columns, columns});
    std::size_t k = 0;
    for (double& f : factors) f = tg::random_unit(8, k++);
    CHECK(program.report(x = points, q = factors).find("chunks") != std::string::npos);
    same_on_any_number<double>([&](std::vector<double>& out) {
        const auto [v, gx, gq] = program(x = points, q = factors);
        append(out, v);
        append(out, gx);
        append(out, gq);
    });
}

TEST_CASE("mapped functions on several threads") {
    std::vector<std::array<double, 3>> points(rows);
    std::size_t k = 0;
    for (auto& p : points)
        for (double& x : p) x = tg::random_unit(9, k++);
    same_on_any_number<double>([&](std::vector<double>& out) {
        const auto [value, gradient] = tg::vmap(tg::value_and_grad([](auto p) { return tg::exp(p[0]) * tg::sin(p[1]) / (1 + p[2]); }))(points);
        append(out, value);
        for (const auto& g : gradient) append(out, g);
    });
}

TEST_CASE("updates of variables in tiles on several threads") {
    constexpr auto w = tg::variable<"w", double, 500, 3>;
    constexpr auto loss = tg::sum(tg::square(tg::tanh(w) - 0.25));
    const auto train = tg::compile(loss, tg::sgd(loss, {.learning_rate = 0.1}));
    same_on_any_number<double>([&](std::vector<double>& out) {
        auto state = tg::state(tg::uniform(w, -1, 1, 3));
        for (int step = 0; step < 5; ++step) append(out, train(state));
        const auto& array = state[w];
        out.insert(out.end(), array.begin(), array.end());
    });
}

TEST_CASE("a program called from a parallel region stays on its own thread, and is right") {
    const auto x = matrix<double>();
    const auto f = tg::value_and_grad([](auto m) { return tg::sum(tg::exp(m) * m); });
    const auto expected = f(x);
    bool same[8]{};
#pragma omp parallel for num_threads(4)
    for (int k = 0; k < 8; ++k) same[k] = f(x) == expected;
    for (const bool s : same) CHECK(s);
}

} // namespace
