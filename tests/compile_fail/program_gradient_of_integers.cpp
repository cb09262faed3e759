// error: grad: argument 0[?] has element type int32: gradients exist with respect to floating numbers only
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

auto f(std::vector<int> v) {
    return tg::grad([](auto a, auto b) { return tg::sum(tg::cast<double>(a) * b); })(v, 2.0);
}
