// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// sizes: 25 50 100
// ops-per-size: 2
#include <typegrad/core.hpp>

#include <cstdio>

/// Shared subexpressions in expression types: every operator is a type of its own.
namespace tg = typegrad;

constexpr auto x = tg::input<"x", double>;

template <int Levels, class E>
constexpr auto chain(const E& h) {
    if constexpr (Levels == 0) return h;
    else return chain<Levels - 1>(h * h + h);
}

int main() {
    const auto y = chain<TYPEGRAD_SIZE>(x);
    const auto dy = tg::gradients(y, x);
    std::printf("%zu %zu bytes, %zu %zu words\n", sizeof y, sizeof dy, y.size, dy.size);
}
