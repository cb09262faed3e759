// error: arrays have at most 8 axes, not 9
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", float, 1, 2, 3, 4, 5, 6, 7, 8>;
auto wrong = tg::stack(x, x);
