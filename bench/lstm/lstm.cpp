// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

#include "arrays.hpp"
#include "compare.hpp"
#include "lstm/references.hpp"

namespace tg = typegrad;

namespace {

constexpr std::size_t cells = bench::lstm_cells, weights = bench::lstm_layers * bench::lstm_gates;

constexpr auto step = [](auto state, auto x, auto p) { // state: h and c of each layer
    for (std::size_t l = 0; l < bench::lstm_layers; ++l) {
        const auto* w = &p[l * bench::lstm_gates];
        auto &h = state[2 * l], &c = state[2 * l + 1];
        auto forget = tg::sigmoid(x * w[0] + w[1]), take = tg::sigmoid(h * w[2] + w[3]), give = tg::sigmoid(x * w[4] + w[5]);
        c = c * forget + take * tg::tanh(h * w[6] + w[7]);
        x = h = give * tg::tanh(c);
    }
    return std::pair{state, x};
};

constexpr auto loss = [](auto x, auto y, auto state, auto main, auto extra) {
    std::array<decltype(x), weights> p;
    for (std::size_t k = 0; k < weights; ++k) p[k] = main[static_cast<int>(k)];
    auto [last, hidden] = tg::scan(step, std::array{state[0], state[1], state[2], state[3]}, x * extra[0], p);
    auto z = hidden * extra[1] + extra[2];
    return -tg::mean(y * (z - tg::log(2 + tg::sum(tg::exp(z), tg::axis<1>, tg::keepdims))));
};

template <std::size_t Rows>
using rows = xt::xtensor_fixed<double, xt::xshape<Rows, cells>>;
template <std::size_t Rows>
rows<Rows> filled(bench::numbers& random, double low, double high) {
    const auto from = random.filled<double>(low, high, Rows, cells);
    rows<Rows> a;
    std::copy(from.data(), from.data() + from.size(), a.data());
    return a;
}

template <bool Gradient>
void run(benchmark::State& bench_state, std::size_t n) {
    bench::numbers random;
    const auto x = random.filled<double>(0, 1, n, cells), y = random.filled<double>(0, 1, n, cells);
    const auto state = filled<4>(random, -1, 1);
    const auto main = filled<weights>(random, -1, 1);
    const auto extra = filled<3>(random, -1, 1);
    rows<weights> g_main = main;
    rows<3> g_extra = extra;
    double value = 0;
    const bench::lstm_data<double> in{x.data(), y.data(), state.data(), main.data(), extra.data(), n};
    const bench::lstm_gradient<double> out{Gradient ? g_main.data() : nullptr, g_extra.data()};
    const std::span<double> in_main(g_main.data(), g_main.size()), in_extra(g_extra.data(), g_extra.size());
    bench::tape taped;
    if constexpr (bench::has_adolc && Gradient) taped = bench::with_adolc::lstm(in);
    const auto compare = [&](auto with_typegrad, std::initializer_list<std::span<double>> results) {
        bench::compare<double>(bench_state, results, bench::version{"typegrad", with_typegrad},
            bench::version{"xsimd", [&] { value = bench::with_xsimd::lstm(in, out); }},
            bench::version{"plain", [&] { value = bench::plain::lstm(in, out); }},
            bench::version{"adolc", [&] { if constexpr (bench::has_adolc && Gradient) value = taped({in_main, in_extra}); }, taped.there()});
    };
    if constexpr (Gradient) compare([&] { value = tg::value_and_grad<3, 4>(loss)(x, y, state, main, extra, tg::into(g_main, g_extra)); },
        {bench::all(value), in_main, in_extra});
    else compare([&] { value = tg::evaluate(loss)(x, y, state, main, extra); }, {bench::all(value)});
}

const bool registered = [] {
    bench::add_case<double>("lstm", 1024, run<true>);
    bench::add_case<double>("lstm_value", 1024, run<false>);
    return true;
}();

} // namespace
