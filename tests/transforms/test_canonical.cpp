// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <doctest/doctest.h>
#include <support/lower.hpp>
#include <support/random_problem.hpp>
#include <typegrad/expr/gradients.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/graph/verify.hpp>
#include <typegrad/transforms/canonical.hpp>
#include <typegrad/transforms/cut.hpp>

using namespace random_graphs;
namespace tg = typegrad;

namespace {

/// Operations of one kind in the canonical form of an expression.
template <class E>
int count_of(const E&, op code) {
    const node_id root = E::root();
    const auto cut_graph = tg::cut<4096, 1, E::size>(E::stream(), &root, nullptr, 0);
    const auto canonical = tg::canonicalise<4096, 1, 4096>(cut_graph.graph.words, cut_graph.graph.roots, 0, cut_graph.graph.size);
    int n = 0;
    for (std::uint32_t at = 0; at < canonical.size; at += 1 + static_cast<std::uint32_t>(tg::payload_of(canonical.words[at]))) n += tg::op_of(canonical.words[at]) == code;
    return n;
}

constexpr auto x = tg::input<"x", double, tg::dim<"n">>;
constexpr auto y = tg::input<"y", double, tg::dim<"n">>;
constexpr auto s = tg::input<"s", double>;
using namespace tg::literals;

} // namespace

TEST_CASE("the canonical form of random graphs and their gradients computes the same") {
    constexpr std::size_t roots = 1 + leaf_count;
    using data = tg::graph_data<capacity, roots>;
    const auto lowered = std::make_unique<storage>(&tg::fold);
    const auto map = std::make_unique<node_id[]>(capacity);
    int compared = 0;
    for (std::uint64_t seed = 1; seed <= 4000; ++seed) {
        problem p(seed, 2 + static_cast<int>(seed % 23));
        INFO("seed ", seed);
        for (int tries = 0; tries < 4 && !p.smooth(); ++tries) p.draw();
        if (!p.smooth()) continue;
        tg::add_gradient<capacity>(p.g(), p.loss, tg::one_like(p.g(), p.loss), p.leaves, leaf_count, p.gradient);

        auto& low = *lowered;
        std::fill(std::begin(low.table), std::end(low.table), node_id{0});
        low.graph.size = 0;
        low.graph.begin();
        lower_graph(low.graph, p.g().words, p.g().size, map.get());
        const node_id wanted[roots]{map[p.loss], map[p.gradient[0]], map[p.gradient[1]], map[p.gradient[2]]};
        const auto made = std::make_unique<data>(tg::canonicalise<capacity, roots, capacity>(low.graph.words, wanted, 0, low.graph.size));
        const tg::message fault = tg::verify(made->words, made->size, made->roots, roots, true);
        REQUIRE_MESSAGE(std::string(fault.text) == "", "seed ", seed, ": ", fault.text);

        const auto evaluate = [&](double noise) {
            interpreter i = p.at();
            i.disturb(noise);
            i.evaluate({p.loss, p.gradient[0], p.gradient[1], p.gradient[2]});
            return i;
        };
        constexpr double noise = 0x1p-40;
        interpreter expect = evaluate(0), above = evaluate(noise), below = evaluate(-noise);
        interpreter got(made->words, made->size);
        for (const char c : {'m', 'n', 'k'}) got.bind_dim(c, static_cast<long>(dim_value(c)));
        for (std::uint32_t at = 0; at < made->size; at += 1 + static_cast<std::uint32_t>(tg::payload_of(made->words[at])))
            for (std::size_t k = 0; k < leaf_count; ++k)
                if ((tg::op_of(made->words[at]) == op::input || tg::op_of(made->words[at]) == op::variable) && made->words[at + 1] == static_cast<word>('a' + k)) got.bind(static_cast<node_id>(at), p.values[k]);
        got.evaluate({made->roots, made->roots + roots});
        const node_id original[roots]{p.loss, p.gradient[0], p.gradient[1], p.gradient[2]};
        for (std::size_t r = 0; r < roots; ++r) {
            const auto &a = expect[original[r]], &b = got[made->roots[r]], &u = above[original[r]], &d = below[original[r]];
            REQUIRE(a.size() == b.size());
            double largest = 0, spread = 0, apart = 0;
            for (std::size_t k = 0; k < a.size(); ++k) {
                largest = std::max(largest, std::fabs(a[k]));
                spread = std::max({spread, std::fabs(u[k] - a[k]), std::fabs(d[k] - a[k])});
                if (!(a[k] == b[k] || (a[k] != a[k] && b[k] != b[k]))) apart = std::max(apart, std::isfinite(a[k]) && std::isfinite(b[k]) ? std::fabs(a[k] - b[k]) : 1e300);
            }
            CHECK_MESSAGE(apart <= 256 * (0x1p-52 / noise * spread + 0x1p-52 * largest) + 1e-14, "seed ", seed, ", root ", r, ": apart by ", apart, " of ", largest, ", spread ", spread);
        }
        ++compared;
    }
    CHECK(compared > 2500);
}

TEST_CASE("what stays the same along a sum leaves it") {
    CHECK(count_of(tg::sum(2_c * x) + tg::sum(x), op::sum) == 1);
    CHECK(count_of(tg::sum(s * x) + tg::sum(s * y), op::sum) == 2); // neither x nor y is summed otherwise
    CHECK(count_of(tg::sum(-x), op::negative) == 1); // of the sum
    CHECK(count_of(tg::sum(tg::square(x) - tg::log(s) - 1_c), op::count) == 1);
    CHECK(count_of(tg::sum(tg::square(x) - s), op::count) == 0); // s may be as large as the squares
    CHECK(count_of(tg::sum(x - s), op::count) == 0); // the difference may be small
    CHECK(count_of(tg::sum(tg::square(x / s)), op::multiply) == 1); // x² may overflow where (x/s)² does not
}

TEST_CASE("constants meet and signs cancel") {
    CHECK(count_of(3_c * (2_c * x), op::multiply) == 1);
    CHECK(count_of(-(x * -y), op::negative) == 0);
    CHECK(count_of(x - -y, op::negative) == 0);
    CHECK(count_of((-x) + y, op::negative) == 0);
    CHECK(count_of(tg::exp(-(2_c * x)), op::negative) == 0);
    CHECK(count_of((s * x) * x + tg::square(x), op::square) == 1);
}

TEST_CASE("divisions by the same number are one") {
    CHECK(count_of(x / y + s / y + 1_c / y, op::divide) == 1);
    CHECK(count_of(x / y, op::divide) == 1);
}
