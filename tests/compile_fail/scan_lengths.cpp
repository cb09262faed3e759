// error: scan: sequence 1 has 5 steps and sequence 0 has 7
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/scan.hpp>
#include <typegrad/expr/symbol.hpp>

namespace tg = typegrad;

constexpr auto x = tg::input<"x", double, 7>;
constexpr auto y = tg::input<"y", double, 5>;
auto wrong = tg::scan([](auto c, auto row) { return c + row[0] * row[1]; }, 0.0, std::tuple{x, y});
