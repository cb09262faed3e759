// error: softmax_cross_entropy: z[n,10], y[n,1]: integer labels have the logits
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto z = tg::input<"z", float, tg::dim<"n">, 10>;
auto wrong = tg::softmax_cross_entropy(z, tg::input<"y", std::int32_t, tg::dim<"n">, 1>);
