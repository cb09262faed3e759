// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

#include "arrays.hpp"
#include "compare.hpp"
#include "gaussian_mixture/references.hpp"

namespace tg = typegrad;
using namespace tg::literals;

namespace {

template <class T>
void run(benchmark::State& state, std::size_t n) {
    constexpr auto x = tg::input<"x", T, tg::dim<"n">, 1>;
    constexpr auto a = tg::input<"a", T, bench::components>;
    constexpr auto mu = tg::input<"mu", T, bench::components>;
    constexpr auto s = tg::input<"s", T, bench::components>;
    // a plain 2 would be another number in each gradient, and nothing of them shared
    constexpr auto z = (x - mu) * tg::exp(-s);
    constexpr auto log_density = tg::sum(tg::logsumexp(tg::log_softmax(a) - s - tg::square(z) / 2_c, tg::axis<1>));
    const auto program = tg::compile(log_density, tg::gradients(log_density, a, mu, s));

    bench::numbers random;
    const auto points = random.filled<T>(-4, 4, n, 1);
    const auto at = random.filled<T>(-1, 1, bench::components), centres = random.filled<T>(-3, 3, bench::components), widths = random.filled<T>(-1, 0.5, bench::components);
    auto ga = at, gmu = at, gs = at;
    T value = 0;
    tg::workspace memory;
    const bench::mixture<const T> in{at.data(), centres.data(), widths.data()};
    const bench::mixture<T> out{ga.data(), gmu.data(), gs.data()};
    bench::tape taped;
    if constexpr (bench::has_adolc) if (10 * n <= bench::longest_tape) taped = bench::with_adolc::gaussian_mixture(points.data(), n, in);
    bench::compare<T>(state, {bench::all(value), bench::all(ga), bench::all(gmu), bench::all(gs)},
        bench::version{"typegrad", [&] { program(memory, x = points, a = at, mu = centres, s = widths, tg::into(value, ga, gmu, gs)); }},
        bench::version{"xsimd", [&] { value = bench::with_xsimd::gaussian_mixture(points.data(), n, in, out); }},
        bench::version{"plain", [&] { value = bench::plain::gaussian_mixture(points.data(), n, in, out); }},
        bench::version{"adolc", [&] { if constexpr (bench::has_adolc) value = taped({bench::all(ga), bench::all(gmu), bench::all(gs)}); }, taped.there()});
}

const bool registered = [] {
    for (const std::size_t n : {1000u, 10000u, 100000u}) {
        bench::add_case<float>("gaussian_mixture", n, run<float>);
        bench::add_case<double>("gaussian_mixture", n, run<double>);
    }
    return true;
}();

} // namespace
