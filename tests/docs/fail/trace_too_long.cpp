// error: the function is larger than the tested limit of 12288 words
// error(clang): the function is larger than the
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;

constexpr auto x = tg::input<"x", double, tg::dim<"n">>;
auto wrong = tg::graph([](auto z) {
    for (int k = 0; k < 7000; ++k) z = z * z + z;
    return tg::sum(z);
})(x);
