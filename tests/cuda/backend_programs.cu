// limits: seconds=600 mb=4000 files_mb=1000
// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// The tests of backends on a GPU. (Where there is one they are a program as any other: link them with main.cpp and cublas.)
#define TYPEGRAD_TEST_BACKEND gpu
#define TYPEGRAD_TEST_BACKEND_HEADER <typegrad/gpu.hpp>
#include <backends/test_programs.cpp>

TEST_CASE("products of float on tensor cores are as good as the rounding of what they multiply") {
    constexpr auto X = tg::input<"X", float, tg::dim<"n">, tg::dim<"m">>;
    constexpr auto Y = tg::input<"Y", float, tg::dim<"m">, tg::dim<"k">>;
    const std::int64_t n = 40, m = 64, k = 24;
    const on::array<float, 2> x(on::extents(n, m), on::wild), y(on::extents(m, k), [](std::size_t i) { return on::wild(i + 5); });
    const auto values = [](auto result) { return tg::copy_to_host<tg::gpu>(result); };
    const auto exact = values(tg::compile<tg::gpu>(tg::matmul(X, Y))(X = *x, Y = *y));
    const auto tf32 = values(tg::compile<tg::gpu_tf32>(tg::matmul(X, Y))(X = *x, Y = *y));
    const auto bf16 = values(tg::compile<tg::gpu_bf16>(tg::matmul(X, Y))(X = *x, Y = *y));
    double rounded = 0, more = 0;
    for (std::size_t i = 0; i < exact.size(); ++i) { // sums of 64 products of numbers up to 2
        const double by_tf32 = std::fabs(tf32[i] - exact[i]), by_bf16 = std::fabs(bf16[i] - exact[i]);
        CHECK(by_tf32 < 64 * 4 * 0x1p-10);
        CHECK(by_bf16 < 64 * 4 * 0x1p-7);
        rounded += by_tf32;
        more += by_bf16;
    }
    CHECK(rounded > 0);
    CHECK(more > 2 * rounded);
}
