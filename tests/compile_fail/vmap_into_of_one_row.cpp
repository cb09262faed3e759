// error: typegrad: vmap: into: the memory needs one axis more than the result of one row
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

void f(const std::vector<std::array<double, 3>>& x, std::array<double, 3>& out) {
    tg::vmap([](auto a) { return 2 * a; })(x, tg::into(out));
}
