// error: typegrad: into: an array is not in the memory in which the program works
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
#include <support/emulated_device.hpp>

namespace tg = typegrad;
constexpr auto x = tg::input<"x", float, tg::dim<"n">>;
void f(const tg::device_view<float, 1>& array, std::vector<float>& out) { tg::compile<tg::emulated_device>(2.0f * x)(x = array, tg::into(out)); }
