// error: typegrad: the function does not take these arguments: it needs one parameter for each, of type auto
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

auto wrong = tg::grad([](double x) { return x * x; })(1.0);
