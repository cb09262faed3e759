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
        graph_storage<capacity> s{&fold<>};
        random_graphs::generator make(s.graph, Seed);
        node_id roots[1 + leaf_count]{};
        for (std::size_t k = 0; k < leaf_count; ++k) {
            const node_ref leaf = random_graphs::add_leaf(s.graph, op::input, "xyz"[k], is_half(dtype_for<T>) ? dtype_for<T> : dtype::float64, make.random_shape());
            make.add_leaf_value({&s.graph, make_cast(s.graph, leaf.id, dtype::float64)});
            roots[1 + k] = leaf.id;
        }
        roots[0] = make.generate(Seed % 8 == 0 ? 7 : 1 + static_cast<int>(Seed % 3)).id;
        for (std::size_t k = 0; k < leaf_count; ++k) roots[0] = (node_ref{&s.graph, roots[0]} + sum(node_ref{&s.graph, make_cast(s.graph, roots[1 + k], dtype::float64)})).id;
        graph_data<capacity, 1 + leaf_count> out;
        extract(out, s.graph, roots);
        return out;
    }();
    static_assert(!made.failed);

    /// The same graph in floats; of halves, which are its leaves.
    static constexpr auto data = [] {
        graph_data<made.size, 1 + leaf_count> out = trimmed<made>();
        if constexpr (!std::is_same_v<T, double>)
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

/// A program's graph, the numbers it is tried with and what comes out: all that is the same code for every program.
class trial {
  public:
    using numbers = std::vector<double>;
    struct values { numbers of[1 + leaf_count]; }; ///< the loss and its gradients

    numbers x[leaf_count];
    values got;

    trial(const word* words, std::size_t size, const node_id* roots, std::uint64_t seed, std::size_t bytes, extents e)
        : words_(words), size_(size), roots_(roots), seed_(seed), bytes_(bytes), extents_(e), single_(has_floats(words, size)) {}

    std::vector<std::size_t> shape(std::size_t k) const {
        std::vector<std::size_t> out;
        const node_id of = shape_of(words_[leaf(k)]);
        for (int axis = 0; axis < b_of(words_[of]); ++axis) {
            const node_id n = operand_of(words_, of, axis);
            out.push_back(static_cast<std::size_t>(op_of(words_[n]) == op::extent ? static_extent_of(words_[n]) : extents_.of(static_cast<char>(words_[n + 1]))));
        }
        return out;
    }
    void draw(std::uint64_t attempt) {
        random_graphs::random_numbers random{seed_ * 977 + attempt};
        for (std::size_t k = 0; k < leaf_count; ++k) {
            std::size_t n = 1;
            for (const std::size_t extent : shape(k)) n *= extent;
            x[k].assign(n, 0);
            for (double& v : x[k]) {
                v = random.uniform(-1.9, 1.9);
                if (bytes_ == sizeof(float)) v = static_cast<float>(v);
                if (bytes_ == sizeof(half)) v = static_cast<double>(half(v));
            }
        }
    }
    /// Compares what came out with the interpreter's results; false: these numbers are too close to where there is no derivative.
    bool check() const {
        double closest;
        const values expect = reference(0, 0, &closest);
        if (closest < (single_ ? 1e-3 : 1e-6)) return false;
        const double noise = single_ ? 0x1p-19 : 0x1p-40, epsilon = single_ ? 0x1p-23 : 0x1p-52;
        const values first = reference(noise, 0), second = reference(noise, 1.6);
        for (std::size_t root = 0; root < 1 + leaf_count; ++root) {
            const numbers &y = expect.of[root], &z = got.of[root];
            REQUIRE(z.size() == y.size());
            double largest = 0, worst = 0;
            for (const double v : y) largest = std::max(largest, std::fabs(v));
            std::size_t at = 0;
            for (std::size_t k = 0; k < y.size(); ++k) { // in units of what rounding can do
                if (!std::isfinite(y[k])) continue;
                const double condition = (std::fabs(first.of[root][k] - y[k]) + std::fabs(second.of[root][k] - y[k])) / noise + std::fabs(y[k]) + 1e-3 * largest + 1e-30;
                const double error = std::fabs(z[k] - y[k]) / (epsilon * condition);
                if (!(error <= worst)) worst = error, at = k;
            }
            CHECK_MESSAGE(worst <= (extents_.m > 3 ? 512 : 16), // the interpreter adds one number after the other
                           "seed ", seed_, " of ", bytes_, " bytes, extents ", extents_.m, " ", extents_.n, " ", extents_.k, ", result ", root, "[", at, "]: ", z[at], " instead of ", y[at]);
        }
        return true;
    }

  private:
    node_id leaf(std::size_t k) const { return roots_[1 + leaf_count + k]; }
    /// Graphs with floats in them have the rounding of floats.
    static bool has_floats(const word* words, std::size_t size) {
        for (std::size_t at = 0; at < size; at += 1 + static_cast<std::size_t>(payload_of(words[at])))
            if (info(op_of(words[at])).kind != kind::structure && dtype_of(words[at]) == dtype::float32) return true;
        return false;
    }
    /// The interpreter's results; `noise` is the relative error of every operation.
    values reference(double noise, double phase, double* closest = nullptr) const {
        interpreter i(words_, size_);
        i.disturb(noise, phase);
        for (const char letter : {'m', 'n', 'k'}) i.bind_dim(letter, extents_.of(letter));
        for (std::size_t k = 0; k < leaf_count; ++k) i.bind(leaf(k), x[k]);
        i.evaluate({roots_, roots_ + 1 + leaf_count});
        if (closest != nullptr) *closest = i.closest();
        values out;
        for (std::size_t k = 0; k < 1 + leaf_count; ++k) out.of[k] = i[roots_[k]];
        return out;
    }

    const word* words_;
    std::size_t size_;
    const node_id* roots_;
    std::uint64_t seed_;
    std::size_t bytes_;
    extents extents_;
    bool single_;
};

/// Arrays of the programs: xt::xtensor.
struct xtensors;
#if !defined(__CUDACC__)
struct xtensors {
    template <class T, std::size_t Rank>
    using array = xt::xtensor<T, Rank>;
    template <class T, std::size_t Rank>
    [[gnu::noinline]] static array<T, Rank> make(const std::vector<std::size_t>& shape, const std::vector<double>& values) {
        typename array<T, Rank>::shape_type extents{};
        for (std::size_t k = 0; k < extents.size(); ++k) extents[k] = shape[k];
        array<T, Rank> a(extents);
        std::transform(values.begin(), values.end(), a.begin(), [](double v) { return static_cast<T>(v); });
        return a;
    }
    template <class A>
    static A& bound(A& a) { return a; }
    template <class A>
    [[gnu::noinline]] static std::vector<double> numbers(A& a) { return {a.begin(), a.end()}; }
};
#endif

/// `Backend` runs it on `Arrays`.
template <class T, std::uint64_t Seed, class Backend = default_backend, class Arrays = xtensors>
class random_program {
    using source = random_source<T, Seed>;
    using program = program_graph<source>;
    static constexpr const auto& graph = program::source;
    static constexpr std::size_t rank(std::size_t k) { return static_cast<std::size_t>(b_of(graph.words[shape_of(graph.words[graph.roots[1 + leaf_count + k]])])); }
    using number = computed_element<dtype_for<T>>; ///< of what is computed
    template <std::size_t K>
    using made = std::remove_reference_t<decltype(Arrays::bound(std::declval<typename Arrays::template array<number, rank(K)>&>()))>;
    template <std::size_t K>
    using array = std::remove_reference_t<decltype(Arrays::bound(std::declval<typename Arrays::template array<T, rank(K)>&>()))>;
    using runs = runner<Backend, program, std::tuple<array<0>, array<1>, array<2>>>;
    using results = result_set<program, std::tuple<>, std::tuple<number&, made<0>&, made<1>&, made<2>&>>;

  public:
    static void check(coverage& c) {
        ++c.programs;
        if constexpr (program::cut_graph.unbound != 0) ++c.unusable; // an extent that no leaf has
        else {
            if (!check_at({3, 2, 3}, c)) ++c.unusable;
            if constexpr (!fixed)
                if (check_at({37, 18, 37}, c)) ++c.wide;
        }
    }

  private:
    static constexpr bool fixed = [] {
        for (std::uint32_t at = 0; at < graph.size; at += 1 + static_cast<std::uint32_t>(payload_of(graph.words[at])))
            if (op_of(graph.words[at]) == op::dim) return false;
        return true;
    }();
    static bool check_at(extents e, coverage& c) {
        trial t(graph.words, graph.size, graph.roots, Seed, sizeof(T), e);
        for (std::uint64_t attempt = 0; attempt < 4; ++attempt) {
            t.draw(attempt);
            try {
                run(t, c);
            } catch (const shape_error&) { // the graph asks for the extents it was made with
                return false;
            }
            if (t.check()) return true;
        }
        return false;
    }
    static void run(trial& t, coverage& c) {
        const auto make = [&]<std::size_t K, class N>(std::integral_constant<std::size_t, K>, std::type_identity<N>) { return Arrays::template make<N, rank(K)>(t.shape(K), t.x[K]); };
        constexpr std::integral_constant<std::size_t, 0> first;
        constexpr std::integral_constant<std::size_t, 1> second;
        constexpr std::integral_constant<std::size_t, 2> third;
        constexpr std::type_identity<T> given;
        constexpr std::type_identity<number> computed;
        auto x = make(first, given);
        auto y = make(second, given);
        auto z = make(third, given);
        auto dx = make(first, computed);
        auto dy = make(second, computed);
        auto dz = make(third, computed);
        const std::tuple<const array<0>&, const array<1>&, const array<2>&> feeds(Arrays::bound(x), Arrays::bound(y), Arrays::bound(z));
        number loss = 0;
        results r{{}, {loss, Arrays::bound(dx), Arrays::bound(dy), Arrays::bound(dz)}};
        if constexpr (runs::straight && (program::scalars || Seed % 3 != 0)) {
            runs::run_straight(feeds, no_variables{}, nullptr, r.references());
            ++c.straight;
        } else {
            runs::run_bound(feeds, no_variables{}, nullptr, r);
            ++c.planned;
        }
        t.got = {{{static_cast<double>(loss)}, Arrays::numbers(dx), Arrays::numbers(dy), Arrays::numbers(dz)}};
    }
};

template <class T, std::uint64_t First, class Backend, class Arrays, std::uint64_t... K>
void check_all(coverage& c, std::integer_sequence<std::uint64_t, K...>) {
    (random_program<T, First + TYPEGRAD_TEST_FIRST_SEED + K, Backend, Arrays>::check(c), ...);
}
/// `Count` seeds from `First` on.
template <class T, std::uint64_t First, class Backend = default_backend, class Arrays = xtensors, std::uint64_t Count = TYPEGRAD_TEST_SEEDS>
coverage check_seeds() {
    coverage c;
    check_all<T, First, Backend, Arrays>(c, std::make_integer_sequence<std::uint64_t, Count>{});
    if (c.programs >= 12) { // fewer may miss a kind
        CHECK(c.unusable < c.programs / 4);
        CHECK((c.straight > c.programs / 8) == Backend::straight_line);
        CHECK(c.planned > c.programs / 8);
        CHECK(c.wide > 0);
    }
    return c;
}

} // namespace random_programs
