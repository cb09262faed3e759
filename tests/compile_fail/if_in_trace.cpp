// error: typegrad: a symbol is neither true nor false while the program compiles
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

auto wrong = tg::grad([](auto a) { if (a > 0) return a; return a * a; })(1.0);
