// error: transpose: x[2,3]: name all 2 axes, once each
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

auto wrong = tg::transpose(tg::input<"x", float, 2, 3>, tg::axis<0>);
