// error: feed: x[n] is in the memory of a device, the program runs on the host: tg::copy_to_host
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
#include <support/emulated_device.hpp>

namespace tg = typegrad;
constexpr auto x = tg::input<"x", float, tg::dim<"n">>;
float f(const tg::device_view<float, 1>& array) { return tg::compile(tg::sum(x))(x = array); }
