// error: typegrad: vmap: the function of one row is too large for straight-line code
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

auto f(const std::vector<std::array<double, 1000>>& x) {
    return tg::vmap([](auto a) { return tg::sum(tg::exp(a) * a); })(x);
}
