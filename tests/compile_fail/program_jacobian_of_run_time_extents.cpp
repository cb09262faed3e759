// error: jacobian: 
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

auto f(std::vector<double> v) {
    return tg::jacobian([](auto a) { return tg::sum(a); })(v);
}
