// error: device::fused: y[784] is not among the operands
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/backends/device/fused.hpp>
#include <typegrad/expr/symbol.hpp>

namespace tg = typegrad;

constexpr auto x = tg::input<"x", float, 784>;
constexpr auto y = tg::input<"y", float, 784>;
auto wrong = tg::device::fused(x * y, x);
