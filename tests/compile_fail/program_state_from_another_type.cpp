// error: typegrad: state: the array holds another element type than the variable
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

constexpr auto w = tg::variable<"w", float, 3>;
auto wrong = tg::state(w = std::array{1.0, 2.0, 3.0});
