// error: softmax_cross_entropy: z[5,10], y[4]: axis 0 is 5 and 4
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto z = tg::input<"z", float, 5, 10>;
auto wrong = tg::softmax_cross_entropy(z, tg::input<"y", std::int32_t, 4>);
