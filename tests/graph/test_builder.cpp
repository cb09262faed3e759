// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <memory>
#include <string>
#include <doctest/doctest.h>
#include <support/random_graph.hpp>
#include <typegrad/graph/copy.hpp>
#include <typegrad/graph/verify.hpp>

using namespace typegrad;

TEST_CASE("a builder that scans and one that hashes make the same graph") {
    for (std::uint64_t seed = 1; seed < 200; ++seed) {
        constexpr std::uint32_t capacity = 4096;
        const auto hashed = std::make_unique<graph_storage<capacity>>(&fold<>), scanned = std::make_unique<graph_storage<capacity>>(&fold<>);
        scanned->graph.table = nullptr;
        for (graph_storage<capacity>* s : {hashed.get(), scanned.get()}) {
            random_graphs::generator make(s->graph, seed);
            make.add_leaf_value(random_graphs::add_leaf(s->graph, op::input, 'x', dtype::float64, make.random_shape()));
            make.generate(12);
        }
        REQUIRE(hashed->graph.size == scanned->graph.size);
        for (std::uint32_t k = 0; k < hashed->graph.size; ++k) REQUIRE(hashed->words[k] == scanned->words[k]);
    }
}
TEST_CASE("an extracted graph holds what its roots need and is legal") {
    constexpr std::uint32_t capacity = 4096;
    for (std::uint64_t seed = 1; seed < 200; ++seed) {
        const auto s = std::make_unique<graph_storage<capacity>>(&fold<>);
        random_graphs::generator make(s->graph, seed);
        make.add_leaf_value(random_graphs::add_leaf(s->graph, op::input, 'x', dtype::float64, make.random_shape()));
        const node_id root = make.generate(12).id;
        const auto data = std::make_unique<graph_data<capacity, 1>>(), again = std::make_unique<graph_data<capacity, 1>>();
        extract(*data, s->graph, &root);
        CHECK(data->size <= s->graph.size);
        CHECK(std::string(verify(data->words, data->size, data->roots, 1).text) == "");
        builder g{data->words, nullptr, 0, data->size, data->size};
        extract(*again, g, data->roots);
        CHECK(again->size == data->size);
        CHECK(again->roots[0] == data->roots[0]);
    }
}
TEST_CASE("a graph beyond its capacity is refused") {
    graph_storage<16> s{&fold<>};
    CHECK_THROWS([&] {
        node_ref x{&s.graph, s.graph.constant(2, dtype::float64)};
        const node_ref y = random_graphs::add_leaf(s.graph, op::input, 'y', dtype::float64, 0);
        for (int k = 0; k < 20; ++k) x = x * y;
    }());
}
