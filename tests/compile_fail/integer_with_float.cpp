// error: multiply: n[3], x[3]: element types int32 and float differ (tg::cast<float> converts)
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

auto wrong = tg::input<"n", std::int32_t, 3> * tg::input<"x", float, 3>;
