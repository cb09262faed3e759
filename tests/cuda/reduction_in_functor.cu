// limits: seconds=60 mb=2000 files_mb=1000
// error: typegrad: the graph cannot be built; the reason is the text in misuse
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;

constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 784>;
auto wrong = tg::device::fused(tg::softmax(x), x);
