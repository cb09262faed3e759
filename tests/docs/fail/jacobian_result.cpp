// error: jacobian: the function returns [2,2], but a scalar or a vector of up to 256 elements is needed
// error(clang): jacobian: the function returns
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;

std::array<std::array<double, 2>, 2> m{};
auto wrong = tg::jacobian([](auto z) { return z * 2; })(m);
