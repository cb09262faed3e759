// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/interop/kept.hpp>

/// Right-hand sides of differential equations in the form in which Boost.odeint calls them; needs nothing of Boost. Not part of typegrad.hpp.
namespace typegrad {

/// dy/dt = f(y, t, data…). Data that has a name is referred to, other data is kept.
template <stateless F, class... Data>
class ode_function {
  public:
    template <class... D>
    explicit constexpr ode_function(std::in_place_t, D&&... data) : data_(std::forward<D>(data)...) {}

    /// The system of explicit and symplectic steppers. States are arrays that the library can bind; dydt is as large as y.
    template <array State, array T>
    void operator()(const State& y, State& dydt, T t) const {
        spread([&](const auto&... data) { evaluate(F{})(y, t, data..., into(dydt)); }, data_);
    }

    /// The pair of systems that `rosenbrock4` takes, for states of N equations in vectors and matrices of any kind: y[i], J(i, j).
    template <std::size_t N>
    auto implicit() const {
        return std::pair{implicit_rate<N>{*this}, implicit_jacobian<N>{*this}};
    }

  private:
    template <std::size_t N, class Vector>
    static std::array<double, N> state_of(const Vector& y) {
        std::array<double, N> s;
        for (std::size_t i = 0; i < N; ++i) s[i] = y[i];
        return s;
    }
    template <std::size_t N>
    struct implicit_rate {
        ode_function f;
        template <class Vector>
        void operator()(const Vector& y, Vector& dydt, double t) const {
            std::array<double, N> rate;
            f(state_of<N>(y), rate, t);
            for (std::size_t i = 0; i < N; ++i) dydt[i] = rate[i];
        }
    };
    template <std::size_t N>
    struct implicit_jacobian {
        ode_function f;
        template <class Vector, class Matrix>
        void operator()(const Vector& y, Matrix& J, double t, Vector& by_time) const {
            std::array<std::array<double, N + 1>, N> all;
            spread([&](const auto&... data) { jacobian<0, 1>(F{})(state_of<N>(y), t, data..., into(all)); }, f.data_);
            for (std::size_t i = 0; i < N; ++i) {
                for (std::size_t j = 0; j < N; ++j) J(i, j) = all[i][j];
                by_time[i] = all[i][N];
            }
        }
    };
    std::tuple<Data...> data_;
};

/// A system of differential equations: `auto decay = tg::ode([](auto y, auto t, auto rate) { return -rate * y; }, 0.5)`.
template <class F, class... Data>
constexpr auto ode(F, Data&&... data) {
    static_assert(stateless<F>, "typegrad: ode: the function must capture nothing: pass values as data");
    static_assert((array<Data> && ...), "typegrad: ode: data is not an array the library can bind: " TYPEGRAD_ARRAYS);
    return ode_function<F, kept<Data&&>...>(std::in_place, std::forward<Data>(data)...);
}

} // namespace typegrad
