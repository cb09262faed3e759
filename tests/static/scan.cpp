// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <support/legal.hpp>
#include <typegrad/expr/gradients.hpp>
#include <typegrad/expr/scan.hpp>
#include <typegrad/expr/symbol.hpp>

namespace tg = typegrad;
using namespace tg::literals;

// The step of a scan travels in the type of the scan; its gradient is a scan whose step is the pullback.
constexpr auto x = tg::input<"x", double, tg::dim<"steps">, 3>;
constexpr auto w = tg::variable<"w", double, 3>;
constexpr auto step = [](auto c, auto v) {
    auto next = tg::tanh(c * w + v);
    return std::pair{next, next * next};
};
constexpr auto scanned = tg::scan(step, w, x);
constexpr auto last = std::get<0>(scanned);
constexpr auto rows = std::get<1>(scanned);
static_assert(legal(last) && legal(rows));
static_assert(last.rank() == 1 && rows.rank() == 2 && rows.type() == tg::dtype::float64);

// Equal scans are one, also in one expression.
static_assert(std::is_same_v<decltype(tg::scan(step, w, x)), std::remove_const_t<decltype(scanned)>>);
static_assert(size_of_graph(last + tg::sum(rows, tg::axis<0>)) < size_of_graph(last) + 20);

constexpr auto loss = tg::sum(last) + tg::sum(rows);
constexpr auto by_w = tg::gradients(loss, w);
constexpr auto by_x = tg::gradients(loss, x);
static_assert(legal(by_w) && legal(by_x));
static_assert(legal(tg::gradients(tg::sum(tg::square(by_w)), w)));

constexpr int scans_in(const auto& e) {
    int n = 0;
    for (std::size_t at = 0; at < e.size; at += 1 + static_cast<std::size_t>(tg::payload_of(e.stream()[at])))
        if (tg::op_of(e.stream()[at]) == tg::op::scan) ++n;
    return n;
}
static_assert(scans_in(by_w) == 2); // one there, one back

// What nobody wants is not carried back: the adjoint of the start of a linear recurrence needs no forward scan.
constexpr auto start = tg::input<"start", double>;
constexpr auto sums = tg::scan([](auto c, auto v) { return c + tg::sum(v); }, start, x);
static_assert(scans_in(sums) == 1 && scans_in(tg::gradients(sums, start)) <= 1);

// A number without a type takes the carry's.
constexpr auto f = tg::input<"f", float, tg::dim<"n">>;
static_assert(tg::scan([](auto c, auto v) { return c + v; }, 0_c, f).type() == tg::dtype::float32);
static_assert(tg::scan([](auto c, auto v) { return c + v; }, 0.5, f).type() == tg::dtype::float32);
