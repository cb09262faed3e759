// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <memory>
#include <sstream>
#include <vector>
#include <doctest/doctest.h>
#include <typegrad/expr/gradients.hpp>
#include <typegrad/expr/print.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/transforms/canonical_order.hpp>

/// Expressions at run time: what they carry, and that they hold no reference to anything (run under the sanitizers).
namespace tg = typegrad;
using namespace tg::literals;

namespace {

constexpr auto x = tg::input<"x", double, 3>;
constexpr auto w = tg::variable<"w", double, 3>;

template <class E>
std::string text(const E& e) {
    std::ostringstream out;
    out << e;
    return out.str();
}
template <class E>
std::vector<double> numbers(const E& e) {
    std::vector<double> out;
    for (const tg::word w : e.parameters.bits) out.push_back(__builtin_bit_cast(double, w));
    return out;
}

auto scaled(double factor) {
    const auto inner = factor * x;
    return inner + tg::exp(factor * 2 * inner); // all locals and temporaries are gone when it is used
}
struct model {
    decltype(scaled(0)) output = scaled(1);
};

} // namespace

TEST_CASE("plain numbers are carried in the order of their operands") {
    CHECK(numbers(1.0 * x + 2.0 * w) == std::vector{1.0, 2.0});
    CHECK(numbers(x - 3.0) == std::vector{3.0});
    CHECK(numbers(tg::pow(x * 1.5, 2.5)) == std::vector{1.5, 2.5});
    CHECK(numbers(tg::select(x < 1.0, x * 2.0, 3.0)) .size() == 3);
}
TEST_CASE("numbers stay with their places when the longer operand is the right one") {
    const auto e = (0.25 * x) / ((0.5 * w + w) * tg::exp(w));
    CHECK(text(e) == "0.25 * x / ((0.5 * w + w) * exp(w))");
}
TEST_CASE("an expression returned from a function is whole") {
    CHECK(text(scaled(0.5)) == "0.5 * x + exp(1 * (0.5 * x))");
    CHECK(text(scaled(4)) == "4 * x + exp(8 * (4 * x))");
}
TEST_CASE("expressions are stored, copied and assigned like numbers") {
    model m;
    m.output = scaled(2);
    const auto kept = std::make_unique<decltype(m.output)>(m.output);
    m.output = scaled(3);
    CHECK(text(*kept) == "2 * x + exp(4 * (2 * x))");
    CHECK(text(m.output) == "3 * x + exp(6 * (3 * x))");
    std::vector<decltype(scaled(0))> many;
    for (int k = 0; k < 10; ++k) many.push_back(scaled(k));
    CHECK(text(many[7]) == "7 * x + exp(14 * (7 * x))");
}
TEST_CASE("a trace carries the numbers of its arguments") {
    const double a = 0.5, b = 0.25;
    const auto e = tg::graph([](auto u, auto v) { return v - u * u; })(a * x, b * w);
    CHECK(text(e) == "0.25 * w - 0.5 * x * (0.5 * x)");
}
TEST_CASE("gradients carry the numbers of their loss") {
    const double rate = 0.75;
    const auto g = tg::gradients(tg::sum(rate * tg::exp(w)), w);
    CHECK(text(g) == "0.75 * exp(w)");
}
TEST_CASE("canonical order moves run-time numbers with their operands") {
    const auto e = tg::canonical(0.1 * x + 0.2 * w), f = tg::canonical(w * 0.2 + x * 0.1);
    CHECK(text(e) == text(f));
    CHECK((text(e).find("x * 0.1") != std::string::npos || text(e).find("0.1 * x") != std::string::npos));
}
TEST_CASE("integers are carried exactly") {
    const auto e = tg::input<"n", std::int64_t, 3> * (std::int64_t{1} << 62);
    CHECK(text(e) == "n * 4611686018427387904");
}
