// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <sstream>
#include <doctest/doctest.h>
#include <typegrad/expr/gradients.hpp>
#include <typegrad/expr/print.hpp>
#include <typegrad/expr/scan.hpp>
#include <typegrad/expr/symbol.hpp>

namespace tg = typegrad;
using namespace tg::literals;

namespace {

constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 784>;
constexpr auto y = tg::input<"y", std::int32_t, tg::dim<"batch">>;
constexpr auto W = tg::variable<"W", float, 784, 10>;
constexpr auto b = tg::variable<"b", float, 10>;
constexpr auto p = tg::input<"p", double, 3>;
constexpr auto q = tg::input<"q", double, 3>;
constexpr auto r = tg::input<"r", double, 3>;

template <class E>
std::string text(const E& e) {
    std::ostringstream out;
    out << e;
    return out.str();
}

} // namespace

TEST_CASE("a loss prints as it was written") {
    CHECK(text(tg::mean(tg::softmax_cross_entropy(tg::matmul(x, W) + b, y))) == "mean(softmax_cross_entropy(matmul(x, W) + b, y))");
}
TEST_CASE("parentheses stand where the order of operations needs them, and nowhere else") {
    CHECK(text(p + q * r) == "p + q * r");
    CHECK(text((p + q) * r) == "(p + q) * r");
    CHECK(text(p - (q - r)) == "p - (q - r)");
    CHECK(text((p - q) - r) == "p - q - r");
    CHECK(text(p / (q * r) % r) == "p / (q * r) % r");
    CHECK(text(-(p + q)) == "-(p + q)");
    CHECK(text(-p * q) == "-p * q");
    CHECK(text(-(p * q)) == "-(p * q)");
    CHECK(text(p < q + r) == "p < q + r");
    CHECK(text(p < q && (q < r || !(p == r))) == "p < q && (q < r || !(p == r))");
    CHECK(text(p >= q) == "q <= p");
}
TEST_CASE("functions print with their arguments") {
    CHECK(text(tg::pow(p, q)) == "pow(p, q)");
    CHECK(text(tg::where(p > 0_c, tg::log(p), 0_c)) == "select(0 < p, log(p), 0)");
    CHECK(text(tg::cast<float>(p)) == "cast<float>(p)");
    CHECK(text(tg::polygamma<2>(p)) == "polygamma<2>(p)");
    CHECK(text(tg::minimum(tg::maximum(p, q), r)) == "minimum(maximum(p, q), r)");
    CHECK(text(tg::one_hot<10>(y)) == "one_hot<10, float>(y)");
}
TEST_CASE("reductions name their axes and whether they keep them") {
    CHECK(text(tg::sum(x)) == "sum(x)");
    CHECK(text(tg::sum(x, tg::axis<1>)) == "sum(x, axis<1>)");
    CHECK(text(tg::sum(x, tg::axis<1>, tg::keepdims)) == "sum(x, axis<1>, keepdims)");
    CHECK(text(tg::max(x, tg::keepdims)) == "max(x, keepdims)");
    CHECK(text(tg::mean(x, tg::axis<-2>)) == "mean(x, axis<0>)");
    CHECK(text(tg::argmax(x, tg::axis<1>)) == "argmax(x, axis<1>)");
    CHECK(text(tg::argmax(p, tg::axis<0>)) == "argmax(p, axis<0>)");
    CHECK(text(tg::softmax(x)) == "softmax(x)");
    CHECK(text(tg::log_softmax(x, tg::axis<0>)) == "log_softmax(x, axis<0>)");
}
TEST_CASE("views print their shapes, permutations and indices") {
    CHECK(text(tg::reshape<tg::dim<"batch">, 28, 28>(x)) == "reshape<batch,28,28>(x)");
    CHECK(text(tg::broadcast_to<2, 3>(p)) == "broadcast_to<2,3>(p)");
    CHECK(text(tg::transpose(W)) == "transpose(W)");
    CHECK(text(tg::transpose(tg::stack(W, W), tg::axis<1, 0, 2>)) == "transpose(stack(W, W), axis<1, 0, 2>)");
    CHECK(text(tg::element<2>(p) * q) == "p[2] * q");
    CHECK(text(tg::element<2>(p + q)) == "(p + q)[2]");
}
TEST_CASE("constants print with as few digits as tell them apart, run-time numbers with their values") {
    CHECK(text(0.1_c * p) == "0.1 * p");
    CHECK(text(0.1_c * b) == "0.1 * b");
    CHECK(text(0.1f * b) == "0.1 * b");
    CHECK(text(0.5 * p + 2) == "0.5 * p + 2");
    CHECK(text(p * 1e-30_c - 3_c) == "p * 1e-30 - 3");
    CHECK(text(y % 7) == "y % 7");
}
TEST_CASE("arguments of a trace are numbered") {
    tg::graph_storage<64> s{&tg::fold};
    const tg::node_ref a{&s.graph, s.graph.intern(tg::make_head(tg::op::argument, tg::dtype::float64, 0))};
    const tg::node_ref c{&s.graph, s.graph.intern(tg::make_head(tg::op::argument, tg::dtype::float64, 1))};
    const tg::node_id root = (a * c).id;
    CHECK(tg::graph_printer(s.words, s.graph.size, nullptr).formula(&root, 1) == "argument 0 * argument 1");
}
TEST_CASE("what is used again prints inline while it is short, on a line of its own when it is long") {
    CHECK(text((p + q) * (p + q)) == "(p + q) * (p + q)");
    CHECK(text(tg::square(tg::exp(p * q - r) + tg::log(q)) / (tg::exp(p * q - r) + tg::log(q))) == "%1 = exp(p * q - r) + log(q)\nsquare(%1) / %1");
}
TEST_CASE("the text of a deep graph with shared values is linear in its size") {
    constexpr auto deep = tg::graph([](auto h) {
        for (int k = 0; k < 200; ++k) h = h * h + h;
        return h;
    })(p);
    const std::string t = text(deep);
    CHECK(t.size() < 200 * 40);
    CHECK(t.find("%1 = ") == 0);
}
TEST_CASE("a gradient prints") {
    CHECK(text(tg::gradients(tg::sum(tg::exp(p) * q), p)) == "q * exp(p)");
    CHECK(text(tg::gradients(tg::sum(p * p * q), q)) == "p * p");
}
TEST_CASE("shapes print with the names of their extents") {
    CHECK(tg::shape_of(tg::matmul(x, W)) == "[batch,10]");
    CHECK(tg::shape_of(tg::sum(x)) == "[]");
    CHECK(tg::shape_of(tg::input<"d", float, tg::dynamic, 3>) == "[?,3]");
}
TEST_CASE("graphviz draws every node and every edge") {
    const std::string dot = tg::graphviz(tg::exp(p) * q);
    CHECK(dot.starts_with("digraph typegrad {"));
    CHECK(dot.find("label=\"p\\ndouble [3]\"") != std::string::npos);
    CHECK(dot.find("label=\"exp\\ndouble [3]\"") != std::string::npos);
    int edges = 0;
    for (std::size_t at = 0; (at = dot.find("->", at)) != std::string::npos; ++at) ++edges;
    CHECK(edges == 4);
}
TEST_CASE("the step of a scan stands on a line of its own and speaks of its arguments by number") {
    constexpr auto s = tg::input<"s", double, tg::dim<"steps">, 3>;
    constexpr auto scanned = tg::scan([](auto c, auto v, auto k) { return std::pair{c * k + v, c}; }, p, s, q);
    CHECK(text(std::get<0>(scanned)) == "%1 = step (argument 0 * argument 2 + argument 1, argument 0)\nscan(%1, p, s, q)[0]");
    CHECK(text(tg::gradients(tg::sum(std::get<0>(scanned)), s)) ==
          "%1 = step (argument 0 * argument 2, argument 0)\nscan_back(%1, broadcast_to<3>(1), s, q)[1]");
    const std::string drawing = tg::graphviz(std::get<1>(scanned));
    CHECK(drawing.find("chunk") == std::string::npos);
    CHECK(drawing.find("scan_result\\ndouble [steps,3]") != std::string::npos);
}
TEST_CASE("what stays the same from step to step is computed before the scan") {
    constexpr auto s = tg::input<"s", double, tg::dim<"steps">>;
    constexpr auto scanned = tg::scan([](auto c, auto v, auto k) { return tg::sin(c * tg::exp(k[0]) + v) * (k[1] - 1); }, 0.5_c, s, p);
    CHECK(text(scanned) == "%1 = step sin(argument 0 * argument 4 + argument 1) * argument 3\nscan(%1, 0.5, s, p, p[1] - 1, exp(p[0]))[0]");
    constexpr auto averaged = tg::scan([](auto c, auto v, auto k) { return c + v + 0 * tg::sum(k) + tg::mean(tg::tanh(k * c)); }, 0.5_c, s, p);
    CHECK(text(averaged) == "%1 = step argument 0 + argument 1 + argument 3 + mean(tanh(argument 2 * argument 0))\nscan(%1, 0.5, s, p, 0 * sum(p))[0]");
}
