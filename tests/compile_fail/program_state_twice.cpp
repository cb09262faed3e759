// error: typegrad: state: a variable has two initial values
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

constexpr auto w = tg::variable<"w", double, 1000>;
auto wrong = tg::state(tg::zeros(w), tg::ones(w));
