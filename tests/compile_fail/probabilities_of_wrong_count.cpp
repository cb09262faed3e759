// error: softmax_cross_entropy: z[5,10], t[5,1]: axis 1 is 10 and 1
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

constexpr auto z = tg::input<"z", float, 5, 10>;
auto wrong = tg::softmax_cross_entropy(z, tg::input<"t", float, 5, 1>);
