// error: typegrad: grad: the function has no argument of that number
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

auto wrong = tg::grad<1>([](auto a) { return a * 2; })(3.0);
