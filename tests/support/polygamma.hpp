// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>

inline double positive_polygamma(int n, double x) { // the n-th derivative of digamma, x > 0; n = 0 is digamma
    constexpr double bernoulli[]{1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6};
    double head = 0;
    const double sign = n % 2 == 0 ? -1 : 1;
    for (; x < 16; ++x) head += n == 0 ? -1 / x : sign * std::tgamma(n + 1.0) * std::pow(x, -n - 1);
    if (n == 0) {
        double y = std::log(x) - 0.5 / x;
        for (int k = 1; k <= 7; ++k) y -= bernoulli[k - 1] / (2 * k * std::pow(x, 2 * k));
        return head + y;
    }
    double y = std::tgamma(n) * std::pow(x, -n) + std::tgamma(n + 1.0) / 2 * std::pow(x, -n - 1);
    for (int k = 1; k <= 7; ++k) y += bernoulli[k - 1] * std::tgamma(2.0 * k + n) / std::tgamma(2.0 * k + 1) * std::pow(x, -2 * k - n);
    return head + sign * y;
}
