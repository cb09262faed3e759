// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// The idea of typegrad in about a hundred lines that need nothing but the standard library: expressions whose type is a
// graph, reverse mode while the program compiles, and straight-line code to run.
#include <cmath>
#include <cstdio>
#include <utility>

// [graph]
enum class op { input, constant, add, multiply, sine, cosine, negative };

struct node {
    op code;
    int a = 0, b = 0; // operands, or which input, or the constant
    constexpr bool operator==(const node&) const = default;
};

struct graph {
    static constexpr int room = 100;
    node nodes[room]{};
    int size = 0, root = 0;

    constexpr int put(node n) { // each distinct node once
        for (int k = 0; k < size; ++k)
            if (nodes[k] == n) return k;
        nodes[size] = n;
        return size++;
    }
    constexpr int product(int a, int b) { // x·1 is x
        const node one{op::constant, 1};
        return nodes[a] == one ? b : nodes[b] == one ? a : put({op::multiply, a, b});
    }
};
// [graph]

// [import]
constexpr int arity(op code) {
    if (code == op::input || code == op::constant) return 0;
    return code == op::add || code == op::multiply ? 2 : 1;
}

/// Copies what the root of `from` needs, and says where the root is now.
constexpr int import(const graph& from, graph& to) {
    bool needed[graph::room]{};
    int place[graph::room]{};
    needed[from.root] = true;
    for (int k = from.root; k >= 0; --k) {
        if (needed[k] && arity(from.nodes[k].code) > 0) needed[from.nodes[k].a] = true;
        if (needed[k] && arity(from.nodes[k].code) > 1) needed[from.nodes[k].b] = true;
    }
    for (int k = 0; k <= from.root; ++k) {
        if (!needed[k]) continue;
        node n = from.nodes[k];
        if (arity(n.code) > 0) n.a = place[n.a];
        if (arity(n.code) > 1) n.b = place[n.b];
        place[k] = to.put(n);
    }
    return place[from.root];
}
// [import]

// [evaluate]
template <node N> // one node is one line of code
constexpr double compute(const double* inputs, const double* value) {
    if constexpr (N.code == op::input) return inputs[N.a];
    else if constexpr (N.code == op::constant) return N.a;
    else if constexpr (N.code == op::add) return value[N.a] + value[N.b];
    else if constexpr (N.code == op::multiply) return value[N.a] * value[N.b];
    else if constexpr (N.code == op::sine) return std::sin(value[N.a]);
    else if constexpr (N.code == op::cosine) return std::cos(value[N.a]);
    else return -value[N.a];
}

template <graph G>
struct expression { // no data: the type is the graph
    static constexpr int size = G.size;

    template <class... Number>
    constexpr double operator()(Number... numbers) const {
        const double inputs[]{static_cast<double>(numbers)...};
        double value[G.size]{};
        [&]<int... K>(std::integer_sequence<int, K...>) {
            ((value[K] = compute<G.nodes[K]>(inputs, value)), ...);
        }(std::make_integer_sequence<int, G.size>{});
        return value[G.root];
    }
};
// [evaluate]

// [operators]
template <int Number>
inline constexpr auto input = [] {
    constexpr graph g{{{op::input, Number}}, 1, 0};
    return expression<g>{};
}();

template <op Code, graph A, graph B = A>
constexpr auto apply() {
    constexpr graph made = [] {
        graph g;
        const int a = import(A, g), b = import(B, g);
        g.root = Code == op::multiply ? g.product(a, b) : g.put({Code, a, arity(Code) > 1 ? b : 0});
        return g;
    }();
    return expression<made>{};
}
template <graph A, graph B>
constexpr auto operator+(expression<A>, expression<B>) { return apply<op::add, A, B>(); }
template <graph A, graph B>
constexpr auto operator*(expression<A>, expression<B>) { return apply<op::multiply, A, B>(); }
template <graph A>
constexpr auto sin(expression<A>) { return apply<op::sine, A>(); }
// [operators]

// [gradient]
constexpr graph derivative(const graph& f, node by) {
    graph g = f; // what the derivative needs stands behind what f has computed
    int adjoint[graph::room]{};
    for (int& a : adjoint) a = -1; // nothing has arrived yet
    const auto send = [&](int to, int amount) {
        adjoint[to] = adjoint[to] < 0 ? amount : g.put({op::add, adjoint[to], amount});
    };
    adjoint[f.root] = g.put({op::constant, 1});
    for (int k = f.root; k >= 0; --k) { // users stand behind their operands: they have all been here
        const node n = f.nodes[k];
        const int dy = adjoint[k];
        if (dy < 0) continue;
        if (n.code == op::add) send(n.a, dy), send(n.b, dy);
        if (n.code == op::multiply) send(n.a, g.product(dy, n.b)), send(n.b, g.product(dy, n.a));
        if (n.code == op::sine) send(n.a, g.product(dy, g.put({op::cosine, n.a})));
        if (n.code == op::cosine) send(n.a, g.product(dy, g.put({op::negative, g.put({op::sine, n.a})})));
        if (n.code == op::negative) send(n.a, g.put({op::negative, dy}));
    }
    for (int k = 0; k < f.size; ++k)
        if (f.nodes[k] == by && adjoint[k] >= 0) g.root = adjoint[k];
    graph only; // what nobody needs stays behind
    only.root = import(g, only);
    return only;
}

template <int Number, graph F>
constexpr auto gradient(expression<F>) {
    constexpr graph g = derivative(F, {op::input, Number});
    return expression<g>{};
}
// [gradient]

int main() {
    // [use]
    constexpr auto x = input<0>;
    constexpr auto y = input<1>;

    constexpr auto cube = x * x * x;
    constexpr auto slope = gradient<0>(cube);
    static_assert(slope(2) == 12);              // while compiling
    static_assert(gradient<0>(slope)(2) == 12); // again: 6x

    constexpr auto f = x * sin(x * y) + sin(x * y);
    constexpr auto by_y = gradient<1>(f); // (x + 1) x cos(xy)
    std::printf("%.6f %.6f\n", by_y(0.5, 2.0), 1.5 * 0.5 * std::cos(1.0));

    constexpr auto second = x * x;
    constexpr auto fourth = second * second;
    constexpr auto eighth = fourth * fourth;
    std::printf("x^8 has %d nodes, its derivative %d\n", eighth.size, gradient<0>(eighth).size);
    // [use]
}
