// error: device::fused: b[784] is neither one number nor of the results\' shape [batch,784]
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/backends/device/fused.hpp>
#include <typegrad/expr/symbol.hpp>

namespace tg = typegrad;

constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 784>;
constexpr auto b = tg::variable<"b", float, 784>;
auto wrong = tg::device::fused(x + b, x, b);
