// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tiles/tiny.hpp>

#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

#include <cmath>
#include <string>
#include <vector>

/// Groups of kernels, in tiles of a few rows, against plain loops.
namespace tg = typegrad;

namespace {

using matrix = xt::xtensor<double, 2>;
using vector = xt::xtensor<double, 1>;

double number(std::size_t k) { return tg::random_unit(11, k) * 2 - 1; }
matrix random_matrix(std::size_t rows, std::size_t columns, std::size_t seed = 0) {
    matrix m(std::array<std::size_t, 2>{rows, columns});
    std::size_t k = 1000 * seed;
    for (double& x : m) x = number(k++);
    return m;
}
vector random_vector(std::size_t n, std::size_t seed = 0) {
    vector v(std::array<std::size_t, 1>{n});
    std::size_t k = 1000 * seed;
    for (double& x : v) x = number(k++);
    return v;
}
bool near(double a, double b) { return std::abs(a - b) <= 1e-11 * (1 + std::abs(b)); }

constexpr std::size_t sizes[]{0, 1, 2, 3, 7, 8, 9, 31, 64, 65, 200};

constexpr auto logistic = [](auto x, auto w, auto y) { return tg::sum(tg::log1p(tg::exp(-y * tg::matmul(x, w)))) + 0.5 * tg::sum(w * w); };

TEST_CASE("a product, what comes of it, and the product with the transpose: one pass over the rows") {
    for (const std::size_t n : sizes) {
        CAPTURE(n);
        const matrix x = random_matrix(n, 5);
        const vector w = random_vector(5, 1), y = random_vector(n, 2);
        const auto [value, gradient] = tg::value_and_grad<1>(logistic)(x, w, y);
        double v = 0, g[5]{};
        for (std::size_t j = 0; j < 5; ++j) {
            v += 0.5 * w(j) * w(j);
            g[j] = w(j);
        }
        for (std::size_t i = 0; i < n; ++i) {
            double z = 0;
            for (std::size_t j = 0; j < 5; ++j) z += x(i, j) * w(j);
            v += std::log1p(std::exp(-y(i) * z));
            for (std::size_t j = 0; j < 5; ++j) g[j] -= y(i) / (1 + std::exp(y(i) * z)) * x(i, j);
        }
        CHECK(near(value, v));
        for (std::size_t j = 0; j < 5; ++j) CHECK(near(gradient(j), g[j]));
    }
}

TEST_CASE("what lies between the kernels of a group is as large as a tile") {
    const auto program = tg::value_and_grad<1>(logistic);
    const auto workspace = [&](std::size_t n) {
        const std::string text = program.report(random_matrix(n, 5), random_vector(5), random_vector(n));
        return text.substr(text.find("workspace"), 30);
    };
    CHECK(workspace(200) == workspace(2000));
}

constexpr auto perceptron = [](auto x, auto w1, auto b1, auto w2, auto target) {
    const auto h = tg::tanh(tg::matmul(x, w1) + b1);
    return tg::sum(tg::square(tg::matmul(h, w2) - target));
};
TEST_CASE("a perceptron's gradients, summed over tiles") {
    for (const std::size_t n : sizes) {
        CAPTURE(n);
        const matrix x = random_matrix(n, 6), w1 = random_matrix(6, 4, 1), w2 = random_matrix(4, 3, 2), target = random_matrix(n, 3, 3);
        const vector b1 = random_vector(4, 4);
        const auto [value, gradients] = tg::value_and_grad<0, 1, 2, 3>(perceptron)(x, w1, b1, w2, target);
        const auto& [gx, g1, gb, g2] = gradients;
        double v = 0;
        matrix rx = xt::zeros<double>({n, std::size_t{6}}), r1 = xt::zeros<double>({6, 4}), r2 = xt::zeros<double>({4, 3});
        vector rb = xt::zeros<double>({4});
        for (std::size_t i = 0; i < n; ++i) {
            double h[4], dh[4]{};
            for (std::size_t j = 0; j < 4; ++j) {
                double a = b1(j);
                for (std::size_t k = 0; k < 6; ++k) a += x(i, k) * w1(k, j);
                h[j] = std::tanh(a);
            }
            for (std::size_t q = 0; q < 3; ++q) {
                double o = -target(i, q);
                for (std::size_t j = 0; j < 4; ++j) o += h[j] * w2(j, q);
                v += o * o;
                for (std::size_t j = 0; j < 4; ++j) {
                    r2(j, q) += 2 * o * h[j];
                    dh[j] += 2 * o * w2(j, q);
                }
            }
            for (std::size_t j = 0; j < 4; ++j) {
                const double da = dh[j] * (1 - h[j] * h[j]);
                rb(j) += da;
                for (std::size_t k = 0; k < 6; ++k) {
                    r1(k, j) += da * x(i, k);
                    rx(i, k) += da * w1(k, j);
                }
            }
        }
        CHECK(near(value, v));
        const auto same = [](const auto& a, const auto& b) {
            if (a.shape() != b.shape()) return false;
            for (std::size_t k = 0; k < a.size(); ++k)
                if (!near(a.data()[k], b.data()[k])) return false;
            return true;
        };
        CHECK(same(gx, rx));
        CHECK(same(g1, r1));
        CHECK(same(gb, rb));
        CHECK(same(g2, r2));
    }
}

TEST_CASE("reductions of every kind, over all rows, over some axes, and row by row") {
    for (const std::size_t n : sizes) {
        if (n == 0) continue; // no maximum
        CAPTURE(n);
        const matrix x = random_matrix(n, 7);
        const auto [total, largest, columns, rows, product] = tg::evaluate([](auto a) {
            return std::tuple{tg::sum(a), tg::max(a), tg::sum(a, tg::axis<0>), tg::logsumexp(a, tg::axis<1>), tg::prod(1 + a / 16)};
        })(x);
        double s = 0, m = -10, p = 1, c[7]{};
        for (std::size_t i = 0; i < n; ++i) {
            double e = 0;
            for (std::size_t j = 0; j < 7; ++j) {
                s += x(i, j);
                m = std::max(m, x(i, j));
                c[j] += x(i, j);
                e += std::exp(x(i, j));
                p *= 1 + x(i, j) / 16;
            }
            CHECK(near(rows(i), std::log(e)));
        }
        CHECK(near(total, s));
        CHECK(largest == m);
        CHECK(near(product, p));
        for (std::size_t j = 0; j < 7; ++j) CHECK(near(columns(j), c[j]));
    }
}

TEST_CASE("softmax cross-entropy with its gradient in tiles") {
    const std::size_t n = 70;
    const matrix logits = random_matrix(n, 9);
    std::vector<std::int32_t> labels(n);
    for (std::size_t i = 0; i < n; ++i) labels[i] = static_cast<std::int32_t>(i * 5 % 9);
    const auto [value, gradient] = tg::value_and_grad([](auto z, auto k) { return tg::mean(tg::softmax_cross_entropy(z, k)); })(logits, labels);
    double v = 0;
    for (std::size_t i = 0; i < n; ++i) {
        double e = 0;
        for (std::size_t j = 0; j < 9; ++j) e += std::exp(logits(i, j));
        v += std::log(e) - logits(i, static_cast<std::size_t>(labels[i]));
        for (std::size_t j = 0; j < 9; ++j)
            CHECK(near(gradient(i, j) * static_cast<double>(n), std::exp(logits(i, j)) / e - (static_cast<std::size_t>(labels[i]) == j ? 1 : 0)));
    }
    CHECK(near(value, v / static_cast<double>(n)));
}

TEST_CASE("results in the memory of arguments that other tiles still read are refused") {
    matrix x = random_matrix(40, 40);
    const matrix before = x;
    const auto square = [](auto a) { return tg::matmul(a, a) + a; };
    CHECK_THROWS_AS(tg::evaluate(square)(x, tg::into(x)), tg::alias_error);
    CHECK(x == before);
    const auto rows = [](auto a, auto w) { return tg::tanh(tg::matmul(a, w)) * a; }; // rows of a, and nothing else of it
    const matrix w = random_matrix(40, 40, 1), expected = tg::evaluate(rows)(before, w);
    tg::evaluate(rows)(x, w, tg::into(x));
    CHECK(x == expected);
}

TEST_CASE("strided views in tiles") {
    const matrix wide = random_matrix(60, 12);
    const vector w = random_vector(6, 1), y = random_vector(60, 2);
    const auto part = xt::view(wide, xt::all(), xt::range(0, 12, 2));
    const matrix whole = part;
    const auto [a, ga] = tg::value_and_grad<1>(logistic)(part, w, y);
    const auto [b, gb] = tg::value_and_grad<1>(logistic)(whole, w, y);
    CHECK(near(a, b));
    for (std::size_t k = 0; k < 6; ++k) CHECK(near(ga(k), gb(k)));
}

} // namespace
