// error: typegrad: graph: the arguments are symbols, expressions, or tuples, pairs and arrays of them
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

auto wrong = tg::graph([](auto a) { return tg::sum(a); })(std::array{1.0, 2.0});
