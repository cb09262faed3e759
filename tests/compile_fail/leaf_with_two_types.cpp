// error: input x: is float x[3] here and double x[3] there
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

auto wrong = tg::cast<double>(tg::input<"x", float, 3>) + tg::input<"x", double, 3>;
