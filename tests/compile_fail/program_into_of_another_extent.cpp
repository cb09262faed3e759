// error: typegrad: into: the memory has another extent than the result
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

constexpr auto energy = [](auto v) { return tg::sum(v * v); };
void f(const std::array<double, 3>& v, std::array<double, 4>& g) { tg::grad(energy)(v, tg::into(g)); }
