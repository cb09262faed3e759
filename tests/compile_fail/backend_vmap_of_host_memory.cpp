// error: typegrad: vmap: rows are in the memory in which the function works (tg::copy_to_device)
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
#include <support/emulated_device.hpp>

namespace tg = typegrad;
auto f(const std::vector<std::array<double, 3>>& points) {
    return tg::on<tg::emulated_device>(tg::vmap([](auto p) { return tg::sum(p); }))(points);
}
