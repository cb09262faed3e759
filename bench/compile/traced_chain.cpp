// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// sizes: 125 250 500
// ops-per-size: 2
#include <typegrad/core.hpp>

#include <cstdio>

/// The same by a loop inside a traced function, with its gradient and the code that computes both.
namespace tg = typegrad;

constexpr auto chain = [](auto x) {
    auto h = x;
    for (int k = 0; k < TYPEGRAD_SIZE; ++k) h = h * h + h;
    return h;
};

int main(int count, char**) {
    const auto [value, gradient] = tg::value_and_grad(chain)(0.1 / count);
    std::printf("%g %g\n", value, gradient);
}
