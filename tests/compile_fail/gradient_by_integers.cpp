// error: gradients: n[3] has element type int32: gradients exist
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/gradients.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto n = tg::input<"n", std::int32_t, 3>;
auto wrong = tg::gradients(tg::sum(tg::cast<double>(n)), n);
