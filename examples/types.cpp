// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Element types, broadcasting, and numbers in expressions.
#include <typegrad/expr/print.hpp>
#include <typegrad/typegrad.hpp>
#include <cstdio>
#include <iostream>
namespace tg = typegrad;
using namespace tg::literals;

// [broadcasting]
constexpr auto rows = tg::input<"rows", double, tg::dim<"n">, 3>;
constexpr auto row = tg::input<"row", double, 3>;
constexpr auto column = tg::input<"column", double, tg::dim<"n">, 1>;
constexpr auto table = rows * row + column; // [n,3]: missing leading axes and extents of 1 stretch
// [broadcasting]

// [types]
constexpr auto single = tg::input<"single", float, 3>;
constexpr auto number = tg::input<"number", std::int32_t, 3>;
constexpr auto mixed = tg::cast<double>(single) * row + tg::cast<double>(number); // nothing converts by itself
// [types]

int main() {
    std::cout << tg::shape_of(table) << ' ' << tg::shape_of(mixed) << '\n';
    {
        // [numbers]
        auto same = [](auto a, auto b) { return std::is_same_v<decltype(a), decltype(b)>; };
        double factor = 0.5;
        auto carried = factor * row; // a run-time number: its value is in the object, not in the type
        auto folded = 1_c * row + 0_c; // constants: what they make trivial is not in the graph
        std::cout << same(carried, 0.25 * row) << ' ' << same(folded, row) << '\n';
        // [numbers]
    }
    {
        // [axes]
        constexpr auto total = tg::sum(rows);                           // all axes: []
        constexpr auto by_row = tg::mean(rows, tg::axis<1>);             // [n]
        constexpr auto centred = rows - tg::mean(rows, tg::axis<0>);     // [n,3]
        constexpr auto scaled = rows / tg::max(rows, tg::axis<-1>, tg::keepdims); // [n,3] / [n,1]
        // [axes]
        std::cout << tg::shape_of(total) << tg::shape_of(by_row) << tg::shape_of(centred) << tg::shape_of(scaled) << '\n';
    }
    {
        // [select]
        auto safe_root = [](auto v) { return tg::sum(tg::select(v > 0, tg::sqrt(v), 0)); };
        std::array<double, 3> g = tg::grad(safe_root)(std::array<double, 3>{-1, 0, 4});
        // [select]
        std::printf("%g %g %g\n", g[0], g[1], g[2]);
    }
}
