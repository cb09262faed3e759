// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

/// Rows with one label each: what is read or mended at the label once a row, and what is compared lane by lane after all.
namespace tg = typegrad;

namespace {

template <class T, std::size_t N>
struct rows {
    static constexpr auto x = tg::input<"x", T, tg::dim<"rows">, N>;
    static constexpr auto labels = tg::input<"labels", std::int32_t, tg::dim<"rows">>;
    static constexpr auto others = tg::input<"others", std::int64_t, tg::dim<"rows">>;
    static constexpr auto hot = tg::one_hot<N, T>(labels);
    static constexpr auto other_hot = tg::one_hot<N, T>(others);
    static constexpr auto total = tg::sum(x, tg::axis<1>, tg::keepdims);

    xt::xtensor<T, 2> values;
    xt::xtensor<std::int32_t, 1> label;
    xt::xtensor<std::int64_t, 1> other;

    explicit rows(std::size_t n) : values(std::array{n, N}), label(std::array{n}), other(std::array{n}) {
        for (std::size_t i = 0; i < values.size(); ++i) values.data()[i] = static_cast<T>(tg::random_unit(3, i) - 0.5);
        for (std::size_t i = 0; i < n; ++i) { // classes, and numbers on either side that are none
            label(i) = static_cast<std::int32_t>(tg::random_bits(4, i) % (N + 2)) - 1;
            other(i) = static_cast<std::int64_t>(tg::random_bits(5, i) % (N + 2)) - 1;
        }
    }
    double at(std::size_t i, std::size_t k) const { return static_cast<double>(values(i, k)); }
    double sum(std::size_t i) const {
        double s = 0;
        for (std::size_t k = 0; k < N; ++k) s += at(i, k);
        return s;
    }
    double is(std::size_t i, std::size_t k) const { return label(i) == static_cast<std::int32_t>(k) ? 1 : 0; }
    double is_other(std::size_t i, std::size_t k) const { return other(i) == static_cast<std::int64_t>(k) ? 1 : 0; }
};

template <class T>
void near(T got, double want) {
    CHECK(static_cast<double>(got) == doctest::Approx(want).epsilon(sizeof(T) == 4 ? 2e-6 : 1e-14).scale(1));
}

template <class T, std::size_t N>
void check_stores(std::size_t n) {
    using r = rows<T, N>;
    const r data(n);
    {
        const auto f = tg::compile(r::x * r::total - r::hot, r::total);
        const std::string report = tg::compile<tg::simd>(r::x * r::total - r::hot, r::total).report(r::x = data.values, r::labels = data.label);
        CHECK(report.find("equal") == std::string::npos);
        const auto [y, total] = f(r::x = data.values, r::labels = data.label);
        for (std::size_t i = 0; i < n; ++i) {
            near(total(i, 0), data.sum(i));
            for (std::size_t k = 0; k < N; ++k) near(y(i, k), data.at(i, k) * data.sum(i) - data.is(i, k));
        }
    }
    { // the mask behind a comparison, the choice between an array and a row value
        const auto y = tg::compile(tg::select(r::hot > 0, r::total, r::x * 2))(r::x = data.values, r::labels = data.label);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t k = 0; k < N; ++k) near(y(i, k), data.is(i, k) != 0 ? data.sum(i) : 2 * data.at(i, k));
    }
    { // two labels a row, one of them long
        const auto y = tg::compile(tg::exp(r::x) / r::total - r::hot - r::other_hot)(r::x = data.values, r::labels = data.label, r::others = data.other);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t k = 0; k < N; ++k) {
                const double want = std::exp(data.at(i, k)) / data.sum(i) - data.is(i, k) - data.is_other(i, k);
                CHECK(static_cast<double>(y(i, k)) == doctest::Approx(want).epsilon(sizeof(T) == 4 ? 1e-4 : 1e-12));
            }
    }
    { // long labels alone
        const auto y = tg::compile(r::total * r::other_hot)(r::x = data.values, r::others = data.other);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t k = 0; k < N; ++k) near(y(i, k), data.is_other(i, k) * data.sum(i));
    }
    { // summed along the other axis as well
        const auto d = tg::softmax(r::x) - r::hot;
        const auto [y, columns] = tg::compile(d, tg::sum(d, tg::axis<0>))(r::x = data.values, r::labels = data.label);
        for (std::size_t k = 0; k < N; ++k) {
            double want = 0;
            for (std::size_t i = 0; i < n; ++i) {
                double total = 0;
                for (std::size_t j = 0; j < N; ++j) total += std::exp(data.at(i, j));
                want += std::exp(data.at(i, k)) / total - data.is(i, k);
                near(y(i, k), std::exp(data.at(i, k)) / total - data.is(i, k));
            }
            near(columns(k), want);
        }
    }
    { // an elementary function on the way: compared lane by lane
        const auto [y, total] = tg::compile(tg::exp(r::x - r::hot), r::total)(r::x = data.values, r::labels = data.label);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t k = 0; k < N; ++k) near(y(i, k), std::exp(data.at(i, k) - data.is(i, k)));
    }
}

} // namespace

TEST_CASE("stores that depend on a label are right for every label, class or not") {
    for (const std::size_t n : {std::size_t{0}, std::size_t{1}, std::size_t{40}}) {
        check_stores<float, 10>(n);
        check_stores<float, 33>(n);
        check_stores<double, 10>(n);
    }
}

TEST_CASE("memory of an argument is not mended from what has been overwritten") {
    using r = rows<double, 9>;
    const r data(30);
    const auto f = tg::compile(tg::sum(r::x, tg::axis<1>), tg::select(r::hot > 0, r::x * 3, r::x * 2));
    xt::xtensor<double, 2> y = data.values;
    try {
        (void)f(r::x = y, r::labels = data.label, tg::into(y));
    } catch (const tg::alias_error&) {
        CHECK(y == data.values);
        return;
    }
    for (std::size_t i = 0; i < 30; ++i)
        for (std::size_t k = 0; k < 9; ++k) CHECK(y(i, k) == data.at(i, k) * (data.is(i, k) != 0 ? 3 : 2));
}

TEST_CASE_TEMPLATE("cross-entropy reads its logits at the label: computed, strided and broadcast ones, long labels", T, float, double) {
    const std::size_t n = 12, classes = 11;
    xt::xtensor<T, 2> wide(std::array{n, 2 * classes});
    xt::xtensor<T, 1> bias(std::array{classes});
    xt::xtensor<std::int64_t, 1> labels(std::array{n});
    for (std::size_t i = 0; i < wide.size(); ++i) wide.data()[i] = static_cast<T>(4 * tg::random_unit(8, i) - 2);
    for (std::size_t k = 0; k < classes; ++k) bias(k) = static_cast<T>(tg::random_unit(9, k));
    for (std::size_t i = 0; i < n; ++i) labels(i) = static_cast<std::int64_t>(tg::random_bits(1, i) % classes);
    const auto z = xt::view(wide, xt::all(), xt::range(std::size_t{1}, 2 * classes, std::size_t{2}));
    const auto f = [](auto x, auto b, auto t) { return tg::sum(tg::softmax_cross_entropy(2 * x + b * b, t)); };
    const auto [loss, gradients] = tg::value_and_grad<0, 1>(f)(z, bias, labels);
    const auto& [dz, db] = gradients;
    double want = 0;
    std::vector<double> want_db(classes);
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<double> logit(classes);
        double total = 0;
        for (std::size_t k = 0; k < classes; ++k) {
            const double b = static_cast<double>(bias(k));
            logit[k] = 2 * static_cast<double>(z(i, k)) + b * b;
            total += std::exp(logit[k]);
        }
        const auto label = static_cast<std::size_t>(labels(i));
        want += std::log(total) - logit[label];
        for (std::size_t k = 0; k < classes; ++k) {
            const double d = std::exp(logit[k]) / total - (k == label ? 1 : 0);
            near(dz(i, k), 2 * d);
            want_db[k] += 2 * static_cast<double>(bias(k)) * d;
        }
    }
    near(loss, want);
    for (std::size_t k = 0; k < classes; ++k) CHECK(static_cast<double>(db(k)) == doctest::Approx(want_db[k]).epsilon(sizeof(T) == 4 ? 1e-4 : 1e-12));
}
