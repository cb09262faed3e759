// error: typegrad: state: the array has another extent than the variable
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

constexpr auto w = tg::variable<"w", float, 3>;
auto wrong = tg::state(w = {1.0f, 2.0f});
