// error: typegrad: _c takes integers below 2^53
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

using namespace tg::literals;
auto wrong = 9007199254740993_c;
