// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

/// Compiled with -O0, where intrinsics are macros in g++ and nothing is inlined that need not be: loops over every element type.
namespace tg = typegrad;

TEST_CASE("loops compile and run without optimisation") {
    constexpr auto x = tg::input<"x", double, tg::dim<"n">>;
    constexpr auto y = tg::input<"y", float, tg::dim<"n">>;
    constexpr auto i = tg::input<"i", std::int64_t, tg::dim<"n">>;
    constexpr auto j = tg::input<"j", std::int32_t, tg::dim<"n">>;
    constexpr std::size_t n = 37;
    xt::xtensor<double, 1> a(std::array{n});
    xt::xtensor<float, 1> b(std::array{n});
    xt::xtensor<std::int64_t, 1> c(std::array{n});
    xt::xtensor<std::int32_t, 1> d(std::array{n});
    for (std::size_t k = 0; k < n; ++k) {
        a(k) = static_cast<double>(k) - 17.5;
        b(k) = static_cast<float>(k) / 8 - 2;
        c(k) = static_cast<std::int64_t>(k) - 9;
        d(k) = 11 - static_cast<std::int32_t>(k);
    }
    const auto program = tg::compile(tg::tanh(x) * tg::abs(x) - tg::sum(x), tg::exp(y) / tg::max(y), tg::select(i > 3, i * 2, tg::abs(i)), tg::maximum(j, -j) + tg::select(y > 0, j, 7 * j),
                                     tg::sum(tg::cast<double>(i)), tg::gradients(tg::sum(tg::log(1 + tg::square(x))), x));
    const auto [p, q, r, s, t, g] = program(x = a, y = b, i = c, j = d);
    double sum = 0, total = 0;
    for (std::size_t k = 0; k < n; ++k) {
        sum += a(k);
        total += static_cast<double>(c(k));
    }
    CHECK(t == total);
    for (std::size_t k = 0; k < n; ++k) {
        CHECK(p(k) == doctest::Approx(std::tanh(a(k)) * std::fabs(a(k)) - sum));
        CHECK(static_cast<double>(q(k)) == doctest::Approx(std::exp(static_cast<double>(b(k))) / static_cast<double>(b(n - 1))).epsilon(1e-5));
        CHECK(r(k) == (c(k) > 3 ? 2 * c(k) : std::abs(c(k))));
        CHECK(s(k) == std::abs(d(k)) + (b(k) > 0 ? 1 : 7) * d(k));
        CHECK(g(k) == doctest::Approx(2 * a(k) / (1 + a(k) * a(k))));
    }
}
