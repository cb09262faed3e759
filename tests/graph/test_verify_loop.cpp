// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <string>
#include <doctest/doctest.h>
#include <support/random_graph.hpp>
#include <typegrad/expr/scan.hpp>
#include <typegrad/graph/verify.hpp>

using namespace typegrad;

namespace {

/// A legal scan over the rows of x, of which a test breaks one word.
struct scan_patient {
    graph_storage<512> graph{&fold<>};
    node_id x, root, loop;

    scan_patient() {
        builder& g = graph.graph;
        const node_id extents[]{g.extent(2), g.extent(3)};
        x = random_graphs::add_leaf(g, op::input, 'x', dtype::float64, g.make_shape(extents, 2)).id;
        const node_ref start = node_ref{&g, x}[0];
        root = scan([](auto c, auto v) { return std::pair{c * v, sum(c)}; }, start, node_ref{&g, x}).second.id;
        loop = a_of(g.words[root]);
    }
    std::string verdict() {
        REQUIRE(!graph.graph.failed);
        return verify(graph.words, graph.graph.size, &root, 1).text;
    }
    std::string of(node_id id, const char* what) { return "node " + std::to_string(id) + " (" + info(op_of(graph.words[id])).name + "): " + what; }
};

} // namespace

TEST_CASE("a scan is legal") { CHECK(scan_patient().verdict() == ""); }
TEST_CASE("a scan has a sequence, and no more carries and sequences than arguments") {
    scan_patient p;
    const word head = p.graph.words[p.loop];
    p.graph.words[p.loop] = with_operands(head, a_of(head), loop_attribute(1, 0, false), 0);
    CHECK(p.verdict() == p.of(p.loop, "a scan has a sequence, and as many arguments as it says"));
    p.graph.words[p.loop] = with_operands(head, a_of(head), loop_attribute(1, 2, false), 0);
    CHECK(p.verdict() == p.of(p.loop, "a scan has a sequence, and as many arguments as it says"));
    p.graph.words[p.loop] = with_operands(head, a_of(head), loop_attribute(2, 0, false), 0);
    CHECK(p.verdict() == p.of(p.loop, "a scan has a sequence, and as many arguments as it says"));
}
TEST_CASE("results of a scan are those of its step, by number, type and shape") {
    scan_patient p;
    const word head = p.graph.words[p.root];
    p.graph.words[p.root] = with_operands(head, p.loop, 500, shape_of(head));
    CHECK(p.verdict() == p.of(p.root, "the scan has no result of that number"));
    p.graph.words[p.root] = with_operands(head, p.loop, 0, shape_of(head));
    CHECK(p.verdict() == p.of(p.root, "the result's type or shape is not what the step gives"));
    p.graph.words[p.root] = (head & ~(word{31} << 11)) | static_cast<word>(dtype::float32) << 11;
    CHECK(p.verdict() == p.of(p.root, "the result's type or shape is not what the step gives"));
}
TEST_CASE("only values are arguments of a step, and only a step takes them") {
    scan_patient p;
    const node_id applied = a_of(p.graph.words[p.loop]);
    const word head = p.graph.words[applied];
    p.graph.words[applied] = with_operands(head, a_of(head), 0, 0);
    CHECK(p.verdict() == p.of(applied, "an operand is of the wrong kind"));
    p.graph.words[applied] = with_operands(head, p.x, b_of(head), 0);
    CHECK(p.verdict() == p.of(applied, "an operand is of the wrong kind"));
}
TEST_CASE("the step of a scan is a legal graph as large as it says") {
    scan_patient p;
    const loop_node l = read_loop(p.graph.words, p.loop);
    p.graph.words[l.step + 1] += 1;
    CHECK(p.verdict() == p.of(p.loop, "the step's words are not as many as they say"));
    p.graph.words[l.step + 1] -= 1;
    p.graph.words[l.step + 3] = 0; // the shape of a scalar
    CHECK(p.verdict() == p.of(p.loop, "the step's graph is not legal"));
}
TEST_CASE("arguments of a step have its types and shapes") {
    scan_patient p;
    const node_id applied = a_of(p.graph.words[p.loop]);
    const word head = p.graph.words[applied];
    const node_id start = b_of(p.graph.words[a_of(head)]);
    p.graph.words[applied] = with_operands(head, a_of(head), start, 0); // a row where the sequence should be
    CHECK(p.verdict() == p.of(p.loop, "an argument has another shape than the step says"));
}
