// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>
#include <limits>
#include <memory>
#include <doctest/doctest.h>
#include <support/interpreter.hpp>
#include <support/lower.hpp>
#include <support/random_graph.hpp>
#include <typegrad/graph/verify.hpp>
#include <typegrad/transforms/gradient.hpp>

using namespace typegrad;

namespace {

using numbers = std::vector<double>;
constexpr double inf = std::numeric_limits<double>::infinity(), NaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint32_t capacity = 2048;

/// Equal, where NaN equals NaN.
bool same(const numbers& a, const numbers& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t k = 0; k < a.size(); ++k)
        if (!(a[k] == b[k] || (std::isnan(a[k]) && std::isnan(b[k])) || std::fabs(a[k] - b[k]) <= 1e-12 * (1 + std::fabs(b[k])))) return false;
    return true;
}

struct result {
    numbers value;
    std::vector<numbers> gradient;
};

/// f(leaves…), and the gradient of Σ f by each leaf (order 2: the gradient of Σ of the first leaf's gradient); composites
/// are lowered, as in a program. Leaves are matrices of `columns` columns where that is given, else vectors.
template <class F>
result run(const F& f, const std::vector<numbers>& leaves, int columns = 0, int order = 1) {
    const auto source = std::make_unique<graph_storage<capacity>>(&fold<>), low = std::make_unique<graph_storage<capacity>>(&fold<>);
    builder& g = source->graph;
    std::vector<node_ref> x;
    std::vector<node_id> ids;
    for (std::size_t k = 0; k < leaves.size(); ++k) {
        const int n = static_cast<int>(leaves[k].size());
        const node_id matrix[]{g.extent(columns == 0 ? 1 : n / columns), g.extent(columns)}, vector[]{g.extent(n)};
        const node_id shape = columns == 0 ? g.make_shape(vector, 1) : g.make_shape(matrix, 2);
        x.push_back(random_graphs::add_leaf(g, op::input, static_cast<char>('a' + k), dtype::float64, shape));
        ids.push_back(x.back().id);
    }
    const auto total = [&](node_ref y) { return y.rank() == 0 ? y : sum(y); };
    const node_ref y = f(x);
    std::vector<node_id> roots(1 + ids.size());
    roots[0] = y.id;
    node_ref loss = total(y);
    for (int k = 0; k < order; ++k) {
        add_gradient<capacity>(g, loss.id, one_like(g, loss.id), ids.data(), static_cast<int>(ids.size()), roots.data() + 1);
        loss = total({&g, roots[1]});
    }
    REQUIRE_MESSAGE(!g.failed, g.error.text);
    CHECK(std::string(verify(g.words, g.size, roots.data(), roots.size()).text) == "");

    std::vector<node_id> map(capacity);
    lower_graph(low->graph, g.words, g.size, map.data());
    REQUIRE_MESSAGE(!low->graph.failed, low->graph.error.text);
    interpreter i(low->words, low->graph.size);
    for (std::size_t k = 0; k < leaves.size(); ++k) i.bind(map[ids[k]], leaves[k]);
    std::vector<node_id> low_roots;
    for (const node_id r : roots) low_roots.push_back(map[r]);
    i.evaluate(low_roots);
    result out{i[low_roots[0]], {}};
    for (std::size_t k = 1; k < roots.size(); ++k) out.gradient.push_back(i[low_roots[k]]);
    return out;
}

template <class F>
numbers value(const F& f, const numbers& x) { return run([&](const auto& v) { return f(v[0]); }, {x}).value; }
template <class F>
numbers slope(const F& f, const numbers& x) { return run([&](const auto& v) { return f(v[0]); }, {x}).gradient[0]; }
template <class F>
numbers curvature(const F& f, const numbers& x) { return run([&](const auto& v) { return f(v[0]); }, {x}, 0, 2).gradient[0]; }
template <class F>
std::vector<numbers> slopes(const F& f, const numbers& a, const numbers& b) { return run([&](const auto& v) { return f(v[0], v[1]); }, {a, b}).gradient; }

} // namespace

TEST_CASE("sqrt has slope +inf at 0 and NaN below") {
    CHECK(same(slope([](auto x) { return sqrt(x); }, {0, 4, -1}), {inf, 0.25, NaN}));
}
TEST_CASE("an adjoint of 0 stays 0 through sqrt and rsqrt at 0") {
    CHECK(same(slopes([](auto x, auto w) { return w * sqrt(x); }, {0, 4}, {0, 2})[0], {0, 0.5}));
    CHECK(same(slopes([](auto x, auto w) { return w * rsqrt(x); }, {0, 4}, {0, 2})[0], {0, -0.125}));
}
TEST_CASE("rsqrt has slope -inf at 0") {
    CHECK(same(slope([](auto x) { return rsqrt(x); }, {0, 4}), {-inf, -0.0625}));
}
TEST_CASE("cbrt has slope +inf at 0") {
    CHECK(same(slope([](auto x) { return cbrt(x); }, {0, 8, -8}), {inf, 1.0 / 12, 1.0 / 12}));
}
TEST_CASE("abs has slope 0 at both zeros and keeps NaN") {
    CHECK(same(slope([](auto x) { return abs(x); }, {0.0, -0.0, 3, -3, inf, -inf, NaN}), {0, 0, 1, -1, 1, -1, NaN}));
}
TEST_CASE("sign, floor, ceil, trunc and round have no slope, jumps included") {
    CHECK(same(slope([](auto x) { return sign(x) + floor(x) + ceil(x) + trunc(x) + round(x); }, {0, 0.5, 1, -2}), {0, 0, 0, 0}));
}
TEST_CASE("division by zero follows IEEE") {
    const auto f = [](auto a, auto b) { return a / b; };
    CHECK(same(run([&](const auto& v) { return f(v[0], v[1]); }, {{1, 0}, {0, 0}}).value, {inf, NaN}));
    CHECK(same(slopes(f, {1, 0}, {0, 2})[0], {inf, 0.5}));
    CHECK(same(slopes(f, {1, 0}, {0, 2})[1], {-inf, 0}));
}
TEST_CASE("floor_mod takes the right-hand derivative at its jumps") {
    const auto d = slopes([](auto a, auto b) { return a % b; }, {6, 7, -1}, {3, 3, 3});
    CHECK(same(d[0], {1, 1, 1}));
    CHECK(same(d[1], {-2, -2, 1}));
}
TEST_CASE("pow with exponent 0 sends no gradient to the base, at 0 either") {
    CHECK(same(slopes([](auto a, auto b) { return pow(a, b); }, {0, 2}, {0, 0})[0], {0, 0}));
    CHECK(same(slope([](auto a) { return pow(a, 0); }, {0, 2}), {0, 0}));
}
TEST_CASE("pow with base 0 sends no gradient to the exponent") {
    const auto d = slopes([](auto a, auto b) { return pow(a, b); }, {0, 0, 0}, {1, 2, 0.5});
    CHECK(same(d[0], {1, 0, inf}));
    CHECK(same(d[1], {0, 0, 0}));
}
TEST_CASE("pow with a negative base has no derivative by the exponent") {
    const auto d = slopes([](auto a, auto b) { return pow(a, b); }, {-2}, {3});
    CHECK(same(d[0], {12}));
    CHECK(same(d[1], {NaN}));
}
TEST_CASE("pow with constant exponents is exact at 0") {
    CHECK(same(slope([](auto a) { return pow(a, 2) + pow(a, 3); }, {0, -1}), {0, 1}));
    CHECK(same(value([](auto a) { return pow(a, 3); }, {-2}), {-8}));
}
TEST_CASE("the inverse functions have infinite slopes at the ends of their domains") {
    CHECK(same(slope([](auto x) { return asin(x); }, {1, -1, 0}), {inf, inf, 1}));
    CHECK(same(slope([](auto x) { return acos(x); }, {1, -1, 0}), {-inf, -inf, -1}));
    CHECK(same(slope([](auto x) { return acosh(x); }, {1}), {inf}));
    CHECK(same(slope([](auto x) { return atanh(x); }, {1, -1}), {inf, inf}));
    CHECK(same(slope([](auto x) { return asinh(x); }, {1e200, 0}), {1e-200, 1}));
}
TEST_CASE("log is -inf with slope inf at 0") {
    CHECK(same(value([](auto x) { return log(x); }, {0, -1}), {-inf, NaN}));
    CHECK(same(slope([](auto x) { return log(x); }, {0, 2}), {inf, 0.5}));
}
TEST_CASE("atan2 has no derivative at the origin, and none overflows") {
    const auto d = slopes([](auto a, auto b) { return atan2(a, b); }, {0, 1e200}, {0, 1e200});
    CHECK(same(d[0], {NaN, 0.5e-200}));
    CHECK(same(d[1], {NaN, -0.5e-200}));
}
TEST_CASE("hypot has the subgradient 0 at the origin, and does not overflow") {
    const auto d = slopes([](auto a, auto b) { return hypot(a, b); }, {0, 3, 1e200}, {0, 4, 0});
    CHECK(same(d[0], {0, 0.6, 1}));
    CHECK(same(d[1], {0, 0.8, 0}));
}
TEST_CASE("tanh, sigmoid and softplus saturate without NaN") {
    CHECK(same(slope([](auto x) { return tanh(x); }, {1e4, -1e4, inf}), {0, 0, 0}));
    CHECK(same(slope([](auto x) { return sigmoid(x); }, {1e4, -1e4}), {0, 0}));
    CHECK(same(value([](auto x) { return softplus(x); }, {1e4, -1e4}), {1e4, 0}));
    CHECK(same(slope([](auto x) { return softplus(x); }, {1e4, -1e4}), {1, 0}));
    CHECK(same(slope([](auto x) { return log_sigmoid(x); }, {1e4, -1e4}), {0, 1}));
}

// --- choice -----------------------------------------------------------------------------------------------------------
TEST_CASE("maximum and minimum send half of the adjoint to each side of a tie") {
    const auto d = slopes([](auto a, auto b) { return maximum(a, b); }, {1, 2, 3}, {2, 2, 2});
    CHECK(same(d[0], {0, 0.5, 1}));
    CHECK(same(d[1], {1, 0.5, 0}));
    CHECK(same(slopes([](auto a, auto b) { return minimum(a, b); }, {1, 2, 3}, {2, 2, 2})[0], {1, 0.5, 0}));
}
TEST_CASE("maximum is NaN if either side is") {
    CHECK(same(run([](const auto& v) { return maximum(v[0], v[1]); }, {{NaN, 1}, {1, NaN}}).value, {NaN, NaN}));
}
TEST_CASE("the larger of a value and itself has slope 1") {
    CHECK(same(slope([](auto x) { return maximum(x, x); }, {2}), {1}));
}
TEST_CASE("where masks a logarithm at 0") {
    CHECK(same(slope([](auto x) { return where(x > 0, log(x), 0); }, {0, -1, 2}), {0, 0, 0.5}));
}
TEST_CASE("where masks a square root at 0 and below") {
    CHECK(same(slope([](auto x) { return where(x > 0, sqrt(x), 0); }, {0, -1, 4}), {0, 0, 0.25}));
    CHECK(same(slope([](auto x) { return where(x > 0, rsqrt(x), 0); }, {0, 4}), {0, -0.0625}));
}
TEST_CASE("where masks an exponential that overflows") {
    CHECK(same(slope([](auto x) { return where(x < 10, exp(x), x); }, {1000, 0}), {1, 1}));
    CHECK(same(slope([](auto x) { return where(x < 10, exp(exp(x)) - exp(x), x); }, {1000}), {1}));
}
TEST_CASE("where masks division by zero, and what comes before it") {
    CHECK(same(slope([](auto x) { return where(x != 0, sin(x) / x, 1); }, {0}), {0}));
    CHECK(same(slope([](auto x) { return where(x != 0, 1 / (x * x * x), x); }, {0}), {1}));
}
TEST_CASE("nested wheres mask each their own side") {
    const auto f = [](auto x) { return where(x > 1, log(x - 1), where(x > 0, sqrt(x) / x, exp(-1000 * x))); };
    CHECK(same(slope(f, {3, 0.25, -1}), {0.5, -4, -inf}));
    const auto guarded = [](auto x) { return where(x > 1, log(x - 1), where(x > 0, sqrt(x) / x, x)); };
    CHECK(same(slope(guarded, {0, 1, -1}), {1, -0.5, 1}));
}
TEST_CASE("where masks pow, asin and norm") {
    CHECK(same(slope([](auto x) { return where(x > 0, pow(x, 0.3), 0); }, {0, -1}), {0, 0}));
    CHECK(same(slope([](auto x) { return where(abs(x) < 1, asin(x), x); }, {1, 0}), {1, 1}));
    CHECK(same(slope([](auto x) { const auto n = sqrt(sum(x * x)); return where(n > 0, n, 0); }, {0, 0}), {0, 0}));
}
TEST_CASE("where masks products and logarithms of sums over inf") {
    CHECK(same(slope([](auto x) { return where(x[0] > 0, prod(x), 0); }, {-1, inf, 2}), {0, 0, 0}));
    CHECK(same(slope([](auto x) { return where(x[0] > 0, logsumexp(x), 0); }, {-inf, -inf}), {0, 0}));
}
TEST_CASE("where masks the rows of a cross-entropy whose labels are padding") {
    const auto f = [](const auto& v) {
        const node_ref label = sum(v[1], axis<1>), rows = softmax_cross_entropy(v[0], cast<std::int32_t>(label));
        return where(label >= 0, rows, 0);
    };
    const result r = run(f, {{0, 0, inf, -inf}, {1, 0, -1, 0}}, 2);
    CHECK(same(r.value, {std::log(2), 0}));
    CHECK(same(r.gradient[0], {0.5, -0.5, 0, 0}));
}
TEST_CASE("second derivatives are masked too") {
    CHECK(same(curvature([](auto x) { return where(x > 0, sqrt(x), 0); }, {0, 4, -1}), {0, -1.0 / 32, 0}));
    CHECK(same(curvature([](auto x) { return where(x > 0, log(x), 0); }, {0, 2}), {0, -0.25}));
    CHECK(same(curvature([](auto x) { return where(x < 10, exp(x), x * x); }, {1000, 0}), {2, 1}));
}
TEST_CASE("a zero weight masks nothing: 0 times inf is NaN, as in IEEE") {
    CHECK(same(slopes([](auto x, auto w) { return w * log(x); }, {0}, {0})[0], {NaN}));
}

// --- reductions -------------------------------------------------------------------------------------------------------
TEST_CASE("max and min of an array share the adjoint evenly among ties") {
    CHECK(same(slope([](auto x) { return max(x); }, {1, 3, 3, 2, 3}), {0, 1.0 / 3, 1.0 / 3, 0, 1.0 / 3}));
    CHECK(same(slope([](auto x) { return min(x); }, {1, 1, 2}), {0.5, 0.5, 0}));
}
TEST_CASE("max of an array is NaN if an element is") {
    CHECK(same(value([](auto x) { return max(x); }, {1, NaN, 2}), {NaN}));
}
TEST_CASE("max of infinities has a finite gradient") {
    CHECK(same(slope([](auto x) { return max(x); }, {-inf, -inf}), {0.5, 0.5}));
    CHECK(same(slope([](auto x) { return max(x); }, {inf, 1}), {1, 0}));
}
TEST_CASE("prod with one zero sends the product of the others to it, with two zeros nothing") {
    CHECK(same(slope([](auto x) { return prod(x); }, {2, 3, 4}), {12, 8, 6}));
    CHECK(same(slope([](auto x) { return prod(x); }, {2, 0, 4}), {0, 8, 0}));
    CHECK(same(slope([](auto x) { return prod(x); }, {0, 0, 4}), {0, 0, 0}));
}
TEST_CASE("sum, prod and mean of nothing are 0, 1 and NaN") {
    CHECK(same(value([](auto x) { return sum(x); }, {}), {0}));
    CHECK(same(value([](auto x) { return prod(x); }, {}), {1}));
    CHECK(same(value([](auto x) { return mean(x); }, {}), {NaN}));
    CHECK(same(slope([](auto x) { return mean(x); }, {}), {}));
}
TEST_CASE("logsumexp of nothing but -inf is -inf, and any +inf gives +inf") {
    CHECK(same(value([](auto x) { return logsumexp(x); }, {-inf, -inf}), {-inf}));
    CHECK(same(value([](auto x) { return logsumexp(x); }, {inf, 1}), {inf}));
    CHECK(same(value([](auto x) { return logsumexp(x); }, {NaN, 1}), {NaN}));
    CHECK(same(value([](auto x) { return logsumexp(x); }, {1e4, 1e4}), {1e4 + std::log(2)}));
    CHECK(same(slope([](auto x) { return logsumexp(x); }, {-inf, 0}), {0, 1}));
}
TEST_CASE("softmax is exact at 1e4 and -1e4") {
    CHECK(same(value([](auto x) { return softmax(x); }, {1e4, -1e4, 1e4}), {0.5, 0, 0.5}));
    CHECK(same(value([](auto x) { return log_softmax(x); }, {1e4, -1e4}), {0, -2e4}));
    CHECK(same(slope([](auto x) { return square(softmax(x)); }, {1e4, -1e4}), {0, 0}));
    CHECK(same(slope([](auto x) { return log_softmax(x)[0]; }, {-1e4, 1e4}), {1, -1}));
    CHECK(same(value([](auto x) { return softmax(x); }, {-inf, 0}), {0, 1}));
}

// --- cross-entropy ----------------------------------------------------------------------------------------------------
TEST_CASE("cross-entropy is stable at logits of 1e4") {
    const auto ce = [](const auto& v) { return softmax_cross_entropy(v[0], cast<std::int64_t>(sum(v[1], axis<1>))); };
    // labels 1 and 0, written as rows that sum to them
    const result r = run(ce, {{1e4, -1e4, 1e4, -1e4}, {1, 0, 0, 0}}, 2);
    CHECK(same(r.value, {2e4, 0}));
    CHECK(same(r.gradient[0], {1, -1, 0, 0}));
}
TEST_CASE("a label out of range makes its row's value and gradient NaN, and no other") {
    const auto ce = [](const auto& v) { return softmax_cross_entropy(v[0], cast<std::int32_t>(sum(v[1], axis<1>))); };
    const result r = run(ce, {{0, 0, 0, 0, 0, 0}, {2, 0, -1, 0, 1, 0}}, 2);
    CHECK(same(r.value, {NaN, NaN, std::log(2)}));
    CHECK(same(r.gradient[0], {NaN, NaN, NaN, NaN, 0.5, -0.5}));
}
TEST_CASE("cross-entropy takes probabilities, and an impossible class with probability 0 costs nothing") {
    const auto ce = [](const auto& v) { return softmax_cross_entropy(v[0], v[1]); };
    const result r = run(ce, {{0, -inf, 0, 0}, {1, 0, 0.25, 0.75}}, 2);
    CHECK(same(r.value, {0, std::log(2)}));
    CHECK(same(r.gradient[0], {0, 0, 0.25, -0.25}));
}
TEST_CASE("one_hot of a label out of range is a row of zeros") {
    CHECK(same(value([](auto x) { return one_hot<2, double>(cast<std::int32_t>(x)); }, {1, 2, -1}), {0, 1, 0, 0, 0, 0}));
}
TEST_CASE("argmax and argmin give the first of equals, and the first NaN") {
    CHECK(same(value([](auto x) { return cast<double>(argmax(x, axis<0>)); }, {1, 3, 3}), {1}));
    CHECK(same(value([](auto x) { return cast<double>(argmin(x, axis<0>)); }, {1, 1, 3}), {0}));
    CHECK(same(value([](auto x) { return cast<double>(argmax(x, axis<0>)); }, {1, NaN, 3, NaN}), {1}));
    CHECK(same(value([](auto x) { return cast<double>(argmin(x, axis<0>)); }, {-1, NaN}), {1}));
}
TEST_CASE("casts to integers send no gradient, casts between floating types do") {
    CHECK(same(slope([](auto x) { return cast<double>(cast<std::int32_t>(x)); }, {1.5}), {0}));
    CHECK(same(slope([](auto x) { return cast<double>(square(cast<float>(x))); }, {1.5}), {3}));
}
