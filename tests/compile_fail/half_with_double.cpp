// error: add: x[3], y[3]: element types half and double differ (tg::cast<double> converts)
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

auto wrong = tg::input<"x", tg::half, 3> + tg::input<"y", double, 3>;
