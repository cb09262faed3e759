// error: typegrad: grad: the function must capture nothing: pass values as arguments
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

auto f(double c) {
    return tg::grad([=](auto a) { return a * c; })(3.0);
}
