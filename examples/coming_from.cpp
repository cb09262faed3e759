// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// What users of other libraries look for first.
#include <typegrad/typegrad.hpp>
#include <cstdio>
namespace tg = typegrad;
using namespace tg::literals;

// [model]
constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 4>;
constexpr auto y = tg::input<"y", float, tg::dim<"batch">>;
constexpr auto W = tg::variable<"W", float, 4>;
constexpr auto b = tg::variable<"b", float>;
constexpr auto loss = tg::mean(tg::square(tg::matmul(x, W) + b - y));
// [model]

int main() {
    {
        // [autodiff]
        auto f = [](auto u) { return tg::sum(u * tg::exp(u)); };
        std::array<double, 3> u{1, 2, 3};
        auto [value, gradient] = tg::value_and_grad(f)(u); // arrays of double; there is no number type of its own

        auto g = [](auto v) { return tg::stack(v[0] * v[1], tg::sin(v[2])); };
        std::array<std::array<double, 3>, 2> J = tg::jacobian(g)(u);

        constexpr auto slope = [](auto v) { return tg::grad([](auto z) { return tg::sum(z * z * z); })(v); };
        std::array<std::array<double, 3>, 3> H = tg::jacobian(slope)(u); // a Hessian
        // [autodiff]
        std::printf("%.3f %.3f %g %g\n", value, gradient[0], J[0][1], H[2][2]);
    }
    {
        // [eigen]
        auto f = [](auto A, auto v) { // A is a matrix, v a vector
            auto r = tg::matmul(A, v);                     // A * v
            auto scaled = r * tg::exp(-r);                 // r.array() * (-r.array()).exp()
            auto rows = tg::sum(A, tg::axis<1>);           // A.rowwise().sum()
            return tg::dot(scaled, rows) + tg::max(tg::transpose(A)); // dot, maxCoeff, transpose
        };
        xt::xtensor<double, 2> A{{1, 2}, {3, 4}};
        xt::xtensor<double, 1> v{0.5, 0.25};
        auto [by_A, by_v] = tg::grad<0, 1>(f)(A, v);
        // [eigen]
        std::printf("%.4f %.4f\n", by_A(0, 0), by_v(0));
    }
    {
        // [jax]
        auto predict = [](auto w, auto row) { return tg::tanh(tg::dot(w, row)); };
        std::array<double, 2> w{0.1, 0.2};
        std::vector<std::array<double, 2>> rows{{1, 2}, {3, 4}};
        std::vector<double> all = tg::vmap<1>(predict)(w, rows); // jax.vmap(predict, in_axes=(None, 0))
        auto slopes = tg::vmap<1>(tg::grad(predict))(w, rows);   // jax.vmap(jax.grad(predict), in_axes=(None, 0))

        auto total = [](auto values) { // jax.lax.scan
            return tg::scan([](auto carry, auto v) { return carry + v * v; }, 0.0, values);
        };
        auto by_values = tg::grad(total)(all);
        // [jax]
        std::printf("%.4f %.4f %.4f\n", all[0], slopes[1][0], by_values[0]);
    }
    {
        xt::xtensor<float, 2> inputs = xt::ones<float>({8, 4});
        xt::xtensor<float, 1> targets = xt::ones<float>({8});
        // [pytorch]
        auto train = tg::compile(loss, tg::sgd(loss, {.learning_rate = 0.1})); // zero_grad, backward and step in one call
        auto predict = tg::compile(tg::matmul(x, W) + b);                      // what runs under no_grad
        auto state = tg::state(tg::glorot(W, 1), tg::zeros(b));                // parameters() and their initialisers
        float last = 0;
        for (int step = 0; step < 200; ++step) last = train(state, x = inputs, y = targets);
        const auto copy = state;                                               // state_dict
        xt::xtensor<float, 1> out = predict(copy, x = inputs);
        // [pytorch]
        std::printf("%.4f %.2f\n", last, out(0));
    }
}
