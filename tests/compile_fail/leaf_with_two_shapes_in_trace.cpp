// error: input x: is x[3] here and x[4] there
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

auto wrong = tg::graph([](auto a, auto b) { return tg::sum(a) * tg::sum(b); })(tg::input<"x", float, 3>, tg::input<"x", float, 4>);
