// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

#include "arrays.hpp"
#include "compare.hpp"
#include "logistic_regression/references.hpp"

namespace tg = typegrad;

namespace {

template <class T>
constexpr auto log_posterior = [](auto x, auto y, auto w, auto b) {
    auto z = tg::matmul(x, w) + b;
    return tg::sum(tg::cast<T>(y) * z - tg::softplus(z)) - (tg::sum(tg::square(w)) + tg::square(b)) / 2;
};

template <class T>
void run(benchmark::State& state, std::size_t rows) {
    constexpr std::size_t columns = 100;
    bench::numbers random;
    const auto x = random.filled<T>(-1, 1, rows, columns);
    const auto y = random.labels(rows, 2);
    const auto w = random.filled<T>(-1, 1, columns), b = random.filled<T>(0, 1, 1);
    const T& b0 = *b.data();
    auto gw = w;
    bench::array<T> residual(std::array{rows});
    T value = 0, gb = 0;
    const bench::logistic_data<T> in{x.data(), y.data(), w.data(), b.data(), rows, columns};
    bench::tape taped;
    if constexpr (bench::has_adolc) taped = bench::with_adolc::logistic_regression(in);
    bench::compare<T>(state, {bench::all(value), bench::all(gw), bench::all(gb)},
        bench::version{"typegrad", [&] { value = tg::value_and_grad<2, 3>(log_posterior<T>)(x, y, w, b0, tg::into(gw, gb)); }},
        bench::version{"xsimd", [&] { value = bench::with_xsimd::logistic_regression(in, gw.data(), &gb); }},
        bench::version{"plain", [&] { value = bench::plain::logistic_regression(in, gw.data(), &gb); }},
        bench::version{"eigen", [&] { if constexpr (bench::has_eigen) value = bench::with_eigen::logistic_regression(in, gw.data(), &gb, residual.data()); }, bench::has_eigen},
        bench::version{"adolc", [&] { if constexpr (bench::has_adolc) value = taped({bench::all(gw), bench::all(gb)}); }, taped.there()});
}

const bool registered = [] {
    for (const std::size_t rows : {100u, 1000u, 10000u}) {
        bench::add_case<float>("logistic_regression", rows, run<float>);
        bench::add_case<double>("logistic_regression", rows, run<double>);
    }
    return true;
}();

} // namespace
