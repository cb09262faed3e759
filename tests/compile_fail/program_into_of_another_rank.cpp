// error: typegrad: into: the memory has another number of axes than the result
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

constexpr auto energy = [](auto v) { return tg::sum(v * v); };
void f(std::vector<double>& v, double& g) { tg::grad(energy)(v, tg::into(g)); }
