// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>
#include <doctest/doctest.h>
#include <support/interpreter.hpp>
#include <support/legal.hpp>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;

namespace {

/// A step of a dozen random operations on two carries, a row and a constant of three numbers each.
template <unsigned Seed>
struct random_step {
    constexpr auto operator()(auto carry, auto x, auto w) const {
        unsigned state = Seed * 2654435761u + 12345;
        const auto below = [&](unsigned n) {
            state = state * 1664525u + 1013904223u;
            return (state >> 8) % n;
        };
        std::array<tg::node_ref, 16> pool{carry[0], carry[1], x, w};
        unsigned size = 4;
        const auto any = [&] { return pool[below(size)]; };
        while (size < pool.size()) {
            const auto a = any(), b = any();
            switch (below(11)) {
            case 0: pool[size++] = a + b; break;
            case 1: pool[size++] = a * b; break;
            case 2: pool[size++] = a - 0.5 * b; break;
            case 3: pool[size++] = tg::tanh(a); break;
            case 4: pool[size++] = tg::sigmoid(a) * b; break;
            case 5: pool[size++] = tg::sin(a + b); break;
            case 6: pool[size++] = tg::exp(-tg::square(a)); break;
            case 7: pool[size++] = tg::select(a < b + 0.1, a, b * 0.7); break;
            case 8: pool[size++] = a * tg::sum(b) / 3; break;
            case 9: pool[size++] = a / (1 + tg::square(b)); break;
            default: pool[size++] = tg::softmax(a) + b; break;
            }
        }
        const bool scalar_row = below(2) == 0;
        auto row = any() + pool.back();
        if (scalar_row) row = tg::mean(row * any());
        return std::pair{std::array{tg::tanh(any() + pool.back()), below(3) == 0 ? carry[0] : tg::tanh(any())}, row};
    }
};
template <unsigned Seed>
struct random_loss {
    constexpr auto operator()(auto a, auto b, auto x, auto w) const {
        auto [last, rows] = tg::scan(random_step<Seed>{}, std::array{a, b}, x, w);
        auto loss = tg::sum(last[0] * w) + tg::mean(tg::square(last[1]));
        if (Seed % 3 != 0) loss = loss + tg::sum(rows);
        if (Seed % 3 == 1) loss = loss + tg::sum(tg::square(rows));
        return loss;
    }
};

constexpr auto a = tg::input<"a", double, 3>;
constexpr auto b = tg::input<"b", double, 3>;
constexpr auto x = tg::input<"x", double, tg::dim<"steps">, 3>;
constexpr auto w = tg::input<"w", double, 3>;

template <unsigned Seed>
void check_seed() {
    constexpr auto loss = tg::graph(random_loss<Seed>{})(a, b, x, w);
    constexpr auto gradients = tg::gradients(loss, a, x, w);
    static_assert(legal(loss) && legal(std::get<0>(gradients)) && legal(std::get<1>(gradients)) && legal(std::get<2>(gradients)));
    auto program = tg::compile(loss, gradients);
    const std::size_t steps = 1 + Seed % 5;
    std::vector<double> va(3), vb(3), vw(3);
    xt::xtensor<double, 2> vx({steps, 3});
    for (std::size_t k = 0; k < 3; ++k) va[k] = std::sin(1.0 + Seed + static_cast<double>(k)), vb[k] = std::cos(2.0 * static_cast<double>(k) + Seed), vw[k] = std::sin(3.0 * static_cast<double>(k) - Seed);
    for (std::size_t k = 0; k < vx.size(); ++k) vx.data()[k] = std::cos(0.9 * static_cast<double>(k) + Seed);
    const auto results = program(a = va, b = vb, x = vx, w = vw);
    const auto compare = [&](const auto& expression, const double* found) {
        using E = std::remove_cvref_t<decltype(expression)>;
        interpreter meaning(E::stream(), E::size);
        meaning.bind_dim('s', static_cast<long>(steps));
        for (std::size_t at = 0; at < E::size; at += 1 + static_cast<std::size_t>(tg::payload_of(E::stream()[at])))
            if (tg::op_of(E::stream()[at]) == tg::op::input) {
                const char name = static_cast<char>(E::stream()[at + 1] & 255);
                meaning.bind(static_cast<tg::node_id>(at), name == 'a' ? va : name == 'b' ? vb : name == 'w' ? vw : std::vector<double>(vx.data(), vx.data() + vx.size()));
            }
        const std::vector<double>& expected = meaning.run(E::root());
        for (std::size_t k = 0; k < expected.size(); ++k) CHECK(std::fabs(found[k] - expected[k]) <= 1e-11 * (1 + std::fabs(expected[k])));
    };
    INFO("seed ", Seed);
    compare(loss, &std::get<0>(results));
    compare(std::get<0>(gradients), std::get<1>(results).data());
    compare(std::get<1>(gradients), std::get<2>(results).data());
    compare(std::get<2>(gradients), std::get<3>(results).data());
    const auto value = tg::compile(loss);
    for (std::size_t k = 0; k < 3; ++k) {
        const double h = 1e-6, before = vw[k];
        vw[k] = before + h;
        const double up = value(a = va, b = vb, x = vx, w = vw);
        vw[k] = before - h;
        const double down = value(a = va, b = vb, x = vx, w = vw);
        vw[k] = before;
        CHECK(std::get<3>(results).data()[k] == doctest::Approx((up - down) / (2 * h)).epsilon(1e-5));
    }
}

} // namespace

TEST_CASE("random steps and their pullbacks are what their graphs say and what differences find") {
    []<unsigned... Seed>(std::integer_sequence<unsigned, Seed...>) { (check_seed<Seed>(), ...); }(std::make_integer_sequence<unsigned, 7>{});
}
