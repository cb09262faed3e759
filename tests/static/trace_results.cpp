// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// A trace takes and returns tuples, pairs and arrays.
#include <support/legal.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", double, 3>;
constexpr auto w = tg::variable<"w", double, 3>;

constexpr auto both = tg::graph([](auto a, auto b) { return std::pair{a + b, a * b}; })(x, w);
static_assert(std::same_as<std::remove_cvref_t<decltype(std::get<0>(both))>, decltype(x + w)>);
static_assert(std::same_as<std::remove_cvref_t<decltype(std::get<1>(both))>, decltype(x * w)>);

constexpr auto nested = tg::graph([](auto layers) {
    auto h = layers[0];
    for (auto l : layers) h = tg::tanh(h * l);
    return h;
})(std::tuple{x, w, x});
static_assert(legal(nested) && operations(nested) == 6);

// an expression at namespace scope may be used inside
constexpr auto captured = tg::graph([](auto v) { return v * w + v; })(x);
static_assert(std::same_as<std::remove_const_t<decltype(captured)>, decltype(x * w + x)>);

// a trace carries the run-time numbers of its arguments
constexpr auto scaled = tg::graph([](auto a, auto b) { return a - b; })(0.5 * x, 0.25 * x);
static_assert(scaled.parameter_count == 2);
static_assert(scaled.parameters.bits[0] == __builtin_bit_cast(tg::word, 0.5));
static_assert(scaled.parameters.bits[1] == __builtin_bit_cast(tg::word, 0.25));
