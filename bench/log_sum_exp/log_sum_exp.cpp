// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

#include "arrays.hpp"
#include "compare.hpp"
#include "log_sum_exp/references.hpp"

namespace tg = typegrad;

namespace {

constexpr auto log_sum_exp = [](auto x) { return tg::logsumexp(x); };

template <class T>
void run(benchmark::State& state, std::size_t n) {
    bench::numbers random;
    const auto x = random.filled<T>(-5, 5, n);
    auto gradient = x;
    T value = 0;
    bench::tape taped;
    if constexpr (bench::has_adolc) if (n <= bench::longest_tape) taped = bench::with_adolc::log_sum_exp(x.data(), n);
    bench::compare<T>(state, {bench::all(value), bench::all(gradient)},
        bench::version{"typegrad", [&] { value = tg::value_and_grad(log_sum_exp)(x, tg::into(gradient)); }},
        bench::version{"xsimd", [&] { value = bench::with_xsimd::log_sum_exp(x.data(), gradient.data(), n); }},
        bench::version{"plain", [&] { value = bench::plain::log_sum_exp(x.data(), gradient.data(), n); }},
        bench::version{"eigen", [&] { if constexpr (bench::has_eigen) value = bench::with_eigen::log_sum_exp(x.data(), gradient.data(), n); }, bench::has_eigen},
        bench::version{"adolc", [&] { if constexpr (bench::has_adolc) value = taped({bench::all(gradient)}); }, taped.there()});
}

const bool registered = [] {
    for (const std::size_t n : bench::sizes) {
        bench::add_case<float>("log_sum_exp", n, run<float>);
        bench::add_case<double>("log_sum_exp", n, run<double>);
    }
    return true;
}();

} // namespace
