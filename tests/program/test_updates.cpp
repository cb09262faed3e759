// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;
using namespace tg::literals;

namespace {

constexpr auto W = tg::variable<"W", double, 3, 3>;
constexpr auto V = tg::variable<"V", double, 3, 3>;
constexpr auto b = tg::variable<"b", double, 40>;
constexpr auto c = tg::variable<"c", double, 40>;
constexpr auto n = tg::variable<"n", double>;
constexpr auto x = tg::input<"x", double, 40>;

const xt::xtensor<double, 2> start{{1, 2, 3}, {4, 5, 6}, {7, 8, 10}};
xt::xtensor<double, 1> ramp(double step = 1) {
    xt::xtensor<double, 1> r(std::array<std::size_t, 1>{40});
    for (std::size_t i = 0; i < 40; ++i) r(i) = step * static_cast<double>(i) + 0.5;
    return r;
}
xt::xtensor<double, 2> product(const xt::xtensor<double, 2>& a, const xt::xtensor<double, 2>& d) {
    xt::xtensor<double, 2> y = xt::zeros<double>({3, 3});
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j)
            for (std::size_t k = 0; k < 3; ++k) y(i, j) += a(i, k) * d(k, j);
    return y;
}

} // namespace

TEST_CASE("two variables are swapped in one call") {
    auto swap = tg::compile(tg::assign(W, V), tg::assign(V, W));
    auto state = tg::state(W = start, tg::ones(V));
    swap(state);
    CHECK(state[V] == start);
    CHECK(xt::all(xt::equal(state[W], 1.0)));
    auto large = tg::compile(tg::assign(b, c), tg::assign(c, b));
    auto vectors = tg::state(b = ramp(), c = ramp(-2));
    large(vectors);
    CHECK(vectors[b] == ramp(-2));
    CHECK(vectors[c] == ramp());
}

TEST_CASE("a number fills a variable") {
    constexpr auto count = tg::variable<"count", std::int64_t>;
    constexpr auto flags = tg::variable<"flags", bool, 3>;
    constexpr auto rough = tg::variable<"rough", tg::half, 4>;
    auto reset = tg::compile(tg::assign(W, 0.5), tg::assign(count, 7), tg::assign(n, 2_c), tg::assign(flags, true), tg::assign(rough, 0.1), tg::sum(W));
    auto state = tg::state(W = start, tg::ones(n), tg::zeros(count), tg::zeros(flags), tg::zeros(rough));
    CHECK(reset(state) == doctest::Approx(46)); // before
    CHECK(xt::all(xt::equal(state[W], 0.5)));
    CHECK(state[count] == 7);
    CHECK(state[n] == 2);
    CHECK(state[flags](2));
    CHECK(static_cast<float>(state[rough](3)) == static_cast<float>(tg::half(0.1f)));
    // the number is one of the call, so the type does not know it
    const auto set = [](double value) { return tg::assign(n, value); };
    static_assert(std::same_as<decltype(set(1)), decltype(set(2))>);
    for (const double value : {3.0, -4.0}) {
        tg::compile(set(value))(state);
        CHECK(state[n] == value);
    }
    CHECK(tg::compile(tg::after(tg::assign(n, 10.0), n * n))(state) == 100);
    CHECK(state[n] == -4);
}

TEST_CASE("variables updated from each other use the old values") {
    auto program = tg::compile(tg::assign(b, b + c), tg::assign(c, b - 2 * c), tg::assign(n, tg::sum(b) * n));
    auto state = tg::state(b = ramp(), c = ramp(-2), tg::filled(n, 2));
    program(state);
    CHECK(xt::allclose(state[b], ramp() + ramp(-2)));
    CHECK(xt::allclose(state[c], ramp() - 2 * ramp(-2)));
    CHECK(state[n] == doctest::Approx(2 * xt::sum(ramp())()));
}

TEST_CASE("a variable fetched beside its update is the old one, after the update the new one") {
    auto update = tg::assign(n, n * 3 + 1);
    auto program = tg::compile(n, n * 10, update, tg::after(update, n), tg::after(update, n * 10));
    auto state = tg::state(tg::filled(n, 2));
    const auto [old, old_tenfold, fresh, fresh_tenfold] = program(state);
    CHECK(old == 2);
    CHECK(old_tenfold == 20);
    CHECK(fresh == 7);
    CHECK(fresh_tenfold == 70);
    CHECK(state[n] == 7);
    auto vector_update = tg::assign(b, tg::reshape<40>(b) * 2);
    auto vectors = tg::compile(b, vector_update, tg::after(vector_update, tg::sum(b)));
    auto values = tg::state(b = ramp());
    const auto [before, sum] = vectors(values);
    CHECK(before == ramp());
    CHECK(sum == doctest::Approx(2 * xt::sum(ramp())()));
    CHECK(values[b] == 2 * ramp());
}

TEST_CASE("updates that must not happen in place are right") {
    auto state = tg::state(W = start);
    tg::compile(tg::assign(W, tg::transpose(W)))(state);
    CHECK(state[W] == xt::xtensor<double, 2>(xt::transpose(start)));
    tg::compile(tg::assign(W, tg::matmul(W, W)))(state);
    const xt::xtensor<double, 2> turned = xt::transpose(start);
    CHECK(xt::allclose(state[W], product(turned, turned)));
    state[W] = start;
    tg::compile(tg::assign(W, W + tg::sum(W)))(state);
    CHECK(xt::allclose(state[W], start + 46.0));
    state[W] = start;
    tg::compile(tg::assign(W, W - tg::element<0>(W)))(state);
    CHECK(xt::allclose(state[W], start - xt::view(start, 0, xt::all())));
    state[W] = start;
    tg::compile(tg::assign(W, tg::softmax(W)))(state);
    CHECK(xt::allclose(xt::sum(state[W], {1}), 1.0));
    CHECK(state[W](0, 0) == doctest::Approx(1 / (1 + std::exp(1.0) + std::exp(2.0))));
}

namespace {
constexpr auto L = tg::variable<"L", double, 50, 50>;
xt::xtensor<double, 2> large() {
    xt::xtensor<double, 2> l(std::array<std::size_t, 2>{50, 50});
    for (std::size_t i = 0; i < l.size(); ++i) l.data()[i] = tg::random_unit(1, i) - 0.3;
    return l;
}
} // namespace

TEST_CASE("updates of large variables that must not happen in place are right") {
    const xt::xtensor<double, 2> old = large();
    auto state = tg::state(L = old);
    tg::compile(tg::assign(L, tg::transpose(L)))(state);
    CHECK(state[L] == xt::xtensor<double, 2>(xt::transpose(old)));
    state[L] = old;
    tg::compile(tg::assign(L, tg::matmul(L, L)))(state);
    double want = 0;
    for (std::size_t k = 0; k < 50; ++k) want += old(49, k) * old(k, 48);
    CHECK(state[L](49, 48) == doctest::Approx(want));
    state[L] = old;
    tg::compile(tg::assign(L, L + tg::sum(L)))(state);
    CHECK(xt::allclose(state[L], old + xt::sum(old)()));
    state[L] = old;
    tg::compile(tg::assign(L, L - tg::element<0>(L)))(state);
    CHECK(xt::allclose(state[L], old - xt::view(old, 0, xt::all())));
    state[L] = old;
    tg::compile(tg::assign(L, L - tg::element<49>(L) + tg::transpose(L)))(state);
    CHECK(xt::allclose(state[L], old - xt::view(old, 49, xt::all()) + xt::transpose(old)));
    state[L] = old;
    tg::compile(tg::assign(L, L * tg::sum(L, tg::axis<1>, tg::keepdims) + tg::sum(L, tg::axis<0>)))(state);
    const xt::xtensor<double, 2> rows = xt::reshape_view(xt::xtensor<double, 1>(xt::sum(old, {1})), std::array<std::size_t, 2>{50, 1});
    CHECK(xt::allclose(state[L], old * rows + xt::sum(old, {0})));
}

TEST_CASE("sgd with assign_sub of the gradient is the same") {
    auto loss = tg::mean(tg::square(b * x - 1));
    auto one = tg::compile(loss, tg::sgd(loss, {.learning_rate = 0.25}));
    auto other = tg::compile(tg::assign_sub(b, 0.25 * tg::gradients(loss, b)));
    auto first = tg::state(b = ramp(0.01)), second = tg::state(b = ramp(0.01));
    for (int k = 0; k < 3; ++k) {
        one(first, x = ramp(0.1));
        other(second, x = ramp(0.1));
    }
    CHECK(xt::allclose(first[b], second[b]));
    CHECK(!xt::allclose(first[b], ramp(0.01)));
}

TEST_CASE("the learning rate can be set for one call") {
    auto loss = tg::sum(tg::square(b - x));
    auto train = tg::compile(tg::sgd(loss, {.learning_rate = 0.25}));
    auto state = tg::state(tg::zeros(b));
    const auto target = ramp();
    train(state, x = target, tg::learning_rate = 0.5);
    CHECK(xt::allclose(state[b], ramp()));
    state[b] = xt::zeros<double>({40});
    train(state, x = target);
    CHECK(xt::allclose(state[b], ramp() / 2));
    train(state, x = target, tg::learning_rate = 0.0);
    CHECK(xt::allclose(state[b], ramp() / 2));
}

TEST_CASE("numbers in an expression are parameters that keep the value they had") {
    const auto program = [](double factor) { return tg::compile(x * factor + factor * 2, tg::sum(x) * (factor + 1)); };
    const auto two = program(2), three = program(3);
    const auto [a, s] = two(x = ramp());
    const auto [d, t] = three(x = ramp());
    CHECK(xt::allclose(a, ramp() * 2 + 4));
    CHECK(xt::allclose(d, ramp() * 3 + 6));
    CHECK(t == doctest::Approx(xt::sum(ramp())() * 4));
    CHECK(s == doctest::Approx(xt::sum(ramp())() * 3));
}

TEST_CASE("scalars of a state are plain numbers") {
    auto loss = tg::square(n * 3 - 6);
    auto train = tg::compile(loss, tg::sgd(loss, {.learning_rate = 0.05}));
    auto state = tg::state(tg::ones(n));
    static_assert(std::is_same_v<decltype(state[n]), double&>);
    CHECK(train(state) == 9);
    CHECK(state[n] == doctest::Approx(1.9));
    for (int k = 0; k < 60; ++k) train(state);
    CHECK(state[n] == doctest::Approx(2));
}

TEST_CASE("several fetches come in order and each thing once") {
    auto program = tg::compile(tg::sum(x), x * 2, x, tg::max(x), x);
    const auto [sum, twice, same, largest, again] = program(x = ramp());
    CHECK(sum == doctest::Approx(xt::sum(ramp())()));
    CHECK(twice == 2 * ramp());
    CHECK(same == ramp());
    CHECK(again == ramp());
    CHECK(largest == 39.5);
}
