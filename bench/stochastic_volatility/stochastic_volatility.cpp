// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

#include <vector>
#include "arrays.hpp"
#include "compare.hpp"
#include "stochastic_volatility/references.hpp"

namespace tg = typegrad;

namespace {

/// There are no slices: `now` and `before` are h without its first and without its last element, and their gradients
/// are added outside.
constexpr auto log_density = [](auto first, auto now, auto before, auto y_first, auto y, auto mu, auto phi, auto sigma) {
    auto q = 1 - tg::square(phi);
    auto start = tg::log(q) / 2 - tg::log(sigma) - q * tg::square((first - mu) / sigma) / 2;
    auto start_seen = -(tg::square(y_first) * tg::exp(-first) + first) / 2;
    auto steps = -tg::square((now - mu - phi * (before - mu)) / sigma) / 2 - tg::log(sigma);
    auto seen = -(tg::square(y) * tg::exp(-now) + now) / 2;
    return start + start_seen + tg::sum(steps + seen);
};

template <class T>
void run(benchmark::State& state, std::size_t n) {
    bench::numbers random;
    const auto h = random.filled<T>(-2, 1, n), y = random.filled<T>(-2, 2, n), parameters = random.filled<T>(0.2, 0.9, 3);
    const T &mu = parameters.data()[0], &phi = parameters.data()[1], &sigma = parameters.data()[2];
    auto gh = h, gp = parameters;
    std::vector<T> by_before(n - 1);
    const std::span<const T> all_h(h.data(), n), all_y(y.data(), n);
    T value = 0;
    const auto with_typegrad = [&] {
        T by_first;
        std::span<T> by_now(gh.data() + 1, n - 1);
        value = tg::value_and_grad<0, 1, 2, 5, 6, 7>(log_density)(h.data()[0], all_h.subspan(1), all_h.first(n - 1), y.data()[0], all_y.subspan(1), mu, phi, sigma,
            tg::into(by_first, by_now, by_before, gp.data()[0], gp.data()[1], gp.data()[2]));
        T* g = gh.data();
        const T* before = by_before.data();
        g[0] = by_first;
        for (std::size_t t = 0; t < n - 1; ++t) g[t] += before[t];
    };
    const bench::volatility_data<T> in{h.data(), y.data(), mu, phi, sigma, n};
    const bench::volatility_gradient<T> out{gh.data(), gp.data()};
    bench::tape taped;
    if constexpr (bench::has_adolc) if (n <= bench::longest_tape) taped = bench::with_adolc::stochastic_volatility(in);
    bench::compare<T>(state, {bench::all(value), bench::all(gh), bench::all(gp)}, bench::version{"typegrad", with_typegrad},
        bench::version{"xsimd", [&] { value = bench::with_xsimd::stochastic_volatility(in, out); }},
        bench::version{"plain", [&] { value = bench::plain::stochastic_volatility(in, out); }},
        bench::version{"eigen", [&] { if constexpr (bench::has_eigen) value = bench::with_eigen::stochastic_volatility(in, out, by_before.data()); }, bench::has_eigen},
        bench::version{"adolc", [&] { if constexpr (bench::has_adolc) value = taped({bench::all(gh), bench::all(gp)}); }, taped.there()});
}

const bool registered = [] {
    for (const std::size_t n : bench::sizes) {
        bench::add_case<float>("stochastic_volatility", n, run<float>);
        bench::add_case<double>("stochastic_volatility", n, run<double>);
    }
    return true;
}();

} // namespace
