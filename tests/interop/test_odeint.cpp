// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#if defined(TYPEGRAD_TEST_UBLAS)
#include <boost/numeric/odeint.hpp>
#else
#include <boost/numeric/odeint/integrate/integrate_adaptive.hpp>
#include <boost/numeric/odeint/integrate/integrate_const.hpp>
#include <boost/numeric/odeint/stepper/generation.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta4.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_dopri5.hpp>
#endif
#include <cmath>
#include <doctest/doctest.h>
#include <vector>
#include <typegrad/typegrad.hpp>
#include <typegrad/interop/odeint.hpp>

namespace tg = typegrad;
namespace odeint = boost::numeric::odeint;

TEST_CASE("odeint integrates a small system with constants") {
    const auto oscillator = tg::ode([](auto y, auto, auto omega) { return tg::stack(y[1], -omega * omega * y[0]); }, 2.0);
    std::array<double, 2> y{1, 0};
    odeint::integrate_adaptive(odeint::make_controlled<odeint::runge_kutta_dopri5<std::array<double, 2>>>(1e-12, 1e-12), oscillator, y, 0.0, 3.0, 0.01);
    CHECK(y[0] == doctest::Approx(std::cos(6.0)).epsilon(1e-9));
    CHECK(y[1] == doctest::Approx(-2 * std::sin(6.0)).epsilon(1e-9));
}

TEST_CASE("odeint integrates vectors whose length the run time knows, driven by time") {
    const std::vector<double> rate{0.5, 1, 2};
    const auto decay = tg::ode([](auto y, auto t, auto r) { return -r * t * y; }, rate);
    std::vector<double> y{1, 1, 1};
    odeint::integrate_const(odeint::runge_kutta4<std::vector<double>>(), decay, y, 0.0, 1.0, 1e-3);
    for (std::size_t k = 0; k < 3; ++k) CHECK(y[k] == doctest::Approx(std::exp(-rate[k] / 2)).epsilon(1e-9));
}

namespace {
// stiff: y₀ follows cos t within 1e-3, y₁ integrates it
const auto stiff = tg::ode([](auto y, auto t, auto k) { return tg::stack(-k * (y[0] - tg::cos(t)), y[0]); }, 1000.0);

struct matrix {
    std::array<double, 4> elements{};
    double& operator()(std::size_t i, std::size_t j) { return elements[2 * i + j]; }
};
} // namespace

TEST_CASE("implicit steppers get the Jacobian, by time too, in matrices of any kind") {
    const auto [rate, jacobian] = stiff.implicit<2>();
    const std::vector<double> y{1, 3};
    std::vector<double> dydt(2), by_time(2);
    matrix J;
    rate(y, dydt, 0.5);
    CHECK(dydt[0] == doctest::Approx(-1000 * (1 - std::cos(0.5))));
    CHECK(dydt[1] == 1);
    jacobian(y, J, 0.5, by_time);
    CHECK(J.elements == std::array<double, 4>{-1000, 0, 1, 0});
    CHECK(by_time[0] == doctest::Approx(-1000 * std::sin(0.5)));
    CHECK(by_time[1] == 0);
}

#if defined(TYPEGRAD_TEST_UBLAS) // that of Boost 1.74 is not C++20
TEST_CASE("odeint's rosenbrock4 integrates a stiff system") {
    boost::numeric::ublas::vector<double> y(2);
    y[0] = 1;
    y[1] = 0;
    const std::size_t steps = odeint::integrate_adaptive(odeint::make_controlled<odeint::rosenbrock4<double>>(1e-9, 1e-9), stiff.implicit<2>(), y, 0.0, 2.0, 1e-4);
    const double k = 1000, t = 2, a = k * k / (1 + k * k), b = k / (1 + k * k), c = 1 - a; // the exact solution
    CHECK(y[0] == doctest::Approx(a * std::cos(t) + b * std::sin(t) + c * std::exp(-k * t)).epsilon(1e-7));
    CHECK(y[1] == doctest::Approx(a * std::sin(t) + b * (1 - std::cos(t)) + c / k * (1 - std::exp(-k * t))).epsilon(1e-7));
    CHECK(steps < 1000);
}
#endif
