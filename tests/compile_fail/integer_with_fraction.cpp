// error: multiply: x[3], []: element types int32 and literal differ (tg::cast<double> converts)
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

auto wrong = tg::input<"x", std::int32_t, 3> * 0.5_c;
