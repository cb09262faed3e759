// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/program/engine.hpp>
#include <typegrad/program/feed.hpp>
#include <typegrad/program/update.hpp>

/// What a program can compute, and the graph of one kind of call to it.
namespace typegrad {

template <class T>
constexpr const auto& graph_of(const T& x) {
    if constexpr (is_updates<T>) return x.graph;
    else return x;
}
template <class T>
using graph_type = std::remove_cvref_t<decltype(graph_of(std::declval<const T&>()))>;
template <class T>
inline constexpr std::size_t update_count = 0;
template <expression G>
inline constexpr std::size_t update_count<updates<G>> = updates<G>::count;
template <class T>
inline constexpr std::size_t fetch_count = is_expression<T> ? 1 : 0;

/// All that a program can compute, in one graph. Roots: fetched values, new values of variables, those variables.
template <class... Item>
struct program_items {
    static constexpr std::size_t fetches = (fetch_count<Item> + ... + 0);
    static constexpr std::size_t writes = (update_count<Item> + ... + 0);
    static constexpr std::uint32_t capacity = static_cast<std::uint32_t>((graph_type<Item>::size + ... + 64));
    static constexpr std::size_t parameters = (graph_type<Item>::parameter_count + ... + 0);

    static constexpr auto data = [] {
        graph_storage<capacity> s{&fold<>};
        graph_data<capacity, fetches + 2 * writes> out;
        node_id roots[fetches + 2 * writes]{};
        std::size_t f = 0, w = fetches;
        std::uint32_t p = 0;
        const auto add = [&]<class I>(std::type_identity<I>) TYPEGRAD_LAMBDA {
            using G = graph_type<I>;
            node_id map[G::size]{};
            import_words(s.graph, G::stream(), G::size, map, p);
            p += static_cast<std::uint32_t>(G::parameter_count);
            if constexpr (is_expression<I>) roots[f++] = map[G::root()];
            else { // nvcc wants the braces
                for (std::size_t k = 0; k < I::count; ++k) {
                    roots[w] = map[G::root(k)];
                    roots[writes + w++] = map[G::root(I::count + k)];
                }
            }
        };
        (add(std::type_identity<Item>{}), ...);
        for (std::size_t a = 0; a != writes; ++a)
            for (std::size_t b = 0; b < a; ++b)
                if (roots[fetches + writes + a] == roots[fetches + writes + b]) {
                    message m;
                    m << "compile: ";
                    describe_value(m, s.graph.words, roots[fetches + writes + a]);
                    s.graph.fail(m << " is updated twice");
                }
        extract(out, s.graph, roots);
        out.parameters = p;
        return out;
    }();
};

/// The graph of one kind of call: what is fed is added as roots.
template <class Items, class... Symbol>
struct call_source {
    static constexpr std::size_t results = Items::fetches + Items::writes;
    static constexpr std::size_t reusable = Items::fetches; ///< new values of variables are written last
    static constexpr std::uint32_t capacity = static_cast<std::uint32_t>((Symbol::size + ... + (Items::data.size + 64)));
    static constexpr auto data = [] {
        graph_storage<capacity> s{&fold<>};
        builder& g = s.graph;
        node_id map[Items::data.size + 1]{}, roots[results + sizeof...(Symbol)]{};
        import_words(g, Items::data.words, Items::data.size, map);
        const std::uint32_t size = g.size;
        for (std::size_t k = 0; k < results; ++k) roots[k] = map[Items::data.roots[k]];
        std::size_t n = results;
        [[maybe_unused]] const auto add = [&]<class S>(std::type_identity<S>) TYPEGRAD_LAMBDA {
            node_id at[S::size]{};
            import_words(g, S::stream(), S::size, at);
            const node_id id = at[S::root()];
            message m;
            m << "feed: ";
            describe_value(m, g.words, id);
            if (id >= size) g.fail(m << " is not part of this program");
            for (std::size_t k = results; k < n; ++k)
                if (roots[k] == id) g.fail(m << " is fed twice");
            roots[n++] = id;
        };
        (add(std::type_identity<Symbol>{}), ...);
        graph_data<capacity, results + sizeof...(Symbol)> out;
        extract(out, g, roots);
        out.parameters = Items::data.parameters;
        return out;
    }();
};

/// What the call forgot to feed.
template <class Program>
struct missing_feed {
    static constexpr auto data = [] {
        graph_data<1, 0> out;
        if (Program::cut_graph.missing != 0) {
            out.failed = true;
            out.error << "feed: ";
            describe_value(out.error, Program::source.words, static_cast<node_id>(Program::cut_graph.missing - 1));
            out.error << " is missing";
        } else if (Program::cut_graph.unbound != 0) {
            out.failed = true;
            out.error << "feed: no array has the dimension ";
            describe_extent(out.error, Program::source.words, static_cast<node_id>(Program::cut_graph.unbound - 1));
        }
        return out;
    }();
};
/// What is fed with an array of another kind.
template <class Backend, class Program, std::size_t Results, class... Feed>
struct feed_kind {
    static constexpr auto data = [] {
        graph_data<1, 0> out;
        std::size_t k = Results;
        [[maybe_unused]] const auto check = [&]<class F>(std::type_identity<F>) TYPEGRAD_LAMBDA {
            using traits = array_traits<held<typename F::array_type>>;
            const node_id v = Program::source.roots[k++];
            const word w = Program::source.words[v];
            const dtype t = dtype_for<typename traits::value_type>;
            const bool elsewhere = traits::rank > 0 && is_on_device<held<typename F::array_type>> != Backend::own_memory;
            const int rank = b_of(Program::source.words[shape_of(w)]);
            int wrong = rank; // first axis whose extent both types know, and differently
            for (int axis = traits::rank == rank ? rank : 0; axis-- > 0;) {
                const word e = Program::source.words[operand_of(Program::source.words, shape_of(w), axis)];
                if (op_of(e) == op::extent && traits::extents[axis] >= 0 && traits::extents[axis] != static_extent_of(e)) wrong = axis;
            }
            if (out.failed || (!elsewhere && t == dtype_of(w) && traits::rank == rank && wrong == rank)) return;
            out.failed = true;
            out.error << "feed: ";
            describe_value(out.error, Program::source.words, v);
            if (elsewhere) out.error << (Backend::own_memory ? " is in the memory of the host, the program runs on a device: tg::copy_to_device" : " is in the memory of a device, the program runs on the host: tg::copy_to_host");
            else if (t != dtype_of(w)) out.error << " is " << name_of(dtype_of(w)) << ", the array holds " << name_of(t);
            else if (traits::rank != rank) out.error << " cannot take an array with " << traits::rank << " axes";
            else out.error << " cannot take an array whose axis " << wrong << " has extent " << traits::extents[wrong];
        };
        (check(std::type_identity<Feed>{}), ...);
        return out;
    }();
};

} // namespace typegrad
