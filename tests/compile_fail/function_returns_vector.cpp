// error: typegrad: a function of symbols returns one value, or a std::tuple, std::pair or std::array of values
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

auto wrong = tg::evaluate([](auto a) { return std::vector{a, 2 * a}; })(1.0);
