// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tiles/tiny.hpp>

#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

/// A training step of so many kernels that their tables are read at the call: a residual network with norms, gates and products.
namespace tg = typegrad;
using namespace tg::literals;

namespace {

constexpr int width = 5, classes = 3, layers = 2;
template <char Letter, int Layer, int... Extents>
constexpr auto parameter = tg::variable<tg::text{{Letter, static_cast<char>('0' + Layer), '\0'}}, double, Extents...>;
template <int Layer>
constexpr auto W = parameter<'W', Layer, width, width>;
template <int Layer>
constexpr auto b = parameter<'b', Layer, width>;
template <int Layer>
constexpr auto scale = parameter<'s', Layer, width>;
constexpr auto V = tg::variable<"V", double, width, classes>;

template <int Layer, class E>
constexpr auto network(const E& h) {
    if constexpr (Layer == layers) return tg::matmul(h, V);
    else {
        const auto centred = h - tg::mean(h, tg::axis<1>, tg::keepdims);
        const auto norm = centred * tg::rsqrt(tg::mean(tg::square(centred), tg::axis<1>, tg::keepdims) + 0.01_c) * scale<Layer>;
        const auto z = tg::matmul(norm, W<Layer>) + b<Layer>;
        return network<Layer + 1>(h + z * tg::sigmoid(z));
    }
}

constexpr auto x = tg::input<"x", double, tg::dim<"n">, width>;
constexpr auto y = tg::input<"y", int, tg::dim<"n">>;
constexpr auto loss = tg::mean(tg::softmax_cross_entropy(network<0>(x), y));

// The same, row by row.
struct parameters {
    std::vector<double> W[layers], b[layers], s[layers], V;
    std::vector<std::vector<double>*> all() { return {&W[0], &b[0], &s[0], &W[1], &b[1], &s[1], &V}; }
};
double reference(const parameters& p, const xt::xtensor<double, 2>& rows, const xt::xtensor<int, 1>& labels) {
    double total = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        double h[width];
        for (std::size_t j = 0; j < width; ++j) h[j] = rows(i, j);
        for (int l = 0; l < layers; ++l) {
            double mean = 0, square = 0, norm[width];
            for (const double v : h) mean += v / width;
            for (const double v : h) square += (v - mean) * (v - mean) / width;
            for (std::size_t j = 0; j < width; ++j) norm[j] = (h[j] - mean) / std::sqrt(square + 0.01) * p.s[l][j];
            for (std::size_t j = 0; j < width; ++j) {
                double z = p.b[l][j];
                for (std::size_t k = 0; k < width; ++k) z += norm[k] * p.W[l][k * width + j];
                h[j] += z / (1 + std::exp(-z));
            }
        }
        double logit[classes]{}, sum = 0;
        for (std::size_t j = 0; j < classes; ++j)
            for (std::size_t k = 0; k < width; ++k) logit[j] += h[k] * p.V[k * classes + j];
        for (const double v : logit) sum += std::exp(v);
        total += std::log(sum) - logit[labels(i)];
    }
    return total / static_cast<double>(labels.size());
}

template <class Array>
void fill(Array& to, const std::vector<double>& from) {
    std::copy(from.begin(), from.end(), to.begin());
}

} // namespace

TEST_CASE("a training step of many kernels gives the value and moves every parameter by its gradient") {
    constexpr double rate = 0.5, step = 1e-5;
    std::uint64_t seed = 7;
    const auto number = [&] { return static_cast<double>((seed = seed * 6364136223846793005u + 1442695040888963407u) >> 40) / (1 << 23) - 1; };
    parameters p;
    for (std::vector<double>* v : p.all()) v->resize(width);
    for (auto& w : p.W) w.resize(width * width);
    p.V.resize(width * classes);
    for (std::vector<double>* v : p.all())
        for (double& e : *v) e = number();
    for (const std::size_t n : {1u, 4u, 37u}) {
        CAPTURE(n);
        xt::xtensor<double, 2> rows = xt::xtensor<double, 2>::from_shape({n, std::size_t{width}});
        xt::xtensor<int, 1> labels = xt::xtensor<int, 1>::from_shape({n});
        for (double& e : rows) e = number();
        for (std::size_t i = 0; i < n; ++i) labels(i) = static_cast<int>(i * 5 % classes);
        auto state = tg::state(tg::zeros(W<0>), tg::zeros(b<0>), tg::zeros(scale<0>), tg::zeros(W<1>), tg::zeros(b<1>), tg::zeros(scale<1>), tg::zeros(V));
        fill(state[W<0>], p.W[0]), fill(state[b<0>], p.b[0]), fill(state[scale<0>], p.s[0]);
        fill(state[W<1>], p.W[1]), fill(state[b<1>], p.b[1]), fill(state[scale<1>], p.s[1]), fill(state[V], p.V);
        const auto train = tg::compile(loss, tg::sgd(loss, {.learning_rate = rate}));
        const double value = train(state, x = rows, y = labels);
        CHECK(value == doctest::Approx(reference(p, rows, labels)).epsilon(1e-13));
        const auto check = [&](std::vector<double>& old, const auto& now) {
            for (std::size_t k = 0; k < old.size(); ++k) {
                const double kept = old[k];
                old[k] = kept + step;
                const double above = reference(p, rows, labels);
                old[k] = kept - step;
                const double slope = (above - reference(p, rows, labels)) / (2 * step);
                old[k] = kept;
                CHECK((kept - *(now.begin() + static_cast<std::ptrdiff_t>(k))) / rate == doctest::Approx(slope).epsilon(1e-7).scale(1e-2));
            }
        };
        check(p.W[0], state[W<0>]), check(p.b[0], state[b<0>]), check(p.s[0], state[scale<0>]);
        check(p.W[1], state[W<1>]), check(p.b[1], state[b<1>]), check(p.s[1], state[scale<1>]), check(p.V, state[V]);
    }
}

TEST_CASE("a power of a matrix, product by product, and its gradient") {
    constexpr int power = 20;
    constexpr std::size_t k = 3;
    constexpr auto moved = [](auto v, auto m) {
        for (int step = 0; step < power; ++step) v = tg::matmul(v, m);
        return tg::sum(v);
    };
    for (const std::size_t n : {1u, 6u}) {
        CAPTURE(n);
        xt::xtensor<double, 2> m = {{0.9, 0.2, -0.1}, {0.1, 1.1, 0.2}, {-0.3, 0.1, 0.8}}, v = xt::xtensor<double, 2>::from_shape({n, k});
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < k; ++j) v(i, j) = 0.25 * static_cast<double>(k * i + j) - 1;
        const auto by_hand = [&] {
            double total = 0;
            for (std::size_t i = 0; i < n; ++i) {
                double row[k]{v(i, 0), v(i, 1), v(i, 2)};
                for (int step = 0; step < power; ++step) {
                    double next[k]{};
                    for (std::size_t a = 0; a < k; ++a)
                        for (std::size_t b = 0; b < k; ++b) next[b] += row[a] * m(a, b);
                    std::copy(next, next + k, row);
                }
                for (const double e : row) total += e;
            }
            return total;
        };
        const auto [value, gradient] = tg::value_and_grad<1>(moved)(v, m);
        CHECK(value == doctest::Approx(by_hand()).epsilon(1e-12));
        constexpr double step = 1e-6;
        for (std::size_t a = 0; a < k; ++a)
            for (std::size_t b = 0; b < k; ++b) {
                const double kept = m(a, b);
                m(a, b) = kept + step;
                const double above = by_hand();
                m(a, b) = kept - step;
                const double slope = (above - by_hand()) / (2 * step);
                m(a, b) = kept;
                CHECK(gradient(a, b) == doctest::Approx(slope).epsilon(1e-6).scale(1));
            }
    }
}

TEST_CASE("a program that is little else than kernels: matrix scaling by Sinkhorn and Knopp") {
    const auto scaling = tg::evaluate([](auto K, auto a, auto b) {
        auto u = a, v = b;
        for (int i = 0; i < 12; ++i) {
            v = b / tg::matmul(tg::transpose(K), u);
            u = a / tg::matmul(K, v);
        }
        return v * tg::matmul(tg::transpose(K), u);
    });
    xt::xtensor<double, 2> K = xt::xtensor<double, 2>::from_shape({4, 3});
    for (std::size_t i = 0; i < 12; ++i) K.data()[i] = 1 + static_cast<double>(i * 7 % 5);
    const xt::xtensor<double, 1> a = {0.1, 0.2, 0.3, 0.4}, b = {0.5, 0.3, 0.2};
    const auto columns = scaling(K, a, b); // what the scaled columns add up to: it has converged
    for (std::size_t j = 0; j < 3; ++j) CHECK(columns(j) == doctest::Approx(b(j)).epsilon(1e-7));
}
