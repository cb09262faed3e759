// error: grad: loss has shape [
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

auto f(std::vector<double> v) {
    return tg::grad([](auto a) { return a * 2; })(v);
}
