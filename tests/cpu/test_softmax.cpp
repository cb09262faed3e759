// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;
using sizes = std::initializer_list<std::size_t>;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

template <class T>
xt::xtensor<T, 2> logits(std::size_t rows, std::size_t classes, double scale) {
    xt::xtensor<T, 2> z(std::array{rows, classes});
    for (std::size_t i = 0; i < z.size(); ++i) z.data()[i] = static_cast<T>(scale * (2 * tg::random_unit(5, i) - 1));
    return z;
}
double log_total(const double* z, std::size_t n, std::size_t step = 1) {
    double m = -infinity, s = 0;
    for (std::size_t k = 0; k < n; ++k) m = std::max(m, z[k * step]);
    for (std::size_t k = 0; k < n; ++k) s += std::exp(z[k * step] - m);
    return m + std::log(s);
}
template <class T>
void near(T got, double want, double scale = 1) {
    const double tolerance = sizeof(T) == 4 ? 3e-6 : 1e-14;
    CHECK(std::fabs(static_cast<double>(got) - want) <= tolerance * (scale + std::fabs(want)));
}

} // namespace

TEST_CASE_TEMPLATE("softmax, its logarithm and logsumexp of rows are right for widths beside the lanes and logits of 1e4", T, float, double) {
    const auto all = tg::evaluate([](auto z) { return std::tuple(tg::softmax(z), tg::log_softmax(z), tg::logsumexp(z, tg::axis<1>), tg::logsumexp(z, tg::axis<0>)); });
    for (const std::size_t rows : sizes{1, 5})
        for (const std::size_t n : sizes{1, 2, 7, 8, 15, 16, 17, 100})
            for (const double scale : {1.0, 1e4}) {
                const auto z = logits<T>(rows, n, scale);
                const xt::xtensor<double, 2> exact = xt::cast<double>(z);
                const auto [p, log_p, row, column] = all(z);
                for (std::size_t i = 0; i < rows; ++i) {
                    const double total = log_total(exact.data() + i * n, n);
                    near(row(i), total, scale);
                    double sum = 0;
                    for (std::size_t k = 0; k < n; ++k) {
                        near(p(i, k), std::exp(exact(i, k) - total), scale);
                        near(log_p(i, k), exact(i, k) - total, scale);
                        sum += static_cast<double>(p(i, k));
                    }
                    near(static_cast<T>(sum), 1);
                }
                for (std::size_t k = 0; k < n; ++k) near(column(k), log_total(exact.data() + k, rows, n), scale);
            }
}

TEST_CASE("logsumexp of infinite logits is the limit") {
    const auto f = tg::evaluate([](auto z) { return tg::logsumexp(z, tg::axis<1>); });
    const xt::xtensor<double, 2> z{{-infinity, -infinity}, {infinity, 1}, {-infinity, 3}};
    const auto y = f(z);
    CHECK(y(0) == -infinity);
    CHECK(y(1) == infinity);
    CHECK(y(2) == 3);
}

TEST_CASE_TEMPLATE("cross-entropy and its gradient are right and finite at logits of 1e4", T, float, double) {
    const auto f = tg::value_and_grad([](auto z, auto labels) { return tg::mean(tg::softmax_cross_entropy(z, labels)); });
    for (const std::size_t rows : sizes{1, 3, 64})
        for (const std::size_t n : sizes{2, 10, 17})
            for (const double scale : {1.0, 1e4}) {
                const auto z = logits<T>(rows, n, scale);
                xt::xtensor<int, 1> labels(std::array{rows});
                for (std::size_t i = 0; i < rows; ++i) labels(i) = static_cast<int>(tg::random_bits(9, i) % n);
                const auto [loss, gradient] = f(z, labels);
                const xt::xtensor<double, 2> exact = xt::cast<double>(z);
                double want = 0;
                for (std::size_t i = 0; i < rows; ++i) {
                    const double total = log_total(exact.data() + i * n, n);
                    want += (total - exact(i, static_cast<std::size_t>(labels(i)))) / static_cast<double>(rows);
                    for (std::size_t k = 0; k < n; ++k)
                        near(gradient(i, k), (std::exp(exact(i, k) - total) - (labels(i) == static_cast<int>(k) ? 1 : 0)) / static_cast<double>(rows));
                }
                near(loss, want);
            }
}

TEST_CASE("cross-entropy takes probabilities and long labels too") {
    const xt::xtensor<double, 2> z{{1, 2, 3}, {1e4, -1e4, 0}}, target{{0.2, 0.3, 0.5}, {1, 0, 0}};
    const xt::xtensor<std::int64_t, 1> labels{2, 0};
    const auto soft = tg::evaluate([](auto a, auto t) { return tg::softmax_cross_entropy(a, t); })(z, target);
    const auto hard = tg::evaluate([](auto a, auto t) { return tg::softmax_cross_entropy(a, t); })(z, labels);
    const double total = log_total(z.data(), 3);
    near(soft(0), 0.2 * (total - 1) + 0.3 * (total - 2) + 0.5 * (total - 3));
    near(soft(1), 0);
    near(hard(0), total - 3);
    near(hard(1), 0);
}

TEST_CASE("a label that is no class makes its row NaN and no other") {
    const xt::xtensor<float, 2> z = logits<float>(4, 5, 1);
    const xt::xtensor<int, 1> labels{0, 5, -1, 4};
    const auto [value, gradient] = tg::value_and_grad([](auto a, auto t) { return tg::sum(tg::softmax_cross_entropy(a, t)); })(z, labels);
    const auto rows = tg::evaluate([](auto a, auto t) { return tg::softmax_cross_entropy(a, t); })(z, labels);
    CHECK(std::isnan(value));
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(std::isnan(rows(i)) == (i == 1 || i == 2));
        for (std::size_t k = 0; k < 5; ++k) CHECK(std::isnan(gradient(i, k)) == (i == 1 || i == 2));
    }
}

TEST_CASE("cross-entropy of sequences has two row axes") {
    xt::xtensor<float, 3> z(std::array<std::size_t, 3>{2, 3, 9});
    for (std::size_t i = 0; i < z.size(); ++i) z.data()[i] = static_cast<float>(tg::random_unit(2, i));
    const xt::xtensor<int, 2> labels{{0, 1, 2}, {8, 7, 6}};
    const auto y = tg::evaluate([](auto a, auto t) { return tg::softmax_cross_entropy(a, t); })(z, labels);
    for (std::size_t i = 0; i < 6; ++i) {
        std::vector<double> row(z.data() + 9 * i, z.data() + 9 * (i + 1));
        near(y.data()[i], log_total(row.data(), 9) - row[static_cast<std::size_t>(labels.data()[i])]);
    }
}
