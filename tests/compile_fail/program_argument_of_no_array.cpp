// error: typegrad: an argument is not an array the library can bind
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

auto f(const std::vector<long long>& v) { return tg::evaluate([](auto x) { return tg::sum(x); })(v); }
