// error: add: a[3], b[3]: element types int32 and int64 differ (tg::cast<std::int64_t> converts)
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

auto wrong = tg::input<"a", std::int32_t, 3> + tg::input<"b", std::int64_t, 3>;
