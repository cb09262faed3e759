// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Functions of arrays: what comes back, and where it is written.
#include <typegrad/typegrad.hpp>
#include <cstdio>
namespace tg = typegrad;

// [energy]
constexpr auto energy = [](auto x) { return tg::sum(tg::square(x)) / 2; };
// [energy]
// [line]
constexpr auto line = [](auto slope, auto offset, auto x, auto y) {
    return tg::mean(tg::square(slope * x + offset - y));
};
// [line]
// [cubic]
constexpr auto cubic = [](auto x) { return x * x * x; };
static_assert(tg::grad(cubic)(2.0) == 12.0);
static_assert(tg::value_and_grad(cubic)(2.0).first == 8.0);
// [cubic]
// [twice]
constexpr auto slope_of_cubic = [](auto x) { return tg::grad(cubic)(x); };
static_assert(tg::grad(slope_of_cubic)(2.0) == 12.0); // 6x
// [twice]
// [rosenbrock]
constexpr auto rosenbrock = [](auto p) {
    return tg::square(1 - p[0]) + 100 * tg::square(p[1] - p[0] * p[0]);
};
constexpr auto gradient_of_rosenbrock = [](auto p) { return tg::grad(rosenbrock)(p); };
// [rosenbrock]

int main() {
    // [containers]
    std::array<double, 3> a{1, 2, 3};
    std::array<double, 3> ga = tg::grad(energy)(a);

    std::vector<float> v{1, 2, 3};
    std::vector<float> gv = tg::grad(energy)(v);

    xt::xtensor<double, 2> m{{1, 2}, {3, 4}};
    xt::xtensor<double, 2> gm = tg::grad(energy)(m);
    xt::xtensor<double, 1> column = tg::grad(energy)(xt::view(m, xt::all(), 1)); // a view: no copy is made
    // [containers]
    std::printf("%g %g %g %g\n", ga[2], static_cast<double>(gv[2]), gm(1, 1), column(0));

    xt::xtensor<double, 1> x{0, 1, 2}, y{1, 3, 5};
    {
        // [several]
        auto [value, gradient] = tg::value_and_grad<0, 1>(line)(1.0, 0.0, x, y);
        auto [by_slope, by_offset] = gradient;
        auto [d0, d3] = tg::grad<0, 3>(line)(1.0, 0.0, x, y); // a double and an xt::xtensor<double, 1>
        // [several]
        std::printf("%.4f %.4f %.4f %.4f %.4f\n", value, by_slope, by_offset, d0, d3(0));
    }
    {
        // [into]
        xt::xtensor<double, 1> buffer = xt::zeros<double>({3});
        double value = tg::value_and_grad(energy)(x, tg::into(buffer));
        // [into]
        std::printf("%g %g\n", value, buffer(2));
    }
    {
        // [evaluate]
        double e = tg::evaluate(energy)(x);
        // [evaluate]
        std::printf("%g\n", e);
    }
    {
        // [hessian]
        std::array<double, 2> p{1, 1};
        std::array<std::array<double, 2>, 2> H = tg::jacobian(gradient_of_rosenbrock)(p);
        // [hessian]
        std::printf("%g %g %g %g\n", H[0][0], H[0][1], H[1][0], H[1][1]);
    }
}
