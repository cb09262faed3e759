// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

#include "arrays.hpp"
#include "compare.hpp"
#include "full_gaussian_mixture/references.hpp"

namespace tg = typegrad;
using namespace tg::literals;

namespace {

template <int D, int K>
void run(benchmark::State& state, std::size_t n) {
    constexpr auto x = tg::input<"x", double, tg::dim<"n">, D>;
    constexpr auto alpha = tg::input<"alpha", double, K>;
    constexpr auto mu = tg::input<"mu", double, K, D>;
    constexpr auto q = tg::input<"q", double, K, D>;
    constexpr auto l = tg::input<"l", double, K, D, D>;
    constexpr auto factor = tg::tril<-1>(l) + tg::diag(tg::exp(q));
    constexpr auto y = tg::matmul(factor, tg::transpose(x) - tg::reshape<K, D, 1>(mu)); // [K,D,n]
    constexpr auto t = tg::reshape<K, 1>(alpha + tg::sum(q, tg::axis<1>)) - tg::sum(tg::square(y), tg::axis<1>) / 2_c;
    constexpr auto log_posterior = tg::sum(tg::logsumexp(t, tg::axis<0>) - tg::logsumexp(alpha)) + tg::sum(tg::square(factor)) / 2_c;
    const auto program = tg::compile(log_posterior, tg::gradients(log_posterior, alpha, mu, q, l));

    bench::numbers random;
    const auto points = random.filled<double>(-2, 2, n, D);
    const auto weights = random.filled<double>(-1, 1, K);
    const auto centres = random.filled<double>(-2, 2, K, D), logs = random.filled<double>(-0.3, 0.3, K, D);
    const auto lower = random.filled<double>(-0.3, 0.3, K, D, D);
    auto g_alpha = weights;
    auto g_mu = centres, g_q = logs;
    auto g_l = lower;
    double value = 0;
    std::vector<double> scratch(4 * K * D + 2 * K);
    tg::workspace memory;
    const auto pointer = [](const auto& a) { return const_cast<double*>(a.data()); };
    const bench::full_mixture in{pointer(weights), pointer(centres), pointer(logs), pointer(lower)}, out{g_alpha.data(), g_mu.data(), g_q.data(), g_l.data()};
    bench::tape taped;
    if constexpr (bench::has_adolc) taped = bench::with_adolc::full_gaussian_mixture(points.data(), n, D, K, in);
    bench::compare<double>(state, {bench::all(value), bench::all(g_alpha), bench::all(g_mu), bench::all(g_q), bench::all(g_l)},
        bench::version{"typegrad", [&] { program(memory, x = points, alpha = weights, mu = centres, q = logs, l = lower, tg::into(value, g_alpha, g_mu, g_q, g_l)); }},
        bench::version{"plain", [&] { value = bench::plain::full_gaussian_mixture(points.data(), n, D, K, in, out, scratch.data()); }},
        bench::version{"eigen", [&] { if constexpr (bench::has_eigen) value = bench::with_eigen::full_gaussian_mixture(points.data(), n, D, K, in, out); }, bench::has_eigen},
        bench::version{"adolc", [&] { if constexpr (bench::has_adolc) value = taped({bench::all(g_alpha), bench::all(g_mu), bench::all(g_q), bench::all(g_l)}); }, taped.there()});
}

const bool registered = [] {
    bench::add_case<double>("gaussian_mixture_2x5", 1000, run<2, 5>);
    bench::add_case<double>("gaussian_mixture_10x25", 1000, run<10, 25>);
    bench::add_case<double>("gaussian_mixture_32x25", 1000, run<32, 25>);
    return true;
}();

} // namespace
