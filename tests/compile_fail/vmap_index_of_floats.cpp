// error: typegrad: rows: the index is an array of one axis of int32 or int64
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

auto f(const std::vector<double>& x, const std::vector<double>& at) {
    return tg::vmap([](auto a) { return a * a; })(tg::rows(x, at));
}
