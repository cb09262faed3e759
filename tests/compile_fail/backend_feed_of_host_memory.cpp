// error: feed: x[n] is in the memory of the host, the program runs on a device: tg::copy_to_device
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
#include <support/emulated_device.hpp>

namespace tg = typegrad;
constexpr auto x = tg::input<"x", float, tg::dim<"n">>;
float f(const std::vector<float>& array) { return tg::compile<tg::emulated_device>(tg::sum(x))(x = array); }
