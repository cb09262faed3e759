// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// What gdb prints of this program, where `look` is called, is compared by run.sh.
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;

[[gnu::noinline]] void look() { asm volatile(""); }

int main() {
    constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 4>;
    constexpr auto y = tg::input<"y", float, tg::dim<"batch">, 3>;
    constexpr auto W = tg::variable<"W", float, 4, 3>;
    constexpr auto b = tg::variable<"b", float>;
    auto symbol = x;
    auto loss = tg::mean(tg::square(tg::matmul(x, W) - y));
    auto scaled = 0.5 * tg::sum(y, tg::axis<1>) * (b + 2);
    tg::half sixteen(1.5f);
    tg::bfloat16 brain(-2.0f);
    tg::tensor<float, 2> table(2, 2);
    table(1, 0) = 3;
    auto state = tg::state(tg::filled(b, 0.25));
    tg::shape_error error("typegrad: a text");
    look();
    return static_cast<int>(sizeof(symbol) + sizeof(loss) + sizeof(scaled) + sizeof(sixteen) + sizeof(brain) + sizeof(state) + sizeof(error)) == 0;
}
