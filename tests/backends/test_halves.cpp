// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <support/on_backend.hpp>
#include <typegrad/program/vmap.hpp>

namespace tg = typegrad;
using namespace typegrad::literals;

namespace {

constexpr auto x = tg::input<"x", tg::half, tg::dim<"n">>;
constexpr auto y = tg::input<"y", tg::bfloat16, tg::dim<"n">>;
constexpr auto s = tg::input<"s", float>;
constexpr auto A = tg::input<"A", tg::half, tg::dim<"m">, tg::dim<"k">>;
constexpr auto B = tg::input<"B", tg::half, tg::dim<"k">, tg::dim<"n">>;
constexpr auto Z = tg::input<"Z", tg::bfloat16, tg::dim<"m">, tg::dim<"k">>;
constexpr auto W = tg::input<"W", tg::half, tg::dim<"b">, tg::dim<"m">, tg::dim<"k">>;
constexpr auto labels = tg::input<"labels", std::int32_t, tg::dim<"m">>;

constexpr double half_in_float = 8192; // a unit of the last place, in those of float

} // namespace

TEST_CASE("halves of both kinds: an elementwise function, its sum and gradients, for all lengths") {
    const auto loss = tg::sum(tg::tanh(x * s + y) * tg::exp(-tg::square(y)) + tg::maximum(x, y));
    for (const std::int64_t n : {0, 1, 2, 3, 5, 8, 33, 1000, 20001}) {
        CAPTURE(n);
        on::agrees_with_gradients(64, loss, on::fill(x, on::extents(n), on::wild), on::fill(y, on::extents(n), [](std::size_t k) { return on::wild(k + 77); }), on::fill(s, on::extents(), [](std::size_t) { return 0.75; }));
    }
}
TEST_CASE("results of halves are rounded once") {
    for (const std::int64_t n : {1, 4, 37, 4096}) {
        CAPTURE(n);
        const auto a = on::fill(x, on::extents(n), on::wild);
        const auto b = on::fill(y, on::extents(n), [](std::size_t k) { return 1e5 * on::wild(k); });
        on::agrees(0, on::all(tg::cast<tg::half>(x * 0.5f), tg::cast<tg::bfloat16>(x), tg::cast<tg::half>(y), tg::cast<float>(tg::cast<tg::half>(y)), tg::select(x < 0, tg::cast<tg::half>(-x), x)), a, b);
    }
}
TEST_CASE("rows of halves: softmax cross-entropy with its gradient, sums over both axes") {
    for (const std::array<std::int64_t, 2>& e : {std::array<std::int64_t, 2>{50, 10}, {7, 33}, {3, 1500}}) {
        CAPTURE(e[1]);
        const auto loss = tg::mean(tg::softmax_cross_entropy(A, labels));
        const auto a = on::fill(A, e, [](std::size_t k) { return 4 * on::wild(k); });
        const auto l = on::fill(labels, on::extents(e[0]), [&](std::size_t k) { return static_cast<double>((k * 7) % static_cast<std::size_t>(e[1])); });
        on::agrees(256, on::all(loss, tg::gradients(loss, A)), a, l);
        on::agrees(64, on::all(tg::sum(Z, tg::axis<0>), tg::max(Z, tg::axis<1>), tg::transpose(Z) * 2.0f), on::fill(Z, e, on::wild));
    }
}
TEST_CASE("products of halves, of many, of turned ones, and their gradients") {
    const auto loss = tg::sum(tg::square(tg::matmul(A, B)));
    for (const std::array<std::int64_t, 3>& e : {std::array<std::int64_t, 3>{1, 1, 1}, {5, 7, 3}, {40, 33, 50}, {0, 4, 2}, {4, 0, 2}}) {
        CAPTURE(e[0]);
        const auto a = on::fill(A, on::extents(e[0], e[1]), on::wild);
        const auto b = on::fill(B, on::extents(e[1], e[2]), [](std::size_t k) { return on::wild(k + 5); });
        on::agrees(64, on::all(tg::matmul(A, B), tg::einsum<"mk,kn->nm">(A, B), tg::sum(tg::matmul(A, B), tg::axis<0>)), a, b);
        on::agrees_with_gradients(2 * half_in_float, loss, a, b);
        on::agrees(64, on::all(tg::matmul(W, B)), on::fill(W, on::extents(3, e[0], e[1]), on::wild), b);
    }
    const auto b = on::fill(B, on::extents(6, 9), on::wild);
    on::agrees(64, on::all(tg::matmul(Z, B), tg::matmul(tg::transpose(B), B)), on::fill(Z, on::extents(4, 6), on::wild), b); // of two kinds; of one matrix
}
TEST_CASE("a function of halves on many instances, some of whose rows do not exist") {
    const std::int64_t n = 37;
    const on::array<tg::half, 2> rows(on::extents(n, 3), on::wild);
    const on::array<std::int32_t, 1> at(on::extents(n), [](std::size_t k) { return k == 5 ? 99.0 : static_cast<double>(k); });
    on::array<float, 1> values(on::extents(n));
    on::array<float, 2> slopes(on::extents(n, 3));
    const auto f = tg::on<on::backend>(tg::vmap(tg::value_and_grad<0>([](auto p) { return tg::sum(tg::square(p) * p); })));
    const auto run = [&] { f(tg::rows<3>(*rows, *at), tg::into(*values, *slopes)); };
    if constexpr (!on::backend::own_memory) { // it looks first, and writes nothing
        CHECK_THROWS(run());
        return;
    }
    run();
    const std::vector<double> v = values.numbers(), d = slopes.numbers();
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
        double sum = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            const double p = static_cast<double>(tg::half(on::wild(3 * i + k)));
            sum += p * p * p;
            CHECK((i == 5 ? std::isnan(d[3 * i + k]) : std::fabs(d[3 * i + k] - 3 * p * p) < 1e-5));
        }
        CHECK((i == 5 ? std::isnan(v[i]) : std::fabs(v[i] - sum) < 1e-5));
    }
}
TEST_CASE("mixed precision: a step whose adjoints overflow changes the scale of the loss and nothing else") {
    constexpr auto w = tg::variable<"w", float, 7, 4>;
    constexpr auto scale = tg::variable<"scale", float>;
    constexpr auto rows = tg::input<"rows", tg::half, tg::dim<"m">, 7>;
    const auto loss = tg::mean(tg::softmax_cross_entropy(tg::matmul(rows, tg::cast<tg::half>(w)), labels));
    const auto dw = tg::gradients(scale * loss, w);
    const auto good = tg::min(tg::cast<std::int32_t>(tg::isfinite(dw))) == 1_c;
    const auto train = tg::compile<on::backend>(tg::assign(w, tg::select(good, w - 2.0f / scale * dw, w)), tg::assign(scale, tg::select(good, scale, 0.5_c * scale)));
    const auto value = tg::compile<on::backend>(loss, scale, tg::sum(tg::square(w)));
    auto state = tg::state<on::backend>(tg::glorot(w, 3), tg::filled(scale, 1e8));
    const on::array<tg::half, 2> points(on::extents(60, 7), on::wild);
    const on::array<std::int32_t, 1> classes(on::extents(60), [](std::size_t k) { return static_cast<double>(k % 4); });
    const auto [first, large, size] = value(state, rows = *points, labels = *classes);
    float last_scale = large, last_size = size, now = first;
    int overflows = 0;
    for (int step = 0; step < 60; ++step) {
        train(state, rows = *points, labels = *classes);
        const auto [l, s, z] = value(state, rows = *points, labels = *classes);
        CHECK((s == last_scale || (s == last_scale / 2 && z == last_size)));
        overflows += s != last_scale ? 1 : 0;
        last_scale = s, last_size = z, now = l;
    }
    CHECK(overflows >= 3);
    CHECK(overflows < 30);
    CHECK(now < 0.9f * first);
}
