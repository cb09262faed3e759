// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <doctest/doctest.h>
#include <typegrad/typegrad.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

/// Random functions of three vectors with three results, as loops, with the results in new memory and in that of the
/// arguments. What they should be comes from the same functions of std::arrays, which become straight-line code.
namespace random_memory {

namespace tg = typegrad;

template <std::uint64_t Seed>
struct random_function {
    constexpr auto operator()(auto x, auto y, auto z) const {
        tg::node_ref pool[12]{x, y, z};
        int n = 3;
        const auto pick = [&](std::uint64_t k) { return pool[tg::random_bits(Seed, k) % static_cast<unsigned>(n)]; };
        for (std::uint64_t step = 0; n < 12; step += 3) {
            const tg::node_ref a = pick(step), b = pick(step + 1);
            tg::node_ref c = a;
            switch (tg::random_bits(Seed, step + 2) % 7) {
            case 0: c = a + b; break;
            case 1: c = a * b; break;
            case 2: c = a - 2 * b; break;
            case 3: c = tg::tanh(a) * b; break;
            case 4: c = a * tg::mean(b); break;
            case 5: c = a / (1 + tg::max(tg::abs(b))); break;
            default: c = tg::exp(a - tg::max(a)); break;
            }
            pool[n++] = c;
        }
        return std::tuple(pool[11], pool[10], pool[9]);
    }
};

constexpr std::size_t n = 33;
using numbers = std::array<double, n>;
using vector = std::vector<double>;

inline bool near(const vector& got, const numbers& want) {
    for (std::size_t k = 0; k < n; ++k)
        if (!(std::fabs(got[k] - want[k]) <= 1e-10 * (1 + std::fabs(want[k])))) return false;
    return got.size() == n;
}

inline int refused = 0, written = 0;

template <std::uint64_t Seed>
void check() {
    CAPTURE(Seed);
    numbers in[3];
    vector same[3];
    for (std::size_t v = 0; v < 3; ++v) {
        for (std::size_t k = 0; k < n; ++k) in[v][k] = 2 * tg::random_unit(Seed + 1000 * v, k) - 1;
        same[v] = vector(in[v].begin(), in[v].end());
    }
    const auto f = tg::evaluate(random_function<Seed>{});
    const auto [p, q, r] = f(in[0], in[1], in[2]);
    const numbers want[]{p, q, r};
    const auto [a, b, c] = f(same[0], same[1], same[2]);
    CHECK(near(a, p));
    CHECK(near(b, q));
    CHECK(near(c, r));
    constexpr int orders[][3]{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (const auto& o : orders) { // result k goes where argument o[k] is
        vector x[3]{same[0], same[1], same[2]};
        try {
            f(x[0], x[1], x[2], tg::into(x[o[0]], x[o[1]], x[o[2]]));
            for (int k = 0; k < 3; ++k) CHECK(near(x[o[k]], want[k]));
            ++written;
        } catch (const tg::alias_error&) {
            for (int k = 0; k < 3; ++k) CHECK(x[k] == same[k]);
            ++refused;
        }
        vector y[3]{same[0], same[1], same[2]}; // the last result only
        try {
            const auto [first, second] = f(y[0], y[1], y[2], tg::into(y[o[2]]));
            CHECK(near(first, want[0]));
            CHECK(near(second, want[1]));
            CHECK(near(y[o[2]], want[2]));
            ++written;
        } catch (const tg::alias_error&) {
            for (int k = 0; k < 3; ++k) CHECK(y[k] == same[k]);
            ++refused;
        }
    }
}

template <std::size_t... Seed>
void check_all(std::index_sequence<Seed...>) {
    (check<Seed>(), ...);
}
/// At most eight functions; of eight more than ten attempts must end either way.
inline void check_all() {
    constexpr int functions = std::min(TYPEGRAD_TEST_SEEDS, 8);
    check_all(std::make_index_sequence<functions>{});
    CHECK(8 * refused > 10 * functions);
    CHECK(8 * written > 10 * functions);
}

} // namespace random_memory
