// error: typegrad: scan: the step must capture nothing: pass values behind the sequence
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/scan.hpp>
#include <typegrad/expr/symbol.hpp>

namespace tg = typegrad;

constexpr auto x = tg::input<"x", double, tg::dim<"steps">>;
auto wrong(double rate) {
    return tg::scan([rate](auto c, auto v) { return c * rate + v; }, 0.0, x);
}
