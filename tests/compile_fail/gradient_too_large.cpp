// error: typegrad: gradients: the loss is larger than the tested limit
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#define TYPEGRAD_FUNCTION_LIMIT 100
#define TYPEGRAD_PLAN_LIMIT 100
#include <typegrad/expr/gradients.hpp>
#include <typegrad/expr/symbol.hpp>

namespace tg = typegrad;

constexpr auto x = tg::input<"x", double>;
constexpr auto y = tg::graph([](auto v) {
    for (int k = 0; k < 60; ++k) v = v * v + v;
    return v;
})(x);
auto wrong = tg::gradients(y, x);
