// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>
#include <doctest/doctest.h>
#include <support/interpreter.hpp>
#include <support/lower.hpp>
#include <support/random_problem.hpp>
#include <typegrad/graph/verify.hpp>
#include <typegrad/transforms/gradient.hpp>

using namespace typegrad;
using namespace random_graphs;

namespace {

std::string checked(problem& p) {
    const message m = verify(p.g().words, p.g().size, &p.loss, 1);
    return p.g().failed ? p.g().error.text : m.text;
}

/// Central differences of `f` of third order, and how far they can be trusted.
struct slope {
    double value, error;
};
template <class F>
slope differentiate(const F& f) {
    const double h = 2e-5;
    const auto central = [&](double step) { return (f(step) - f(-step)) / (2 * step); };
    const double fine = central(h), coarse = central(2 * h), coarsest = central(4 * h);
    return {(4 * fine - coarse) / 3, std::fabs(fine - coarse) + std::fabs(coarse - coarsest)};
}

enum class outcome { right, wrong, unclear };
outcome compare(double derived, slope measured, double scale) {
    if (measured.error > 1e-3 * (scale + std::fabs(measured.value))) return outcome::unclear; // a kink or a pole is near
    const double tolerance = 2e-6 * (scale + std::fabs(measured.value)) + measured.error;
    return std::fabs(derived - measured.value) <= tolerance ? outcome::right : outcome::wrong;
}

double along(interpreter& i, const node_id* nodes, const std::vector<std::vector<double>>& direction) {
    double s = 0;
    for (std::size_t k = 0; k < leaf_count; ++k)
        for (std::size_t j = 0; j < direction[k].size(); ++j) s += i[nodes[k]][j] * direction[k][j];
    return s;
}
std::vector<node_id> all_of(const node_id* nodes) { return {nodes, nodes + leaf_count}; }

double value_of(interpreter i, node_id root) { return i.run(root)[0]; }

bool close(double a, double b, double tolerance) { return a == b || (a != a && b != b) || std::fabs(a - b) <= tolerance * (1 + std::fabs(a) + std::fabs(b)); }

} // namespace

TEST_CASE("gradients of 20,000 random graphs agree with central differences") {
    int right = 0, wrong = 0, unclear = 0;
    for (std::uint64_t seed = 1; right + wrong < 20000 && seed < 30000; ++seed) {
        problem p(seed, 2 + static_cast<int>(seed % 29));
        INFO("seed ", seed);
        REQUIRE_MESSAGE(checked(p) == "", "seed ", seed, ": ", checked(p));
        for (int tries = 0; tries < 4 && !p.smooth(); ++tries) p.draw();
        if (!p.smooth()) continue;
        add_gradient<capacity>(p.g(), p.loss, one_like(p.g(), p.loss), p.leaves, leaf_count, p.gradient);
        REQUIRE_MESSAGE(checked(p) == "", "seed ", seed, ": gradient: ", checked(p));

        interpreter i = p.at();
        i.evaluate(all_of(p.gradient));
        const double scale = 0.1 + std::fabs(value_of(p.at(), p.loss));
        outcome worst = outcome::right;
        for (int n = 0; n < 2; ++n) {
            const auto d = p.random_direction();
            const double derived = along(i, p.gradient, d);
            const outcome o = compare(derived, differentiate([&](double h) { return value_of(p.at(d, h), p.loss); }), scale);
            if (o == outcome::wrong) {
                const slope s = differentiate([&](double h) { return value_of(p.at(d, h), p.loss); });
                MESSAGE("seed ", seed, ": derived ", derived, ", measured ", s.value, " +- ", s.error);
            }
            if (o != outcome::right) worst = o;
            if (o == outcome::wrong) break;
        }
        ++(worst == outcome::right ? right : worst == outcome::wrong ? wrong : unclear);
        if (wrong > 5) break;
    }
    CHECK(wrong == 0);
    CHECK(right >= 20000);
    CHECK(unclear < 1000);
    MESSAGE(right, " graphs agree, ", unclear, " are too ill-conditioned to tell");
}

TEST_CASE("gradients of gradients agree with central differences of gradients") {
    int right = 0, wrong = 0, unclear = 0;
    for (std::uint64_t seed = 100001; right + wrong < 2000 && seed < 104000; ++seed) {
        problem p(seed, 2 + static_cast<int>(seed % 8));
        for (int tries = 0; tries < 4 && !p.smooth(); ++tries) p.draw();
        if (!p.smooth()) continue;
        builder& g = p.g();
        add_gradient<capacity>(g, p.loss, one_like(g, p.loss), p.leaves, leaf_count, p.gradient);
        // Σ gradient·v for fixed v, in inputs p, q, r
        node_ref dot{&g, g.constant(0, dtype::float64)};
        node_id v[leaf_count]{}, second[leaf_count]{};
        for (int k = 0; k < leaf_count; ++k) {
            const node_ref weight = add_leaf(g, op::input, static_cast<char>('p' + k), dtype::float64, g.shape(p.leaves[k]));
            v[k] = weight.id;
            node_ref product = weight * node_ref{&g, p.gradient[k]};
            const unsigned all = (1u << product.rank()) - 1;
            if (all != 0) product = {&g, make_reshape(g, make_reduction(g, op::sum, product.id, all), 0)};
            dot += product;
        }
        add_gradient<capacity>(g, dot.id, one_like(g, dot.id), p.leaves, leaf_count, second);
        REQUIRE_MESSAGE(checked(p) == "", "seed ", seed, ": ", checked(p));

        const auto weights = p.random_direction(), d = p.random_direction();
        const auto with_weights = [&](interpreter i) {
            for (std::size_t k = 0; k < leaf_count; ++k) i.bind(v[k], weights[k]);
            return i;
        };
        interpreter i = with_weights(p.at());
        i.evaluate(all_of(second));
        const double scale = 0.1 + std::fabs(value_of(with_weights(p.at()), dot.id)) + std::fabs(value_of(p.at(), p.loss));
        const double derived = along(i, second, d);
        const slope measured = differentiate([&](double h) { return value_of(with_weights(p.at(d, h)), dot.id); });
        const outcome o = compare(derived, measured, scale);
        if (o == outcome::wrong) MESSAGE("seed ", seed, ": derived ", derived, ", measured ", measured.value, " +- ", measured.error);
        ++(o == outcome::right ? right : o == outcome::wrong ? wrong : unclear);
        if (wrong > 5) break;
    }
    CHECK(wrong == 0);
    CHECK(right >= 2000);
    CHECK(unclear < 300);
}

TEST_CASE("lowered composites compute what composites are defined as, gradients included") {
    const auto lowered = std::make_unique<storage>(&fold<>);
    const auto alone = std::make_unique<graph_data<capacity, 1>>();
    std::vector<node_id> map(capacity);
    for (std::uint64_t seed = 200001; seed < 202001; ++seed) {
        INFO("seed ", seed);
        problem p(seed, 4 + static_cast<int>(seed % 8));
        if (!p.smooth()) continue;
        add_gradient<capacity>(p.g(), p.loss, one_like(p.g(), p.loss), p.leaves, leaf_count, p.gradient);
        lowered->~storage();
        new (lowered.get()) storage(&fold<>);
        lower_graph(lowered->graph, p.g().words, p.g().size, map.data());
        const node_id root = map[p.loss];
        *alone = {};
        extract(*alone, lowered->graph, &root);
        const message m = verify(alone->words, alone->size, alone->roots, 1, true);
        REQUIRE_MESSAGE(m.size == 0, "seed ", seed, ": ", m.text);

        interpreter whole = p.at(), low(lowered->words, lowered->graph.size);
        for (const char c : {'m', 'n', 'k'}) low.bind_dim(c, static_cast<long>(dim_value(c)));
        for (std::size_t k = 0; k < leaf_count; ++k) low.bind(map[p.leaves[k]], p.values[k]);
        std::vector<node_id> roots = all_of(p.gradient), low_roots;
        roots.push_back(p.loss);
        for (const node_id r : roots) low_roots.push_back(map[r]);
        whole.evaluate(roots);
        low.evaluate(low_roots);
        for (std::size_t r = 0; r < roots.size(); ++r)
            for (std::size_t k = 0; k < whole[roots[r]].size(); ++k)
                REQUIRE_MESSAGE(close(whole[roots[r]][k], low[low_roots[r]][k], 1e-8), "seed ", seed, " root ", r, ": ", whole[roots[r]][k], " lowered ", low[low_roots[r]][k]);
    }
}
