// error: expressions_have_their_graph_as_type_so_they_cannot_be_reassigned__loop_inside_tg_graph_instead
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

void wrong() {
    auto h = tg::input<"x", float, 3> + 1_c;
    for (int k = 0; k < 3; ++k) h = h * h;
}
