// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

#include "arrays.hpp"
#include "compare.hpp"
#include "sum_of_logs/references.hpp"

namespace tg = typegrad;

namespace {

constexpr auto sum_of_logs = [](auto x) { return tg::sum(tg::log(x)); };

template <class T>
void run(benchmark::State& state, std::size_t n) {
    bench::numbers random;
    const auto x = random.filled<T>(0.5, 4.0, n);
    auto gradient = x;
    T value = 0;
    bench::tape taped;
    if constexpr (bench::has_adolc) if (n <= bench::longest_tape) taped = bench::with_adolc::sum_of_logs(x.data(), n);
    bench::compare<T>(state, {bench::all(value), bench::all(gradient)},
        bench::version{"typegrad", [&] { value = tg::value_and_grad(sum_of_logs)(x, tg::into(gradient)); }},
        bench::version{"xsimd", [&] { value = bench::with_xsimd::sum_of_logs(x.data(), gradient.data(), n); }},
        bench::version{"plain", [&] { value = bench::plain::sum_of_logs(x.data(), gradient.data(), n); }},
        bench::version{"eigen", [&] { if constexpr (bench::has_eigen) value = bench::with_eigen::sum_of_logs(x.data(), gradient.data(), n); }, bench::has_eigen},
        bench::version{"adolc", [&] { if constexpr (bench::has_adolc) value = taped({bench::all(gradient)}); }, taped.there()});
}

const bool registered = [] {
    for (const std::size_t n : bench::sizes) {
        bench::add_case<float>("sum_of_logs", n, run<float>);
        bench::add_case<double>("sum_of_logs", n, run<double>);
    }
    return true;
}();

} // namespace
