// error: typegrad: state: its arguments are initial values of variables
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

auto wrong = tg::state(3.0);
