// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

#include "arrays.hpp"
#include "compare.hpp"
#include "matrix_chain/references.hpp"

namespace tg = typegrad;

namespace {

constexpr auto chain = [](auto a, auto b, auto v) { return tg::sum(tg::square(tg::matmul(a, tg::matmul(b, v)))); };

template <class T>
void run(benchmark::State& state, std::size_t n) {
    bench::numbers random;
    const auto a = random.filled<T>(-1, 1, n, n), b = random.filled<T>(-1, 1, n, n);
    const auto v = random.filled<T>(-1, 1, n);
    auto ga = a, gb = b;
    auto gv = v, y = v, dy = v;
    const bench::chain_operands<const T> in{a.data(), b.data(), v.data()};
    const bench::chain_operands<T> out{ga.data(), gb.data(), gv.data()};
    T value = 0;
    bench::compare<T>(state, {bench::all(value), bench::all(ga), bench::all(gb), bench::all(gv)},
        bench::version{"typegrad", [&] { value = tg::value_and_grad<0, 1, 2>(chain)(a, b, v, tg::into(ga, gb, gv)); }},
        bench::version{"xsimd", [&] { value = bench::with_xsimd::matrix_chain(in, out, y.data(), dy.data(), n); }},
        bench::version{"plain", [&] { value = bench::plain::matrix_chain(in, out, y.data(), dy.data(), n); }},
        bench::version{"eigen", [&] { if constexpr (bench::has_eigen) value = bench::with_eigen::matrix_chain(in, out, y.data(), dy.data(), n); }, bench::has_eigen});
}

const bool registered = [] {
    bench::add_case<float>("matrix_chain", 200, run<float>);
    bench::add_case<double>("matrix_chain", 200, run<double>);
    return true;
}();

} // namespace
