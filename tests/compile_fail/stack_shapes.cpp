// error: stack: x[3], y[4]: axis 0 is 3 and 4
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

auto wrong = tg::stack(tg::input<"x", float, 3>, tg::input<"y", float, 4>);
