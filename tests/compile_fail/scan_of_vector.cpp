// error: typegrad: scan: the first carry, the sequence and further values are symbols and numbers
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

auto f(const std::vector<double>& v) { return tg::scan([](auto sum, auto x) { return sum + x; }, 0.0, v); }
