// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;

// --- a scientist's function -------------------------------------------------------------------------------------------

namespace {
auto misfit = [](auto a, auto b, auto x, auto y) { // a generic, captureless function
    return tg::mean(tg::square(a * tg::exp(-b * x) - y));
};
} // namespace

TEST_CASE("a scientist's function gives its value and gradient") {
    const double a = 1.2, b = 0.7;
    xt::xtensor<double, 1> x = xt::linspace(0.0, 3.0, 101), y = xt::exp(-x) + 0.01 * x;
    auto [value, gradient] = tg::value_and_grad<0, 1>(misfit)(a, b, x, y);
    const xt::xtensor<double, 1> residual = a * xt::exp(-b * x) - y;
    CHECK(value == doctest::Approx(xt::mean(xt::square(residual))()));
    CHECK(std::get<0>(gradient) == doctest::Approx(xt::mean(2.0 * residual * xt::exp(-b * x))()));
    CHECK(std::get<1>(gradient) == doctest::Approx(xt::mean(2.0 * residual * -x * a * xt::exp(-b * x))()));
}

TEST_CASE("gradients of scalars are constant expressions") {
    constexpr auto f = [](auto x) { return x * x; };
    static_assert(tg::grad(f)(3.0) == 6.0);
    static_assert(tg::value_and_grad(f)(3.0).first == 9.0);
}

// --- softmax regression with names ------------------------------------------------------------------------------------

namespace regression {
constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 784>;
constexpr auto y = tg::input<"y", int, tg::dim<"batch">>;
constexpr auto W = tg::variable<"W", float, 784, 10>;
constexpr auto b = tg::variable<"b", float, 10>;

constexpr auto logits = tg::matmul(x, W) + b;
constexpr auto loss = tg::mean(tg::softmax_cross_entropy(logits, y));
} // namespace regression

TEST_CASE("softmax regression learns to tell ten patterns apart") {
    using namespace regression;
    auto train = tg::compile(loss, tg::sgd(loss, {.learning_rate = 0.5f}));
    auto state = tg::state(tg::glorot(W, 3), tg::zeros(b));
    auto predict = tg::compile(tg::argmax(logits, tg::axis<1>));

    std::vector<std::pair<xt::xtensor<float, 2>, xt::xtensor<int, 1>>> batches;
    for (std::uint64_t k = 0; k < 4; ++k) {
        const std::size_t n = 20 + k; // batches differ in size
        xt::xtensor<float, 2> images(std::array<std::size_t, 2>{n, 784});
        xt::xtensor<int, 1> labels(std::array<std::size_t, 1>{n});
        for (std::size_t i = 0; i < n; ++i) {
            labels(i) = static_cast<int>(i % 10);
            for (std::size_t j = 0; j < 784; ++j) images(i, j) = static_cast<float>((j % 10 == i % 10 ? 0.5 : 0.0) + 0.3 * tg::random_unit(k, i * 784 + j));
        }
        batches.emplace_back(images, labels);
    }
    float first = 0, last = 0;
    for (int epoch = 0; epoch < 20; ++epoch)
        for (auto [images, labels] : batches) {
            float l = train(state, x = images, y = labels);
            if (first == 0) first = l;
            last = l;
        }
    CHECK(first > 1);
    CHECK(last < 0.1f);
    const auto classes = predict(state, x = batches[0].first);
    for (std::size_t i = 0; i < classes.size(); ++i) CHECK(classes(i) == batches[0].second(i));
}

TEST_CASE("the gradient of softmax regression is (softmax - target) times the inputs") {
    using namespace regression;
    auto program = tg::compile(loss, tg::gradients(loss, W), tg::gradients(loss, b), tg::softmax(logits));
    const auto state = tg::state(tg::glorot(W, 3), tg::uniform(b, -1, 1, 4));
    xt::xtensor<float, 2> images(std::array<std::size_t, 2>{7, 784});
    for (std::size_t i = 0; i < images.size(); ++i) images.data()[i] = static_cast<float>(tg::random_unit(1, i));
    const xt::xtensor<int, 1> labels{3, 1, 4, 1, 5, 9, 2};
    tg::workspace memory;
    const auto [l, gW, gb, p] = program(state, memory, x = images, y = labels);
    double want = 0;
    for (std::size_t i = 0; i < 7; ++i) want -= std::log(static_cast<double>(p(i, static_cast<std::size_t>(labels(i))))) / 7;
    CHECK(l == doctest::Approx(want).epsilon(1e-5));
    for (std::size_t k = 0; k < 10; ++k) {
        double bias = 0, weight = 0;
        for (std::size_t i = 0; i < 7; ++i) {
            const double d = (static_cast<double>(p(i, k)) - (labels(i) == static_cast<int>(k) ? 1 : 0)) / 7;
            bias += d;
            weight += d * static_cast<double>(images(i, 300));
        }
        CHECK(gb(k) == doctest::Approx(bias).epsilon(1e-4));
        CHECK(gW(300, k) == doctest::Approx(weight).epsilon(1e-4));
    }
}

TEST_CASE("an intermediate can be fed, and what lies before it is gone") {
    using namespace regression;
    auto program = tg::compile(loss);
    const xt::xtensor<float, 2> z{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 0, 0, 0, 0, 0, 0, 0, 0, 0}};
    const float l = program(logits = z, y = xt::xtensor<int, 1>{9, 0}); // no state: W and b are not needed
    const double a = std::log((std::exp(1.0) + 9)) - 1, total = [] {
        double s = 0;
        for (int k = 0; k < 10; ++k) s += std::exp(k - 9.0);
        return std::log(s);
    }();
    CHECK(l == doctest::Approx((a + total) / 2).epsilon(1e-6));
}

// --- a model as functions and loops ------------------------------------------------------------------------------------

TEST_CASE("a perceptron is a loop over pairs of weights") {
    auto mlp = [](auto x, auto weights) {
        auto h = x;
        for (auto& [W, b] : weights) h = tg::tanh(tg::matmul(h, W) + b);
        return h;
    };
    constexpr auto x = tg::input<"x", double, tg::dim<"batch">, 5>;
    constexpr auto W1 = tg::variable<"W1", double, 5, 7>;
    constexpr auto b1 = tg::variable<"b1", double, 7>;
    constexpr auto W2 = tg::variable<"W2", double, 7, 3>;
    constexpr auto b2 = tg::variable<"b2", double, 3>;
    constexpr auto weights = std::tuple(std::pair(W1, b1), std::pair(W2, b2));
    auto output = tg::graph(mlp)(x, weights);
    auto loss = tg::mean(tg::square(output - 0.5));
    auto train = tg::compile(loss, tg::sgd(loss, {.learning_rate = 0.2}));
    auto predict = tg::compile(output);
    auto state = tg::state(tg::glorot(W1, 1), tg::zeros(b1), tg::glorot(W2, 2), tg::zeros(b2));
    xt::xtensor<double, 2> inputs(std::array<std::size_t, 2>{11, 5});
    for (std::size_t i = 0; i < inputs.size(); ++i) inputs.data()[i] = tg::random_unit(5, i);
    const auto y = predict(state, x = inputs);
    for (std::size_t k = 0; k < 3; ++k) {
        double want = 0;
        for (std::size_t j = 0; j < 7; ++j) {
            double h = 0;
            for (std::size_t i = 0; i < 5; ++i) h += inputs(4, i) * state[W1](i, j);
            want += std::tanh(h) * state[W2](j, k);
        }
        CHECK(y(4, k) == doctest::Approx(std::tanh(want)));
    }
    const double first = train(state, x = inputs);
    double last = first;
    for (int k = 0; k < 200; ++k) last = train(state, x = inputs);
    CHECK(last < first / 20);
}

// --- small, fixed and hot ----------------------------------------------------------------------------------------------

namespace {
constexpr auto dot3 = [](auto a, auto b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; };
/// A camera: rotation vector, centre, focal length, principal point, two distortion coefficients.
constexpr auto project = [](auto camera, auto point, auto weight, auto feature) {
    std::array d{point[0] - camera[3], point[1] - camera[4], point[2] - camera[5]};
    std::array w{camera[0], camera[1], camera[2]};
    auto square = dot3(w, w);
    auto angle = tg::sqrt(square), c = tg::cos(angle), s = tg::sin(angle) / angle, along = (1 - c) / square * dot3(w, d);
    std::array r{c * d[0] + s * (w[1] * d[2] - w[2] * d[1]) + along * w[0], c * d[1] + s * (w[2] * d[0] - w[0] * d[2]) + along * w[1],
                 c * d[2] + s * (w[0] * d[1] - w[1] * d[0]) + along * w[2]};
    auto u = r[0] / r[2], v = r[1] / r[2], radius = u * u + v * v;
    auto scale = camera[6] * (1 + radius * (camera[9] + radius * camera[10]));
    return weight * tg::stack(camera[7] + scale * u - feature[0], camera[8] + scale * v - feature[1]);
};
} // namespace

TEST_CASE("the Jacobian of a reprojection error is what differences say") {
    const std::array<double, 11> camera{0.1, -0.2, 0.3, 0.5, 0.4, -4, 600, 320, 240, 0.01, -0.002};
    const std::array<double, 3> X{0.3, 0.6, 2};
    const std::array<double, 2> feature{310, 255};
    const double weight = 0.7;
    const auto J = tg::jacobian<0, 1, 2>(project)(camera, X, weight, feature);
    static_assert(std::is_same_v<decltype(J), const std::array<std::array<double, 15>, 2>>);
    const auto residual = [&](std::size_t column, double h) {
        auto c = camera;
        auto p = X;
        double w = weight;
        (column < 11 ? c[column] : column < 14 ? p[column - 11] : w) += h;
        return tg::evaluate(project)(c, p, w, feature);
    };
    for (std::size_t column = 0; column < 15; ++column) {
        const double h = 1e-5;
        const auto up = residual(column, h), down = residual(column, -h);
        for (std::size_t row = 0; row < 2; ++row) CHECK(J[row][column] == doctest::Approx((up[row] - down[row]) / (2 * h)).epsilon(1e-6));
    }
}
