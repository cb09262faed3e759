// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

#include "arrays.hpp"
#include "compare.hpp"
#include "linear_regression/references.hpp"

namespace tg = typegrad;

namespace {

constexpr auto squared_error = [](auto x, auto y, auto w, auto b) { return tg::mean(tg::square(tg::matmul(x, w) + b - y)); };

template <class T>
void run(benchmark::State& state, std::size_t rows) {
    constexpr std::size_t columns = 100;
    bench::numbers random;
    const auto x = random.filled<T>(-1, 1, rows, columns);
    const auto y = random.filled<T>(-1, 1, rows), w = random.filled<T>(-1, 1, columns), b = random.filled<T>(0, 1, 1);
    const T& b0 = *b.data();
    auto gw = w;
    T value = 0, gb = 0;
    const bench::regression_data<T> in{x.data(), y.data(), w.data(), b.data(), rows, columns};
    auto residual = y;
    bench::compare<T>(state, {bench::all(value), bench::all(gw), bench::all(gb)},
        bench::version{"typegrad", [&] { value = tg::value_and_grad<2, 3>(squared_error)(x, y, w, b0, tg::into(gw, gb)); }},
        bench::version{"xsimd", [&] { value = bench::with_xsimd::linear_regression(in, gw.data(), &gb); }},
#if defined(TYPEGRAD_HAS_CBLAS)
        bench::version{"cblas", [&] { value = bench::with_cblas::linear_regression(in, gw.data(), &gb, residual.data()); }},
#endif
        bench::version{"plain", [&] { value = bench::plain::linear_regression(in, gw.data(), &gb); }},
        bench::version{"eigen", [&] { if constexpr (bench::has_eigen) value = bench::with_eigen::linear_regression(in, gw.data(), &gb, residual.data()); }, bench::has_eigen});
}

const bool registered = [] {
    bench::add_case<float>("linear_regression", 1000, run<float>);
    bench::add_case<double>("linear_regression", 1000, run<double>);
    return true;
}();

} // namespace
