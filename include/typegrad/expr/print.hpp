// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <iosfwd>
#include <typegrad/expr/expr.hpp>
#include <typegrad/graph/print.hpp>

/// Seeing an expression: `std::cout << loss`, `tg::graphviz(loss)`, `tg::shape_of(loss)`.
namespace typegrad {

template <expression E>
graph_printer printer_of(const E& e) {
    if constexpr (E::parameter_count > 0) return {E::stream(), E::size, e.parameters.bits};
    else return {E::stream(), E::size, nullptr};
}

template <expression E>
std::vector<node_id> roots_of(const E&) {
    std::vector<node_id> roots;
    for (std::size_t k = 0; k < E::root_count; ++k) roots.push_back(E::root(k));
    return roots;
}

/// The formula: `mean(softmax_cross_entropy(matmul(x, W) + b, y))`. What is used repeatedly and is long stands on lines
/// of its own before: `%1 = …`.
template <class Traits, expression E>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const E& e) {
    return out << printer_of(e).formula(roots_of(e).data(), E::root_count);
}

/// The graph in the DOT language, to be drawn by Graphviz: `dot -Tsvg`.
template <expression E>
std::string graphviz(const E& e) {
    return printer_of(e).drawing(roots_of(e).data(), E::root_count);
}

/// `[batch,784]`; an extent without a name is `?`.
template <expression E>
std::string shape_of(const E& e) {
    return printer_of(e).shape_text(shape_of(E::stream()[E::root()]));
}

} // namespace typegrad
