// error: typegrad: compile: the backend's header is missing (typegrad/thrust.hpp)
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;
constexpr auto x = tg::input<"x", float, 3>;
float f(const std::array<float, 3>& array) { return tg::compile<tg::thrust_omp>(tg::sum(x))(x = array); }
