// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/expr/expr.hpp>
#include <typegrad/graph/verify.hpp>

/// What `verify` says of an expression; empty for a legal one.
template <typegrad::expression E>
constexpr typegrad::message breach_of(const E&) {
    typegrad::node_id roots[E::root_count]{};
    for (std::size_t k = 0; k < E::root_count; ++k) roots[k] = E::root(k);
    return typegrad::verify(E::stream(), E::size, roots, E::root_count);
}

template <typegrad::expression E>
constexpr bool legal(const E& e) {
    return breach_of(e).size == 0;
}

/// Words of the expression's graph.
template <typegrad::expression E>
constexpr std::size_t size_of_graph(const E&) {
    return E::size;
}

/// Operations in the expression's graph, leaves and structure not counted.
template <typegrad::expression E>
constexpr int operations(const E&) {
    int n = 0;
    for (std::size_t at = 0; at < E::size; at += 1 + static_cast<std::size_t>(typegrad::payload_of(E::stream()[at])))
        if (typegrad::info(typegrad::op_of(E::stream()[at])).kind > typegrad::kind::leaf) ++n;
    return n;
}
