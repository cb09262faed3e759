// error: typegrad: compile: takes expressions to fetch and updates (tg::sgd, tg::assign)
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

auto wrong = tg::compile([](auto a) { return a * a; });
