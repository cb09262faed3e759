// error: scan: sequence 0 is one number, without an axis to step along
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/scan.hpp>
#include <typegrad/expr/symbol.hpp>

namespace tg = typegrad;

constexpr auto x = tg::input<"x", double>;
auto wrong = tg::scan([](auto c, auto v) { return c + v; }, 0.0, x);
