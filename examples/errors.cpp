// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Errors of a call: what is thrown, and what it says.
#include <typegrad/typegrad.hpp>
#include <cstdio>
namespace tg = typegrad;

// [symbols]
constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 2>;
constexpr auto y = tg::input<"y", float, tg::dim<"batch">>;
constexpr auto W = tg::variable<"W", float, 2>;
constexpr auto rest = tg::matmul(x, W) - y;
// [symbols]

template <class Call>
void attempt(Call call) {
    try {
        call();
        std::puts("no error");
    } catch (const tg::error& e) {
        std::puts(e.what());
    }
}

int main() {
    // [arrays]
    auto program = tg::compile(tg::sum(tg::square(rest)));
    auto state = tg::state(tg::ones(W));
    xt::xtensor<float, 2> three_by_two = xt::ones<float>({3, 2}), three_by_three = xt::ones<float>({3, 3});
    xt::xtensor<float, 1> three = xt::ones<float>({3}), four = xt::ones<float>({4});
    // [arrays]
    // [extent]
    attempt([&] { program(state, x = three_by_three, y = three); });
    // [extent]
    // [dimension]
    attempt([&] { program(state, x = three_by_two, y = four); });
    // [dimension]
    // [mismatch]
    auto distance = [](auto a, auto b) { return tg::sum(tg::square(a - b)); };
    attempt([&] { tg::grad(distance)(three, four); });
    // [mismatch]
    // [state]
    attempt([&] { tg::state(W = four); });
    // [state]
    // [buffer]
    xt::xtensor<float, 1> buffer = xt::ones<float>({5});
    attempt([&] { tg::grad(distance)(three, three, tg::into(buffer)); });
    // [buffer]
    // [alias]
    std::vector<float> memory(8, 1.0f);
    std::span<float> first(memory.data(), 4), shifted(memory.data() + 1, 4);
    attempt([&] { tg::grad(distance)(first, four, tg::into(shifted)); });
    // [alias]
    // [mended]
    attempt([&] { program(state, x = three_by_two, y = three); });
    attempt([&] { tg::grad(distance)(first, four, tg::into(first)); }); // the very same memory, in one pass
    // [mended]
}
