// error: device::fused: sum is not elementwise: no reductions, views or products in a functor
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/backends/device/fused.hpp>
#include <typegrad/expr/symbol.hpp>

namespace tg = typegrad;

constexpr auto x = tg::input<"x", float, 784>;
auto wrong = tg::device::fused(x / tg::sum(x), x);
