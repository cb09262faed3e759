// error: the number 3000000000 is no int32
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

using namespace tg::literals;
auto wrong = tg::input<"i", std::int32_t, 3> + 3000000000_c;
