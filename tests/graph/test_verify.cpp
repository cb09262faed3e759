// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <string>
#include <doctest/doctest.h>
#include <support/random_graph.hpp>
#include <typegrad/graph/copy.hpp>
#include <typegrad/graph/verify.hpp>

using namespace typegrad;

namespace {

/// A small legal graph that a test breaks in one word: x and W are matrices, b a vector of bool.
struct patient {
    graph_storage<512> graph{&fold<>};
    node_id x, w, b, root = 0;

    patient() {
        const node_id left[]{g().extent(2), g().extent(3)}, right[]{g().extent(3), g().extent(4)}, vector[]{g().extent(4)};
        x = random_graphs::add_leaf(g(), op::input, 'x', dtype::float64, g().make_shape(left, 2)).id;
        w = random_graphs::add_leaf(g(), op::variable, 'W', dtype::float64, g().make_shape(right, 2)).id;
        b = random_graphs::add_leaf(g(), op::input, 'b', dtype::boolean, g().make_shape(vector, 1)).id;
    }
    builder& g() { return graph.graph; }
    node_ref ref(node_id id) { return {&g(), id}; }
    std::string verdict(bool canonical = false) {
        REQUIRE(!g().failed);
        return verify(g().words, g().size, &root, 1, canonical).text;
    }
    void set(node_id at, word value) { graph.words[at] = value; }
    std::string node(node_id id, const char* what) {
        return "node " + std::to_string(id) + " (" + info(op_of(graph.words[id])).name + "): " + what;
    }
};

} // namespace

TEST_CASE("a graph made by the builder is legal") {
    patient p;
    p.root = softmax(matmul(p.ref(p.x), p.ref(p.w))).id;
    CHECK(p.verdict() == "");
}
TEST_CASE("a stream without a scalar's shape in front is not a graph") {
    patient p;
    p.set(0, 0);
    CHECK(p.verdict() == "position 0 is not the shape of a scalar");
    CHECK(std::string(verify(p.graph.words, 0, nullptr, 0).text) == "position 0 is not the shape of a scalar");
}
TEST_CASE("an unknown op and a payload beyond the end are no nodes") {
    patient p;
    p.root = exp(p.ref(p.x)).id;
    const word head = p.graph.words[p.root];
    p.set(p.root, head | 255);
    CHECK(p.verdict() == "position " + std::to_string(p.root) + ": not a node");
    p.set(p.root, head | 7 << 8);
    CHECK(p.verdict() == "position " + std::to_string(p.root) + ": not a node");
}
TEST_CASE("operands stand before their users and are heads of nodes") {
    patient p;
    p.root = exp(p.ref(p.x)).id;
    const word head = p.graph.words[p.root];
    p.set(p.root, with_operands(head, p.root, 0, shape_of(head)));
    CHECK(p.verdict() == p.node(p.root, "an operand is not a node before it"));
    p.set(p.root, with_operands(head, static_cast<node_id>(p.x + 1), 0, shape_of(head))); // its name
    CHECK(p.verdict() == p.node(p.root, "an operand is not a node before it"));
    p.set(p.root, with_operands(head, shape_of(head), 0, shape_of(head)));
    CHECK(p.verdict() == p.node(p.root, "an operand is of the wrong kind"));
}
TEST_CASE("a value has a shape") {
    patient p;
    p.root = exp(p.ref(p.x)).id;
    const word head = p.graph.words[p.root];
    p.set(p.root, with_operands(head, a_of(head), 0, p.x));
    CHECK(p.verdict() == p.node(p.root, "its shape is not a shape before it"));
}
TEST_CASE("a stored shape is the one that inference gives") {
    patient p;
    p.root = exp(p.ref(p.x)).id;
    const word head = p.graph.words[p.root];
    p.set(p.root, with_operands(head, a_of(head), 0, p.g().shape(p.w)));
    CHECK(p.verdict() == p.node(p.root, "the shape is not what the op gives"));

    patient q;
    q.root = matmul(q.ref(q.x), q.ref(q.w)).id;
    q.set(q.root, with_operands(q.graph.words[q.root], q.w, q.x, q.g().shape(q.root)));
    CHECK(q.verdict() == q.node(q.root, "inner dimensions differ"));
}
TEST_CASE("element types follow the table") {
    patient p;
    p.root = exp(p.ref(p.x)).id;
    const word head = p.graph.words[p.root];
    p.set(p.root, make_head(op::exp, dtype::float32, a_of(head), 0, shape_of(head)));
    CHECK(p.verdict() == p.node(p.root, "the element type is not what the op gives"));
    p.set(p.root, make_head(op::exp, dtype::boolean, p.b, 0, p.g().shape(p.b)));
    CHECK(p.verdict() == p.node(p.root, "an operand has an element type the op does not take"));
    p.set(p.root, make_head(op::exp, dtype::float16, a_of(head), 0, shape_of(head)));
    CHECK(p.verdict() == p.node(p.root, "the element type is not what the op gives"));
    p.set(p.root, make_head(op::exp, static_cast<dtype>(12), a_of(head), 0, shape_of(head)));
    CHECK(p.verdict() == p.node(p.root, "a value has an element type"));
}
TEST_CASE("halves are computed with as float, and are factors as they are") {
    patient p;
    const node_id h = make_cast(p.g(), p.x, dtype::float16);
    p.root = exp(p.ref(h)).id;
    CHECK(p.verdict() == "");
    CHECK(p.g().type(p.root) == dtype::float32);
    p.set(p.root, make_head(op::exp, dtype::float16, h, 0, p.g().shape(h)));
    CHECK(p.verdict() == p.node(p.root, "an operand has an element type the op does not take"));
    patient q;
    const node_id m = make_cast(q.g(), q.w, dtype::bfloat16);
    q.root = matmul(q.ref(m), transpose(q.ref(m))).id;
    CHECK(q.verdict() == "");
    CHECK(q.g().type(q.root) == dtype::float32);
    CHECK(q.g().type(a_of(q.graph.words[q.root])) == dtype::bfloat16);
    q.set(q.root, make_head(op::matmul, dtype::bfloat16, a_of(q.graph.words[q.root]), b_of(q.graph.words[q.root]), q.g().shape(q.root)));
    CHECK(q.verdict() == q.node(q.root, "the element type is not what the op gives"));
}
TEST_CASE("the condition of a select is bool") {
    patient p;
    p.root = select(p.ref(p.x) < 1, p.ref(p.x), 0).id;
    CHECK(p.verdict() == "");
    p.set(p.root, with_operands(p.graph.words[p.root], p.x, b_of(p.graph.words[p.root]), p.g().shape(p.root)));
    CHECK(p.verdict() == p.node(p.root, "the condition is not bool"));
}
TEST_CASE("axis masks are not empty and stay within the rank") {
    for (const unsigned mask : {0u, 4u}) {
        patient p;
        p.root = make_reduction(p.g(), op::sum, p.x, 1);
        p.set(p.root, with_operands(p.graph.words[p.root], p.x, static_cast<node_id>(mask), p.g().shape(p.root)));
        CHECK(p.verdict() == p.node(p.root, "the axis mask is empty or beyond the rank"));
    }
}
TEST_CASE("reduced axes keep extent 1") {
    patient p;
    p.root = make_reduction(p.g(), op::sum, p.x, 1);
    p.set(p.root, with_operands(p.graph.words[p.root], p.x, 2, p.g().shape(p.root)));
    CHECK(p.verdict() == p.node(p.root, "the shape is not what the op gives"));
}
TEST_CASE("a transpose carries a permutation") {
    patient p;
    p.root = transpose(p.ref(p.x)).id;
    p.set(static_cast<node_id>(p.root + 1), 0x11);
    CHECK(p.verdict() == p.node(p.root, "the shape is not what the op gives"));
    p.set(static_cast<node_id>(p.root + 1), 0x201);
    CHECK(p.verdict() != "");
}
TEST_CASE("an element's index is below the extent") {
    patient p;
    p.root = p.ref(p.x)[1].id;
    p.set(p.root, with_operands(p.graph.words[p.root], p.x, 2, p.g().shape(p.root)));
    CHECK(p.verdict() == p.node(p.root, "the index is not below the extent"));
}
TEST_CASE("unused attributes and payload bits are zero") {
    patient p;
    p.root = exp(p.ref(p.x)).id;
    p.set(p.root, with_operands(p.graph.words[p.root], p.x, 3, p.g().shape(p.root)));
    CHECK(p.verdict() == p.node(p.root, "an attribute is set that the op has not"));

    patient q;
    q.root = stack(q.ref(q.x), q.ref(q.x)).id;
    q.set(static_cast<node_id>(q.root + 1), q.graph.words[q.root + 1] | word{5} << 48);
    CHECK(q.verdict() == q.node(q.root, "unused payload bits are set"));
}
TEST_CASE("equal nodes are one node, parameters excepted") {
    patient p;
    p.root = exp(p.ref(p.x)).id;
    const node_id twin = p.g().append(p.graph.words[p.root]);
    CHECK(p.verdict() == p.node(twin, "an equal node stands before it"));

    patient q;
    q.root = q.g().append(make_head(op::parameter, dtype::weak_float));
    q.g().append(make_head(op::parameter, dtype::weak_float));
    CHECK(q.verdict() == "");
}
TEST_CASE("two leaves of one name are illegal") {
    patient p;
    p.root = p.x;
    const node_id twin = random_graphs::add_leaf(p.g(), op::variable, 'x', dtype::float64, 0).id;
    CHECK(p.verdict() == p.node(twin, "another leaf has its name"));
}
TEST_CASE("constants fit their type") {
    patient p;
    const word third = __builtin_bit_cast(word, 1.0 / 3);
    p.root = p.g().intern(make_head(op::constant, dtype::float32, 0, 0, 0, 1), &third);
    CHECK(p.verdict() == p.node(p.root, "the value does not fit its type"));

    patient q;
    q.root = q.g().integer_constant(std::int64_t{1} << 31, dtype::int32);
    CHECK(q.verdict() == q.node(q.root, "the value does not fit its type"));
}
TEST_CASE("a root is a value") {
    patient p;
    p.root = p.g().shape(p.x);
    CHECK(p.verdict() == "root 0 is not a value");
}
TEST_CASE("a canonical graph has no weak types and no composites") {
    patient p;
    p.root = p.g().constant(1, dtype::weak_float);
    CHECK(p.verdict() == "");
    CHECK(p.verdict(true) == p.node(p.root, "a weak element type is left"));

    patient q;
    q.root = softmax(q.ref(q.x)).id;
    CHECK(q.verdict(true) == q.node(q.root, "a composite op is left"));
}
TEST_CASE("run-time extents tied by a constraint count as equal, others do not") {
    patient p;
    builder& g = p.g();
    const word n = 'n', m = 'm';
    const node_id a = g.intern(make_head(op::dim, dtype::none, 0, 0, 0, 1), &n), b = g.intern(make_head(op::dim, dtype::none, 0, 0, 0, 1), &m);
    const node_ref u = random_graphs::add_leaf(g, op::input, 'u', dtype::float64, g.make_shape(&a, 1)), v = random_graphs::add_leaf(g, op::input, 'v', dtype::float64, g.make_shape(&b, 1));
    p.root = (u + v).id;
    CHECK(p.verdict() == "");
    for (std::uint32_t at = 0; at < g.size; at += 1 + static_cast<std::uint32_t>(payload_of(g.words[at])))
        if (op_of(g.words[at]) == op::require_equal) p.set(static_cast<node_id>(at), make_head(op::require_equal, dtype::none, a, g.extent(3), static_cast<node_id>(op::add)));
    CHECK(p.verdict() != "");
}
