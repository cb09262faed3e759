// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <plan/random_program.hpp>
#include <support/on_backend.hpp>

namespace {

struct on_backend {
    template <class T, std::size_t Rank>
    using array = on::array<T, static_cast<int>(Rank)>;
    template <class T, std::size_t Rank>
    static array<T, Rank> make(const std::vector<std::size_t>& shape, const std::vector<double>& values) {
        typename array<T, Rank>::extents e{};
        for (std::size_t k = 0; k < Rank; ++k) e[k] = static_cast<std::int64_t>(shape[k]);
        return array<T, Rank>(e, values);
    }
    template <class A>
    static auto& bound(A& a) { return *a; }
    template <class A>
    static std::vector<double> numbers(A& a) { return a.numbers(); }
};

} // namespace

TEST_CASE("programs of random graphs and their gradients are what the interpreter computes, in double and in float") {
    constexpr std::uint64_t count = TYPEGRAD_TEST_SEEDS < 5 ? TYPEGRAD_TEST_SEEDS : 5;
    random_programs::check_seeds<double, 7000, on::backend, on_backend, count>();
    random_programs::check_seeds<float, 7100, on::backend, on_backend, count>();
}
