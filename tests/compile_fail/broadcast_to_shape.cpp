// error: broadcast_to: x[3]: does not broadcast to [1]
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

auto wrong = tg::broadcast_to<1>(tg::input<"x", float, 3>);
