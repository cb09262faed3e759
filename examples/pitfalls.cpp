// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// What surprises people, each with what to write instead.
#include <typegrad/typegrad.hpp>
#include <cstdio>
namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", double, tg::dim<"n">>;
constexpr auto w = tg::variable<"w", double>;

int main() {
    xt::xtensor<double, 1> data{1, 2, 3};
    auto state = tg::state(tg::filled(w, 2));
    {
        // [numbers]
        constexpr auto doubled = 2_c * x;                // with a plain 2, a run-time number, doubled could not be fed:
        auto program = tg::compile(tg::sum(doubled));    // the 2 of one expression is never that of another
        double total = program(doubled = data);
        // [numbers]
        std::printf("%g\n", total);
    }
    {
        // [select]
        auto huber = [](auto rest) {
            auto size = tg::abs(rest);
            return tg::sum(tg::select(size < 1, tg::square(rest) / 2, size - 0.5)); // an if cannot ask for a value
        };
        auto slope = tg::grad(huber)(std::array{0.5, -3.0});
        // [select]
        std::printf("%g %g\n", slope[0], slope[1]);
    }
    {
        // [old]
        auto both = tg::compile(w * w, tg::assign_add(w, 1.0)); // reads see the value before the call
        double before = both(state);
        auto later = tg::compile(tg::after(tg::assign_add(w, 1.0), w * w)); // as if w were larger by 1; nothing is written
        double after = later(state);
        // [old]
        std::printf("%g %g %g\n", before, after, state[w]);
    }
    {
        // [lazy]
        auto f = tg::grad([](auto v) { return tg::sum(tg::square(v)); });
        auto lazy = xt::exp(data) + 1;           // evaluated again by every call that gets it
        xt::xtensor<double, 1> evaluated = lazy; // evaluated once
        xt::xtensor<double, 1> from_view = f(xt::view(evaluated, xt::range(0, 2))); // a view is read where it is
        // [lazy]
        std::printf("%zu %zu\n", f(evaluated).size(), from_view.size());
    }
    {
        // [into]
        xt::xtensor<double, 1> gradient = xt::zeros<double>({3}); // once
        auto f = tg::value_and_grad([](auto v) { return tg::sum(tg::square(v)); });
        for (int step = 0; step < 100; ++step) {
            f(data, tg::into(gradient)); // allocates nothing for the gradient
            data -= 0.01 * gradient;
        }
        // [into]
        std::printf("%.4f\n", data(0));
    }
    {
        // [extent]
        auto centred = [](auto v) { return v - tg::mean(v, tg::axis<1>, tg::keepdims); }; // [n,k] - [n,1]
        auto rows = tg::evaluate(centred)(xt::xtensor<double, 2>{{1, 3}, {2, 6}});
        // [extent]
        std::printf("%g %g\n", rows(0, 0), rows(1, 0));
    }
    {
        // [types]
        constexpr auto k = tg::input<"k", int, tg::dim<"n">>;
        constexpr auto average = tg::mean(tg::cast<double>(k) * x); // nothing converts by itself
        xt::xtensor<int, 1> counts{1, 2, 3};
        double value = tg::compile(average)(k = counts, x = xt::xtensor<double, 1>{1, 1, 1});
        // [types]
        std::printf("%g\n", value);
    }
    {
        // [capture]
        double rate = 0.5;
        auto decayed = [](auto t, auto r) { return tg::sum(tg::exp(-r * t)); }; // captures nothing: the rate is an argument
        auto slope = tg::grad(decayed)(data, rate);
        // [capture]
        std::printf("%zu\n", slope.size());
    }
}
