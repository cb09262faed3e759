// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

#include "arrays.hpp"
#include "compare.hpp"
#include "normal_log_density/references.hpp"

namespace tg = typegrad;

namespace {

constexpr auto normal_log_density = [](auto x, auto mu, auto sigma) {
    return tg::sum(-0.5 * tg::square((x - mu) / sigma) - tg::log(sigma) - 0.91893853320467274178);
};

template <class T>
void run(benchmark::State& state, std::size_t n) {
    bench::numbers random;
    const auto x = random.filled<T>(-3, 5, n), parameters = random.filled<T>(1, 2, 2);
    const T &mu = parameters.data()[0], &sigma = parameters.data()[1];
    auto gx = x;
    T value = 0, gmu = 0, gsigma = 0;
    const bench::normal_gradient<T> out{gx.data(), &gmu, &gsigma};
    bench::tape taped;
    if constexpr (bench::has_adolc) if (n <= bench::longest_tape) taped = bench::with_adolc::normal_log_density(x.data(), mu, sigma, n);
    bench::compare<T>(state, {bench::all(value), bench::all(gx), bench::all(gmu), bench::all(gsigma)},
        bench::version{"typegrad", [&] { value = tg::value_and_grad<0, 1, 2>(normal_log_density)(x, mu, sigma, tg::into(gx, gmu, gsigma)); }},
        bench::version{"xsimd", [&] { value = bench::with_xsimd::normal_log_density(x.data(), mu, sigma, out, n); }},
        bench::version{"plain", [&] { value = bench::plain::normal_log_density(x.data(), mu, sigma, out, n); }},
        bench::version{"eigen", [&] { if constexpr (bench::has_eigen) value = bench::with_eigen::normal_log_density(x.data(), mu, sigma, out, n); }, bench::has_eigen},
        bench::version{"adolc", [&] { if constexpr (bench::has_adolc) value = taped({bench::all(gx), bench::all(gmu), bench::all(gsigma)}); }, taped.there()});
}

const bool registered = [] {
    for (const std::size_t n : bench::sizes) {
        bench::add_case<float>("normal_log_density", n, run<float>);
        bench::add_case<double>("normal_log_density", n, run<double>);
    }
    return true;
}();

} // namespace
