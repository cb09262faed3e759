// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <memory>
#include <vector>
#include <support/interpreter.hpp>
#include <support/random_graph.hpp>
#include <typegrad/transforms/gradient.hpp>

namespace random_graphs {

constexpr std::uint32_t capacity = 16384;
constexpr int leaf_count = 3;
using storage = graph_storage<capacity>;

/// A random graph at run time with its leaves, what they hold, and the gradient of its loss.
struct problem {
    std::unique_ptr<storage> graph = std::make_unique<storage>(&fold<>);
    node_id leaves[leaf_count]{}, gradient[leaf_count]{};
    node_id loss = 0;
    std::uint64_t seed;
    std::vector<std::vector<double>> values;
    random_numbers random;

    builder& g() { return graph->graph; }

    problem(std::uint64_t s, int steps) : seed(s), random{s ^ 0x5DEECE66Du} {
        generator make(g(), seed);
        for (int k = 0; k < leaf_count; ++k) {
            const node_ref leaf = add_leaf(g(), k == 0 ? op::input : op::variable, static_cast<char>('a' + k), dtype::float64, make.random_shape());
            leaves[k] = leaf.id;
            make.add_leaf_value(leaf);
        }
        loss = make.generate(steps).id;
        draw();
    }
    /// Other numbers in the leaves.
    void draw() {
        values.clear();
        const interpreter shapes = machine();
        for (const node_id leaf : leaves) {
            std::size_t n = 1;
            for (const long e : shapes.shape(leaf)) n *= static_cast<std::size_t>(e);
            values.emplace_back(n);
            for (double& v : values.back()) v = random.uniform(-1.8, 1.8);
        }
    }
    interpreter machine() {
        interpreter i(g().words, g().size);
        for (const char c : {'m', 'n', 'k'}) i.bind_dim(c, static_cast<long>(dim_value(c)));
        return i;
    }
    /// The interpreter with the leaves' values, moved by `h` along `direction`.
    interpreter at(const std::vector<std::vector<double>>& direction = {}, double h = 0) {
        interpreter i = machine();
        for (std::size_t k = 0; k < leaf_count; ++k) {
            std::vector<double> v = values[k];
            if (h != 0)
                for (std::size_t j = 0; j < v.size(); ++j) v[j] += h * direction[k][j];
            i.bind(leaves[k], std::move(v));
        }
        return i;
    }
    std::vector<std::vector<double>> random_direction() {
        std::vector<std::vector<double>> d = values;
        for (auto& part : d)
            for (double& v : part) v = random.uniform(-1, 1);
        return d;
    }
    /// False where the loss has no derivative nearby, or is not finite.
    bool smooth() {
        interpreter i = at();
        const double y = i.run(loss)[0];
        return std::isfinite(y) && std::fabs(y) < 1e6 && i.closest() > 2e-3;
    }
};

} // namespace random_graphs
