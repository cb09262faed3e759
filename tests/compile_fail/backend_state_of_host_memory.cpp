// error: typegrad: program: the state is not in the memory in which the program works: tg::state<backend>(...)
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
#include <support/emulated_device.hpp>

namespace tg = typegrad;
constexpr auto w = tg::variable<"w", float, 3>;
float f() {
    auto state = tg::state(tg::ones(w));
    return tg::compile<tg::emulated_device>(tg::sum(w))(state);
}
