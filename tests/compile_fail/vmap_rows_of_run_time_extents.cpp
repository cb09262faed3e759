// error: typegrad: vmap: the type of an argument must say the extents of its rows
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

auto f(const xt::xtensor<double, 2>& points) {
    return tg::vmap([](auto p) { return tg::sum(p); })(points);
}
