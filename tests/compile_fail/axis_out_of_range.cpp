// error: sum: x[batch,784]: axis 2 is out of range for 2 axes
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 784>;
auto wrong = tg::sum(x, tg::axis<2>);
