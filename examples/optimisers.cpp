// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause

// A curve fitted by NLopt, by liblbfgs, and by an optimiser that calls an object.
#include <cstdio>
#include <vector>
#include <lbfgs.h>
#include <nlopt.hpp>
#include <typegrad/typegrad.hpp>
#include <typegrad/interop/objective.hpp>
namespace tg = typegrad;

int main() {
    // [objective]
    constexpr auto misfit = [](auto p, auto x, auto y) { return tg::mean(tg::square(p[0] * tg::exp(-p[1] * x) - y)); };
    const std::vector<double> x{0.0, 0.5, 1.0, 1.5, 2.0, 2.5}, y{2.51, 1.69, 1.12, 0.76, 0.49, 0.35};
    auto f = tg::objective<2>(misfit, x, y); // minimises over p, which has two elements
    // [objective]
    {
        // [nlopt]
        nlopt::opt opt(nlopt::LD_LBFGS, 2);
        opt.set_min_objective(f.nlopt, &f);
        opt.set_xtol_rel(1e-9);
        std::vector<double> p{1, 1};
        double least = 0;
        opt.optimize(p, least);
        // [nlopt]
        std::printf("NLopt      p %.5f %.5f, misfit %.6f\n", p[0], p[1], least);
    }
    {
        // [lbfgs]
        std::vector<double> p{1, 1};
        double least = 0;
        const int status = lbfgs(2, p.data(), &least, f.lbfgs, nullptr, &f, nullptr);
        f.rethrow(); // if something was wrong with p, x or y
        // [lbfgs]
        std::printf("liblbfgs   p %.5f %.5f, misfit %.6f%s\n", p[0], p[1], least, status < 0 ? ", gave up" : "");
    }
    {
        // [object]
        std::vector<double> p{1, 1}, gradient(2);
        double value = 0;
        for (int step = 0; step < 2000; ++step) {
            value = f(p, gradient);
            for (std::size_t k = 0; k < 2; ++k) p[k] -= 0.5 * gradient[k];
        }
        // [object]
        std::printf("by hand    p %.5f %.5f, misfit %.6f\n", p[0], p[1], value);
    }
}
