// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <support/on_backend.hpp>

namespace tg = typegrad;
using namespace typegrad::literals;

namespace {

constexpr auto x = tg::input<"x", float, tg::dim<"n">>;
constexpr auto y = tg::input<"y", float, tg::dim<"n">>;
constexpr auto s = tg::input<"s", float>;
constexpr auto A = tg::input<"A", double, tg::dim<"n">, tg::dim<"m">>;
constexpr auto b = tg::input<"b", double, tg::dim<"m">>;
constexpr auto F = tg::input<"F", float, tg::dim<"n">, tg::dim<"m">>;
constexpr auto labels = tg::input<"labels", std::int32_t, tg::dim<"n">>;
constexpr auto C = tg::input<"C", double, tg::dim<"k">, tg::dim<"n">, tg::dim<"m">>;
constexpr auto whole = tg::input<"i", std::int64_t, tg::dim<"n">, tg::dim<"m">>;

constexpr std::int64_t lengths[]{0, 1, 3, 4, 5, 31, 256, 1000, 20001};
constexpr std::array<std::int64_t, 2> sizes[]{{0, 5}, {5, 0}, {1, 1}, {1, 9}, {9, 1}, {7, 4}, {3, 1000}, {1000, 3}, {130, 67}};

} // namespace

TEST_CASE("an elementwise function, its sum and gradients, for all lengths") {
    const auto loss = tg::sum(tg::tanh(x * s + y) * tg::exp(-tg::square(y)) + tg::softplus(x));
    for (const std::int64_t n : lengths) {
        CAPTURE(n);
        on::agrees_with_gradients(64, loss, on::fill(x, on::extents(n), on::wild), on::fill(y, on::extents(n), [](std::size_t k) { return on::wild(k + 77); }), on::fill(s, on::extents(), [](std::size_t) { return 0.75; }));
    }
}
TEST_CASE("the largest, the smallest, the product and the sum of everything, and of nothing") {
    for (const std::int64_t n : lengths) {
        CAPTURE(n);
        const auto v = on::fill(x, on::extents(n), on::wild);
        on::agrees(16, on::all(tg::sum(x), tg::max(x), tg::min(x)), v);
        on::agrees(4 + std::sqrt(static_cast<double>(n)), on::all(tg::prod(1_c + x * 0.001)), v);
    }
}
TEST_CASE("NaN and infinities go through sums and extrema") {
    for (const double odd : {double{INFINITY}, -double{INFINITY}, double{NAN}, -0.0, 1e-42})
        for (const std::size_t at : {0u, 17u, 999u}) {
            CAPTURE(odd);
            CAPTURE(at);
            on::agrees(4, on::all(tg::sum(x), tg::max(x), tg::min(x), tg::abs(x), tg::maximum(x, 0.0f)), on::fill(x, on::extents(1000), [&](std::size_t k) { return k == at ? odd : on::wild(k); }));
        }
}
TEST_CASE("sums over either axis of a matrix, and what is computed from them") {
    for (const auto& e : sizes) {
        CAPTURE(e[0]);
        CAPTURE(e[1]);
        const auto a = on::fill(A, e, on::wild);
        on::agrees(64, on::all(tg::sum(A, tg::axis<0>), tg::sum(A, tg::axis<1>), tg::sum(A)), a);
        on::agrees(64, on::all(tg::max(tg::square(A), tg::axis<0>), tg::min(A, tg::axis<1>)), a);
        if (e[0] > 0 && e[1] > 0) {
            on::agrees(256, on::all(A / tg::sum(tg::exp(A), tg::axis<1>, tg::keepdims), A - tg::mean(A, tg::axis<0>)), a);
            on::agrees_with_gradients(512, tg::mean(tg::square(A + b) * tg::sigmoid(b)), a, on::fill(b, on::extents(e[1]), on::wild));
        }
    }
}
TEST_CASE("three axes, summed over each and over two") {
    for (const std::array<std::int64_t, 3>& e : {std::array<std::int64_t, 3>{2, 3, 4}, {1, 50, 7}, {40, 1, 33}, {6, 70, 5}}) {
        CAPTURE(e[1]);
        const auto c = on::fill(C, e, on::wild);
        on::agrees(64, on::all(tg::sum(C, tg::axis<0>), tg::sum(C, tg::axis<1>), tg::sum(C, tg::axis<2>)), c);
        on::agrees(64, on::all(tg::sum(tg::cos(C), tg::axis<0, 1>), tg::sum(tg::cos(C), tg::axis<0, 2>), tg::sum(tg::cos(C), tg::axis<1, 2>)), c);
        on::agrees(64, on::all(tg::transpose(C) * 2.0, tg::softmax(C)), c);
    }
}
TEST_CASE("softmax cross-entropy by labels and its gradient") {
    for (const std::array<std::int64_t, 2>& e : {std::array<std::int64_t, 2>{1, 2}, {50, 10}, {7, 33}, {300, 5}, {3, 1500}}) {
        CAPTURE(e[0]);
        CAPTURE(e[1]);
        const auto loss = tg::mean(tg::softmax_cross_entropy(F, labels));
        const auto f = on::fill(F, e, [](std::size_t k) { return 4 * on::wild(k); });
        const auto l = on::fill(labels, on::extents(e[0]), [&](std::size_t k) { return static_cast<double>((k * 7) % static_cast<std::size_t>(e[1])); });
        on::agrees(e[1] == 2 ? 1e6 : 256, on::all(loss, tg::gradients(loss, F)), f, l); // of two labels the loss is small beside what it is a difference of
        on::agrees(256, on::all(tg::log_softmax(F), tg::logsumexp(F, tg::axis<1>)), f);
    }
}
TEST_CASE("labels that are no index match nothing") {
    const auto l = on::fill(labels, on::extents(6), [](std::size_t k) { return static_cast<double>(k) - 2; });
    on::agrees(0, on::all(tg::one_hot<3, float>(labels)), l);
}
TEST_CASE("integers wrap and count exactly") {
    for (const auto& e : sizes) {
        CAPTURE(e[0]);
        const auto i = on::fill(whole, e, [](std::size_t k) { return std::floor(1000 * on::wild(k)); });
        on::agrees(0, on::all(tg::sum(whole), tg::sum(whole, tg::axis<0>), whole * whole - 3, tg::cast<double>(whole)), i);
        if (e[1] > 0) on::agrees(0, on::all(tg::max(whole, tg::axis<1>), tg::cast<float>(whole > 5)), i);
    }
}
TEST_CASE("long sums are kept in double") {
    const auto v = on::fill(x, on::extents(1 << 20), [](std::size_t k) { return 1 + 1e-3 * on::wild(k); });
    on::agrees(2, on::all(tg::sum(x), tg::mean(x)), v);
}
