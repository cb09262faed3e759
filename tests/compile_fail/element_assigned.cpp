// error: typegrad: a value has no elements that could be assigned
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

auto wrong = tg::grad([](auto a) { a[0] = a[1]; return tg::sum(a); })(std::array{1.0, 2.0});
