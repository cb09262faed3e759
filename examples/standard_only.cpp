// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// The README's first program with nothing but a compiler: without xtensor and xsimd.

// [program]
#define TYPEGRAD_STANDARD_ONLY 1
#include <typegrad/typegrad.hpp>
#include <cstdio>
#include <vector>
namespace tg = typegrad;

int main() {
    auto misfit = [](auto a, auto b, auto x, auto y) {
        return tg::mean(tg::square(a * tg::exp(-b * x) - y));
    };
    std::vector<double> x{0.0, 0.5, 1.0, 1.5, 2.0, 2.5};
    std::vector<double> y{2.51, 1.69, 1.12, 0.76, 0.49, 0.35};

    double a = 1.0, b = 1.0;
    for (int step = 0; step <= 40; ++step) {
        auto [value, gradient] = tg::value_and_grad<0, 1>(misfit)(a, b, x, y);
        auto [da, db] = gradient;
        if (step % 10 == 0) std::printf("%3d  misfit %.6f  a %.4f  b %.4f\n", step, value, a, b);
        a -= 0.5 * da;
        b -= 0.5 * db;
    }
}
// [program]
