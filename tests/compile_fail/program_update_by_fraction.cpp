// error: assign: count[] is int64, its new value a number with a fraction
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

constexpr auto count = tg::variable<"count", std::int64_t>;
auto f() { return tg::assign(count, 0.5); }
