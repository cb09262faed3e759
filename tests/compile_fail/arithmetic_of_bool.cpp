// error: add: b[3], b[3]: needs numbers, not bool
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto b = tg::input<"b", bool, 3>;
auto wrong = b + b;
