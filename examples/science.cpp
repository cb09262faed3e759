// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// A fit with error bars, an orbit's equation solved by Newton's method, a differential equation fitted to data.
#include <typegrad/typegrad.hpp>
#include <cmath>
#include <cstdio>
namespace tg = typegrad;

using vector = std::array<double, 3>;
using matrix = std::array<vector, 3>;

// [misfit]
/// Half the sum of squared residuals in units of their errors: minus the logarithm of the likelihood.
constexpr auto misfit = [](auto p, auto time, auto counts, auto error) {
    auto model = p[0] * tg::exp(-p[1] * time) + p[2];
    return tg::sum(tg::square((counts - model) / error)) / 2;
};
// [misfit]
// [second]
constexpr auto along = [](auto p, auto v, auto time, auto counts, auto error) {
    return tg::dot(tg::grad(misfit)(p, time, counts, error), v);
};
constexpr auto hessian_times = tg::grad<0>(along); // H v, as one program
// [second]

/// The inverse of a symmetric positive matrix, by Gauss and Jordan.
matrix inverse(matrix a) {
    matrix inv{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
    for (std::size_t k = 0; k < 3; ++k) {
        const double pivot = a[k][k];
        for (std::size_t j = 0; j < 3; ++j) a[k][j] /= pivot, inv[k][j] /= pivot;
        for (std::size_t i = 0; i < 3; ++i) {
            if (i == k) continue;
            const double factor = a[i][k];
            for (std::size_t j = 0; j < 3; ++j) a[i][j] -= factor * a[k][j], inv[i][j] -= factor * inv[k][j];
        }
    }
    return inv;
}

void decay() {
    xt::xtensor<double, 1> time = xt::zeros<double>({12}), counts = time, error = time;
    const double seen[12]{1023, 779, 631, 497, 401, 319, 278, 213, 196, 158, 143, 131};
    for (std::size_t i = 0; i < 12; ++i) {
        time(i) = static_cast<double>(i);
        counts(i) = seen[i];
        error(i) = std::sqrt(seen[i]);
    }
    // [newton]
    vector p{900, 0.2, 50};
    matrix covariance{};
    for (int step = 0; step < 8; ++step) {
        auto [value, gradient] = tg::value_and_grad(misfit)(p, time, counts, error);
        matrix hessian;
        for (std::size_t k = 0; k < 3; ++k) {
            vector unit{};
            unit[k] = 1;
            hessian[k] = hessian_times(p, unit, time, counts, error);
        }
        covariance = inverse(hessian);
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 3; ++j) p[i] -= covariance[i][j] * gradient[j];
    }
    // [newton]
    const char* names[]{"amplitude ", "rate      ", "background"};
    for (std::size_t k = 0; k < 3; ++k) std::printf("%s %9.4f +- %.4f\n", names[k], p[k], std::sqrt(covariance[k][k]));
    std::printf("chi squared %.2f for 9 degrees of freedom\n", 2 * tg::evaluate(misfit)(p, time, counts, error));
}

// [kepler]
/// Eccentric anomaly E with E - e sin E = M: five steps of Newton's method, whose derivative is taken as well.
constexpr auto excess = [](auto anomaly, auto eccentricity, auto mean) {
    return anomaly - eccentricity * tg::sin(anomaly) - mean;
};
constexpr auto solve = [](auto eccentricity, auto mean) {
    auto anomaly = mean;
    for (int step = 0; step < 5; ++step) {
        auto [rest, slope] = tg::value_and_grad(excess)(anomaly, eccentricity, mean);
        anomaly -= rest / slope;
    }
    return anomaly;
};
// [kepler]

void orbit() {
    // [orbit]
    const double e = 0.3, mean = 1.2;
    auto [anomaly, by_e] = tg::value_and_grad(solve)(e, mean);
    const double expected = std::sin(anomaly) / (1 - e * std::cos(anomaly)); // by the theorem of implicit functions
    // [orbit]
    std::printf("E = %.6f, dE/de = %.6f, should be %.6f\n", anomaly, by_e, expected);
}

// [rates]
/// Hares and lynxes of Lotka and Volterra.
constexpr auto rates = [](auto hares, auto lynxes, auto p) {
    return std::array{p[0] * hares - p[1] * hares * lynxes, p[1] * hares * lynxes - p[2] * lynxes};
};
constexpr auto runge_kutta = [](auto y, auto p) {
    constexpr double h = 0.1;
    auto moved = [&](auto k, double by) { return std::array{y[0] + by * k[0], y[1] + by * k[1]}; };
    auto k1 = rates(y[0], y[1], p);
    auto y2 = moved(k1, h / 2);
    auto k2 = rates(y2[0], y2[1], p);
    auto y3 = moved(k2, h / 2);
    auto k3 = rates(y3[0], y3[1], p);
    auto y4 = moved(k3, h);
    auto k4 = rates(y4[0], y4[1], p);
    for (std::size_t i = 0; i < 2; ++i) y[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
    return y;
};
// [rates]
// [ode]
/// The mean squared distance of the solution from what was seen, a row [hares, lynxes] each step.
constexpr auto distance = [](auto p, auto seen) {
    auto step = [](auto y, auto row, auto parameters) {
        auto rest = tg::stack(y[0], y[1]) - row;
        return std::pair{runge_kutta(y, parameters), tg::sum(tg::square(rest))};
    };
    auto [last, squares] = tg::scan(step, std::array{1.0, 0.5}, seen, p);
    return tg::mean(squares);
};
// [ode]

void populations() {
    const std::array<double, 3> truth{1.1, 0.8, 0.6};
    std::vector<std::array<double, 2>> seen;
    double hares = 1, lynxes = 0.5;
    for (int i = 0; i < 200; ++i) {
        seen.push_back({hares, lynxes});
        for (int k = 0; k < 100; ++k) { // Euler's method in small steps stands for nature
            const double h = 0.001, met = truth[1] * hares * lynxes, born = truth[0] * hares, died = truth[2] * lynxes;
            hares += h * (born - met);
            lynxes += h * (met - died);
        }
    }
    // [fit]
    std::array<double, 3> p{1.0, 0.9, 0.7};
    for (int step = 0; step <= 400; ++step) {
        auto [value, gradient] = tg::value_and_grad(distance)(p, seen); // 200 steps forwards and 200 back
        if (step % 200 == 0) std::printf("%3d  distance %.5f  p %.3f %.3f %.3f\n", step, value, p[0], p[1], p[2]);
        for (std::size_t k = 0; k < 3; ++k) p[k] -= 0.002 * gradient[k];
    }
    // [fit]
}

int main() {
    decay();
    orbit();
    populations();
}
