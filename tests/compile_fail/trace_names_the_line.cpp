// error: trace_names_the_line.cpp:15:
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 784>;
constexpr auto b = tg::variable<"b", float, 10>;
auto wrong = tg::graph([](auto v, auto w) {
    const auto h = tg::exp(v);
    return h * 2 + (
        v + w);
})(x, b);
