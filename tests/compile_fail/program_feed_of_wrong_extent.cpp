// error: feed: x[batch,4] cannot take an array whose axis 1 has extent 3
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>
namespace tg = typegrad;

constexpr auto x = tg::input<"x", double, tg::dim<"batch">, 4>;
auto f() { return tg::compile(tg::sum(x))(x = {{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}}); }
