// error: the function is larger than the tested limit of 12288 words
// error(clang): the function is larger than the
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;

constexpr auto x = tg::input<"x", double>;
auto wrong = tg::graph([](auto v) {
    for (int k = 0; k < 7000; ++k) v = v * v + v;
    return v;
})(x);
