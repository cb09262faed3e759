// error: gradients: loss has shape [3], a scalar is needed
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/gradients.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto w = tg::variable<"w", double, 3>;
auto wrong = tg::gradients(tg::exp(w), w);
