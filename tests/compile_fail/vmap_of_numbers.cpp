// error: typegrad: vmap: nothing to map over: plain numbers have no rows
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

auto f(double x, double y) {
    return tg::vmap([](auto a, auto b) { return a * b; })(x, y);
}
