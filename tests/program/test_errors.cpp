// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;
using sizes = std::initializer_list<std::size_t>;

namespace {

constexpr auto x = tg::input<"x", double, tg::dim<"batch">, 4>;
constexpr auto y = tg::input<"y", double, tg::dim<"batch">>;
constexpr auto z = tg::input<"z", double, tg::dim<"other">>;
constexpr auto u = tg::input<"u", double, tg::dynamic>;
constexpr auto b = tg::variable<"b", double, 4>;

xt::xtensor<double, 2> matrix(std::size_t rows, std::size_t columns = 4) { return xt::ones<double>({rows, columns}); }
xt::xtensor<double, 1> vector(std::size_t n) { return xt::ones<double>({n}); }

template <class Error, class F>
std::string message_of(F f) {
    try {
        f();
    } catch (const Error& e) {
        static_assert(std::is_base_of_v<tg::error, Error> && std::is_base_of_v<std::runtime_error, Error>);
        return e.what();
    }
    return "nothing was thrown";
}

} // namespace

TEST_CASE("a wrong extent names the symbol, the axis and both extents") {
    const auto program = tg::compile(tg::sum(x));
    CHECK(message_of<tg::shape_error>([&] { return program(x = matrix(3, 5)); }) == "typegrad: x: axis 1 has extent 5, but its shape is [batch,4]");
}
TEST_CASE("a dimension with two values names both places") {
    const auto program = tg::compile(tg::sum(x) + tg::sum(y));
    CHECK(message_of<tg::shape_error>([&] { return program(x = matrix(3), y = vector(4)); }) == "typegrad: dimension batch is 3 in x (axis 0) and 4 in y (axis 0)");
    CHECK(program(x = matrix(3), y = vector(3)) == 15);
}
TEST_CASE("extents that must agree are checked at the call") {
    const auto program = tg::compile(tg::sum(y * z));
    CHECK(message_of<tg::shape_error>([&] { return program(y = vector(3), z = vector(4)); }) == "typegrad: multiply: batch is 3 and other is 4, but they must be equal");
    CHECK(program(y = vector(5), z = vector(5)) == 5);
    const auto fixed = tg::compile(tg::sum(y * tg::input<"w", double, 7>));
    CHECK(message_of<tg::shape_error>([&] { return fixed(y = vector(3), tg::input<"w", double, 7> = vector(7)); }).find("must be equal") != std::string::npos);
}
TEST_CASE("a dynamic extent of 1 does not broadcast silently") {
    const auto program = tg::compile(y + u);
    CHECK(message_of<tg::shape_error>([&] { return program(y = vector(3), u = vector(1)); }).find("must be equal") != std::string::npos);
    const auto f = tg::evaluate([](auto p, auto q) { return p + q; });
    CHECK_THROWS_AS(f(vector(3), vector(1)), tg::shape_error);
    CHECK_THROWS_AS(f(std::vector<double>(3), std::array<double, 2>{}), tg::shape_error);
    CHECK_THROWS_AS(tg::grad([](auto p, auto q) { return tg::sum(p * q); })(std::vector<double>(3), std::array<double, 2>{}), tg::shape_error);
    CHECK(tg::grad([](auto p, auto q) { return tg::sum(p * q); })(std::vector<double>(2), std::array<double, 2>{3, 4}) == std::vector<double>{3, 4});
}
TEST_CASE("constraints hold even where their reason was simplified away") {
    const auto program = tg::compile(tg::sum(y + z) * 0.0 + tg::sum(z));
    CHECK_THROWS_AS(program(y = vector(2), z = vector(3)), tg::shape_error);
    CHECK(program(y = vector(3), z = vector(3)) == 3);
}

TEST_CASE("an empty batch is an array like any other") {
    const auto program = tg::compile(tg::sum(x), x * 2, tg::sum(x, tg::axis<0>), tg::max(y), tg::mean(y), tg::softmax(x));
    const auto [sum, twice, columns, largest, mean, p] = program(x = matrix(0), y = vector(0));
    CHECK(sum == 0);
    CHECK(twice.shape()[0] == 0);
    CHECK(xt::all(xt::equal(columns, 0.0)));
    CHECK(largest == -std::numeric_limits<double>::infinity());
    CHECK(std::isnan(mean));
    CHECK(p.shape()[0] == 0);
}
TEST_CASE("batch sizes may change from call to call") {
    const auto program = tg::compile(tg::sum(x, tg::axis<0>), tg::mean(y), tg::exp(x));
    tg::workspace memory;
    for (const std::size_t n : sizes{3, 1, 100, 7, 2000, 0, 5}) {
        const auto [columns, mean, e] = program(memory, x = matrix(n), y = vector(n));
        CHECK(xt::allclose(columns, static_cast<double>(n)));
        CHECK((n == 0 ? std::isnan(mean) : mean == doctest::Approx(1)));
        CHECK(e.shape()[0] == n);
    }
}

// --- memory of the caller's ------------------------------------------------------------------------------------------

TEST_CASE("a result may overwrite the array it is computed from where that is safe") {
    const auto program = tg::compile(tg::exp(y) + 1);
    auto v = vector(37);
    program(y = v, tg::into(v));
    CHECK(xt::allclose(v, std::exp(1.0) + 1));
    std::vector<double> w(37, 1.0);
    tg::evaluate([](auto a) { return a * 2 + tg::square(a); })(w, tg::into(w));
    CHECK(w == std::vector<double>(37, 3.0));
    std::vector<double> p(37, 2.0);
    tg::evaluate([](auto a) { return a / tg::sum(a); })(p, tg::into(p)); // the sum is complete before the first store
    CHECK(p[0] == doctest::Approx(1.0 / 37));
    CHECK(p[36] == doctest::Approx(1.0 / 37));
    std::vector<double> g(37, 0.5);
    const double value = tg::value_and_grad([](auto a) { return tg::sum(tg::exp(a)); })(g, tg::into(g));
    CHECK(value == doctest::Approx(37 * std::exp(0.5)));
    CHECK(g[36] == doctest::Approx(std::exp(0.5)));
}
TEST_CASE("a result that would destroy what is still read is refused and nothing is written") {
    std::vector<double> v(37, 2.0);
    const auto refused = [&](auto f, const auto& in, auto& out) {
        const std::vector<double> before = v;
        CHECK_THROWS_AS(f(in, tg::into(out)), tg::alias_error);
        CHECK(v == before);
    };
    const auto twice = tg::evaluate([](auto a) { return a * 2; });
    const std::span<const double> in(v.data(), 30);
    std::span<double> ahead(v.data() + 1, 30), behind(v.data() + 7, 30);
    refused(twice, in, ahead);
    refused(twice, in, behind);
    auto m = matrix(5, 5);
    CHECK_THROWS_AS(tg::evaluate([](auto a) { return tg::transpose(a) * 2; })(m, tg::into(m)), tg::alias_error);
    CHECK_THROWS_AS(tg::evaluate([](auto a) { return tg::matmul(a, a); })(m, tg::into(m)), tg::alias_error);
    CHECK_THROWS_AS(tg::evaluate([](auto a) { return tg::softmax(a); })(m, tg::into(m)), tg::alias_error);
    CHECK(xt::all(xt::equal(m, 1.0)));
}
TEST_CASE("two results must not share memory") {
    std::vector<double> v(10, 1.0), out(20);
    std::span<double> first(out.data(), 10), second(out.data() + 5, 10);
    CHECK_THROWS_AS(tg::evaluate([](auto a) { return std::tuple(a + 1, a * 2); })(v, tg::into(first, second)), tg::alias_error);
    CHECK(out == std::vector<double>(20));
}
TEST_CASE("results must not overlap arrays of the state") {
    auto state = tg::state(tg::ones(b));
    auto in = matrix(1);
    std::span<double> into_state(state[b].data(), 4);
    const auto sums = tg::compile(tg::sum(x * b, tg::axis<0>));
    CHECK_THROWS_AS(sums(state, x = in, tg::into(into_state)), tg::alias_error);
    CHECK(xt::all(xt::equal(state[b], 1.0)));
}
TEST_CASE("memory of the wrong size or layout is refused") {
    std::vector<double> v(10, 1.0), small(9);
    CHECK(message_of<tg::shape_error>([&] { tg::evaluate([](auto a) { return a + 1; })(v, tg::into(small)); }) == "typegrad: into: the memory for result 0 has extent 9 on axis 0, not 10");
    auto m = matrix(4, 6);
    auto columns = xt::view(m, xt::all(), xt::range(0, 4));
    CHECK_THROWS_AS(tg::evaluate([](auto a) { return a + 1; })(matrix(4, 4), tg::into(columns)), tg::shape_error);
    CHECK(xt::all(xt::equal(m, 1.0)));
}
TEST_CASE("a call that fails leaves state and outputs as they were") {
    const auto loss = tg::sum(tg::square(x - b));
    auto train = tg::compile(loss, x * 2, tg::sgd(loss, {.learning_rate = 0.1}));
    auto state = tg::state(tg::ones(b));
    auto out = matrix(3);
    CHECK_THROWS_AS(train(state, x = matrix(3, 5), tg::into(out)), tg::shape_error);
    auto wrong = matrix(2);
    CHECK_THROWS_AS(train(state, x = matrix(3), tg::into(wrong)), tg::shape_error);
    auto in = matrix(3);
    CHECK(xt::all(xt::equal(state[b], 1.0)));
    CHECK(xt::all(xt::equal(out, 1.0)));
    CHECK(xt::all(xt::equal(wrong, 1.0)));
}

// --- what a state starts from ------------------------------------------------------------------------------------------

TEST_CASE("initialisers have the distribution they promise, and the same numbers every time") {
    constexpr auto W = tg::variable<"W", double, 200, 300>;
    constexpr auto F = tg::variable<"F", float, 200, 300>;
    auto state = tg::state(tg::glorot(W, 1), tg::he(F, 2)), again = tg::state(tg::glorot(W, 1), tg::he(F, 2)), other = tg::state(tg::glorot(W, 3), tg::he(F, 4));
    CHECK(state[W] == again[W]);
    CHECK(state[F] == again[F]);
    CHECK(state[W] != other[W]);
    CHECK(state[F] != other[F]);
    const double limit = std::sqrt(6.0 / 500);
    CHECK(xt::amax(state[W])() <= limit);
    CHECK(xt::amin(state[W])() >= -limit);
    CHECK(xt::amax(state[W])() > 0.99 * limit);
    CHECK(std::fabs(xt::mean(state[W])()) < 0.01 * limit);
    CHECK(xt::mean(xt::square(state[W]))() == doctest::Approx(limit * limit / 3).epsilon(0.02));
    CHECK(std::fabs(xt::mean(xt::cast<double>(state[F]))()) < 0.001);
    CHECK(xt::mean(xt::square(xt::cast<double>(state[F])))() == doctest::Approx(2.0 / 200).epsilon(0.03));
    auto rest = tg::state(tg::uniform(W, 2, 3, 5), tg::normal(F, -1, 0.5, 6));
    CHECK(xt::mean(rest[W])() == doctest::Approx(2.5).epsilon(0.01));
    CHECK(xt::mean(xt::cast<double>(rest[F]))() == doctest::Approx(-1).epsilon(0.02));
    CHECK(xt::mean(xt::square(xt::cast<double>(rest[F]) + 1))() == doctest::Approx(0.25).epsilon(0.03));
}
TEST_CASE("a variable starts from an array of its shape, whatever its strides") {
    auto source = matrix(6, 4);
    for (std::size_t i = 0; i < source.size(); ++i) source.data()[i] = static_cast<double>(i);
    const auto state = tg::state(b = xt::view(source, 2, xt::all()));
    CHECK(state[b] == xt::xtensor<double, 1>{8, 9, 10, 11});
    CHECK(message_of<tg::state_error>([&] { return tg::state(b = vector(5)); }).find("extent 5") != std::string::npos);
}
