// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <doctest/doctest.h>
#include <support/interpreter.hpp>
#include <support/random_graph.hpp>
#include <typegrad/typegrad.hpp>

/// A random graph from a seed, made while the test compiles, run by the library with its gradient and compared with the
/// interpreter on the same words.
namespace random_programs {

using namespace typegrad;

inline constexpr std::size_t leaf_count = 3;

/// The loss of three leaves as a traced function would leave it; seeds decide how many steps it has.
template <class T, std::uint64_t Seed>
struct random_trace {
    static constexpr std::size_t outputs = 1;
    static constexpr std::uint32_t capacity = 2048;

    static constexpr auto made = [] {
        graph_storage<capacity> s{&fold};
        random_graphs::generator make(s.graph, Seed);
        node_id roots[1 + leaf_count]{};
        for (std::size_t k = 0; k < leaf_count; ++k) {
            const node_ref leaf = random_graphs::add_leaf(s.graph, op::input, "xyz"[k], dtype::float64, make.random_shape());
            make.add_leaf_value(leaf);
            roots[1 + k] = leaf.id;
        }
        roots[0] = make.generate(Seed % 8 == 0 ? 7 : 1 + static_cast<int>(Seed % 3)).id;
        for (std::size_t k = 0; k < leaf_count; ++k) roots[0] = (node_ref{&s.graph, roots[0]} + sum(node_ref{&s.graph, roots[1 + k]})).id;
        graph_data<capacity, 1 + leaf_count> out;
        extract(out, s.graph, roots);
        return out;
    }();
    static_assert(!made.failed);

    /// The same graph in floats.
    static constexpr auto data = [] {
        graph_data<made.size, 1 + leaf_count> out = trimmed<made>();
        if constexpr (std::is_same_v<T, float>)
            for (std::uint32_t at = 0; at < out.size; at += 1 + static_cast<std::uint32_t>(payload_of(out.words[at]))) {
                if (info(op_of(out.words[at])).kind == kind::structure || dtype_of(out.words[at]) != dtype::float64) continue;
                out.words[at] = (out.words[at] & ~(word{31} << 11)) | static_cast<word>(dtype::float32) << 11;
                if (op_of(out.words[at]) == op::constant)
                    out.words[at + 1] = __builtin_bit_cast(word, rounded(__builtin_bit_cast(double, out.words[at + 1]), dtype::float32));
            }
        return out;
    }();
};

template <class T, std::uint64_t Seed>
struct random_source : derivative_source<derivative::value_and_gradient, random_trace<T, Seed>, 0, 1, 2> {};

/// What all programs together have covered.
struct coverage {
    int programs = 0, straight = 0, planned = 0, wide = 0, unusable = 0;
};

/// Extents by the letters m, n, k.
struct extents {
    long m, n, k;
    long of(char letter) const { return letter == 'm' ? m : letter == 'n' ? n : k; }
};

template <class T, std::uint64_t Seed>
class random_program {
    using source = random_source<T, Seed>;
    using program = program_graph<source>;
    static constexpr const auto& graph = program::source;
    /// Graphs with floats in them have the rounding of floats.
    static constexpr bool single = [] {
        for (std::uint32_t at = 0; at < graph.size; at += 1 + static_cast<std::uint32_t>(payload_of(graph.words[at])))
            if (info(op_of(graph.words[at])).kind != kind::structure && dtype_of(graph.words[at]) == dtype::float32) return true;
        return false;
    }();
    static constexpr double epsilon = single ? 0x1p-23 : 0x1p-52;
    static constexpr node_id leaf(std::size_t k) { return graph.roots[1 + leaf_count + k]; }
    static constexpr std::size_t rank(std::size_t k) { return static_cast<std::size_t>(b_of(graph.words[shape_of(graph.words[leaf(k)])])); }
    template <std::size_t K>
    using array = xt::xtensor<T, rank(K)>;
    using arrays = std::tuple<array<0>, array<1>, array<2>>;
    using runs = runner<program, arrays>;
    using results = result_set<program, std::tuple<T, array<0>, array<1>, array<2>>, std::tuple<>>;

  public:
    static void check(coverage& c) {
        ++c.programs;
        if constexpr (program::cut_graph.unbound != 0) ++c.unusable; // an extent that no leaf has
        else check_extents(c);
    }

  private:
    static void check_extents(coverage& c) {
        constexpr bool fixed = [] {
            for (std::uint32_t at = 0; at < graph.size; at += 1 + static_cast<std::uint32_t>(payload_of(graph.words[at])))
                if (op_of(graph.words[at]) == op::dim) return false;
            return true;
        }();
        if (!check_at({3, 2, 3}, c)) ++c.unusable;
        if constexpr (!fixed)
            if (check_at({37, 18, 37}, c)) ++c.wide;
    }

    static bool check_at(extents e, coverage& c) {
        for (std::uint64_t attempt = 0; attempt < 4; ++attempt) {
            random_graphs::random_numbers numbers{Seed * 977 + attempt};
            arrays x{make<0>(e, numbers), make<1>(e, numbers), make<2>(e, numbers)};
            using kept = returned<false, T, array<0>, array<1>, array<2>>;
            typename kept::type made{};
            results r{kept::parts(made), {}};
            if (!run(x, r, c)) return false;
            const auto expect = reference(x, e, 0);
            if (expect.closest < (single ? 1e-3 : 1e-6)) continue;
            compare(x, e, expect, r);
            return true;
        }
        return false;
    }
    template <std::size_t K>
    static array<K> make(extents e, random_graphs::random_numbers& numbers) {
        typename array<K>::shape_type shape{};
        for (std::size_t k = 0; k < shape.size(); ++k) {
            const node_id n = operand_of(graph.words, shape_of(graph.words[leaf(K)]), static_cast<int>(k));
            shape[k] = static_cast<std::size_t>(op_of(graph.words[n]) == op::extent ? static_extent_of(graph.words[n]) : e.of(static_cast<char>(graph.words[n + 1])));
        }
        array<K> a(shape);
        for (T& v : a) v = static_cast<T>(numbers.uniform(-1.9, 1.9));
        return a;
    }
    static bool run(const arrays& x, results& r, coverage& c) {
        const std::tuple<const array<0>&, const array<1>&, const array<2>&> feeds = x;
        if constexpr (runs::straight && (program::scalars || Seed % 3 != 0)) {
            r.owned = std::apply([](const auto&... a) { return std::tuple<T, array<0>, array<1>, array<2>>(T(0), a...); }, x);
            runs::run_straight(feeds, no_variables{}, nullptr, r.references());
            ++c.straight;
        } else {
            try {
                runs::run_bound(feeds, no_variables{}, nullptr, r);
            } catch (const shape_error&) { // the graph asks for the extents it was made with
                return false;
            }
            ++c.planned;
        }
        return true;
    }

    struct values {
        std::vector<double> loss, gradient[leaf_count];
        double closest;
    };
    /// The interpreter's results; `noise` is the relative error of every operation.
    static values reference(const arrays& x, extents e, double noise, double phase = 0) {
        interpreter i(graph.words, graph.size);
        i.disturb(noise, phase);
        for (const char letter : {'m', 'n', 'k'}) i.bind_dim(letter, e.of(letter));
        i.bind(leaf(0), {std::get<0>(x).begin(), std::get<0>(x).end()});
        i.bind(leaf(1), {std::get<1>(x).begin(), std::get<1>(x).end()});
        i.bind(leaf(2), {std::get<2>(x).begin(), std::get<2>(x).end()});
        i.evaluate({graph.roots, graph.roots + 1 + leaf_count});
        return {i[graph.roots[0]], {i[graph.roots[1]], i[graph.roots[2]], i[graph.roots[3]]}, i.closest()};
    }

    static void compare(const arrays& x, extents e, const values& expect, const results& r) {
        constexpr double noise = single ? 0x1p-19 : 0x1p-40;
        const values first = reference(x, e, noise), second = reference(x, e, noise, 1.6);
        const auto near = [&](std::size_t root, const std::vector<double>& y, const std::vector<double>& a, const std::vector<double>& b, const T* got, std::size_t size) {
            REQUIRE(size == y.size());
            double largest = 0, worst = 0;
            for (const double v : y) largest = std::max(largest, std::fabs(v));
            std::size_t at = 0;
            for (std::size_t k = 0; k < size; ++k) { // in units of what rounding can do
                if (!std::isfinite(y[k])) continue;
                const double condition = (std::fabs(a[k] - y[k]) + std::fabs(b[k] - y[k])) / noise + std::fabs(y[k]) + 1e-3 * largest + 1e-30;
                const double error = std::fabs(static_cast<double>(got[k]) - y[k]) / (epsilon * condition);
                if (!(error <= worst)) worst = error, at = k;
            }
            CHECK_MESSAGE(worst <= (e.m > 3 ? 512 : 16), // the interpreter adds one number after the other
                           "seed ", Seed, " of ", sizeof(T), " bytes, extents ", e.m, " ", e.n, " ", e.k, ", result ", root, "[", at, "]: ", got[at], " instead of ", y[at]);
        };
        near(0, expect.loss, first.loss, second.loss, &std::get<0>(r.owned), 1);
        const auto gradient = [&]<std::size_t K>(std::integral_constant<std::size_t, K>) {
            near(1 + K, expect.gradient[K], first.gradient[K], second.gradient[K], std::get<1 + K>(r.owned).data(), std::get<1 + K>(r.owned).size());
        };
        gradient(std::integral_constant<std::size_t, 0>{});
        gradient(std::integral_constant<std::size_t, 1>{});
        gradient(std::integral_constant<std::size_t, 2>{});
    }
};

template <class T, std::uint64_t First, std::uint64_t... K>
void check_all(coverage& c, std::integer_sequence<std::uint64_t, K...>) {
    (random_program<T, First + TYPEGRAD_TEST_FIRST_SEED + K>::check(c), ...);
}
/// TYPEGRAD_TEST_SEEDS seeds from `First` on.
template <class T, std::uint64_t First>
coverage check_seeds() {
    coverage c;
    check_all<T, First>(c, std::make_integer_sequence<std::uint64_t, TYPEGRAD_TEST_SEEDS>{});
    if (c.programs >= 12) { // fewer may miss a kind
        CHECK(c.unusable < c.programs / 4);
        CHECK(c.straight > c.programs / 8);
        CHECK(c.planned > c.programs / 8);
        CHECK(c.wide > 0);
    }
    return c;
}

} // namespace random_programs
