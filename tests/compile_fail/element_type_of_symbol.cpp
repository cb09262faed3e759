// error: typegrad: element types are bool, 32- and 64-bit integers, float, double, tg::half and tg::bfloat16
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

auto wrong = tg::input<"x", char, 3>;
