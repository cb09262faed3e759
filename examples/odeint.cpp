// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause

// A predator and its prey, integrated by Boost.odeint.
#include <array>
#include <cstdio>
#include <boost/numeric/odeint/integrate/integrate_const.hpp>
#include <boost/numeric/odeint/stepper/generation.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_dopri5.hpp>
#include <typegrad/typegrad.hpp>
#include <typegrad/interop/odeint.hpp>
namespace tg = typegrad;
namespace odeint = boost::numeric::odeint;

int main() {
    // [system]
    constexpr auto rate = [](auto y, auto /*t*/, auto k) { return tg::stack(k[0] * y[0] - k[1] * y[0] * y[1], k[1] * y[0] * y[1] - k[2] * y[1]); };
    auto system = tg::ode(rate, std::array{1.0, 0.5, 0.8});
    using state = std::array<double, 2>;
    state y{2, 1};
    const auto print = [](const state& now, double t) { std::printf("t %4.1f   prey %.4f   predators %.4f\n", t, now[0], now[1]); };
    odeint::integrate_const(odeint::make_controlled<odeint::runge_kutta_dopri5<state>>(1e-9, 1e-9), system, y, 0.0, 8.0, 2.0, print);
    // [system]

    // [implicit]
    auto [f, jacobian] = system.implicit<2>(); // for implicit steppers: f(y, dydt, t) and jacobian(y, J, t, dfdt)
    // [implicit]
    std::array<double, 2> by_time{};
    struct matrix {
        double at[2][2];
        double& operator()(std::size_t i, std::size_t j) { return at[i][j]; }
    } J{};
    jacobian(y, J, 8.0, by_time);
    f(y, by_time, 8.0);
    std::printf("Jacobian   %.4f %.4f, %.4f %.4f\n", J(0, 0), J(0, 1), J(1, 0), J(1, 1));
}
