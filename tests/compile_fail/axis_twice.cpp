// error: max: x[batch,784]: axis -1 is named twice
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 784>;
auto wrong = tg::max(x, tg::axis<1, -1>);
