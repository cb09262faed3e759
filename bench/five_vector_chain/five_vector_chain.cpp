// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

#include "arrays.hpp"
#include "compare.hpp"
#include "five_vector_chain/references.hpp"

namespace tg = typegrad;

namespace {

constexpr auto chain = [](auto a, auto b, auto c, auto d, auto x) {
    return tg::sum(tg::tanh(a * x + b) * tg::exp(-c * x * x) + tg::log1p(tg::exp(d * x)));
};

template <class T>
void run(benchmark::State& state, std::size_t n) {
    bench::numbers random;
    const auto a = random.filled<T>(0.5, 1.5, n), b = random.filled<T>(-1, 1, n), c = random.filled<T>(0.1, 1, n);
    const auto d = random.filled<T>(-2, 2, n), x = random.filled<T>(-2, 2, n);
    auto ga = a, gb = a, gc = a, gd = a, gx = a;
    const bench::chain_vectors<const T> in{a.data(), b.data(), c.data(), d.data(), x.data()};
    const bench::chain_vectors<T> out{ga.data(), gb.data(), gc.data(), gd.data(), gx.data()};
    T value = 0;
    bench::tape taped;
    if constexpr (bench::has_adolc) if (n <= bench::longest_tape) taped = bench::with_adolc::five_vector_chain(in, n);
    bench::compare<T>(state, {bench::all(value), bench::all(ga), bench::all(gb), bench::all(gc), bench::all(gd), bench::all(gx)},
        bench::version{"typegrad", [&] { value = tg::value_and_grad<0, 1, 2, 3, 4>(chain)(a, b, c, d, x, tg::into(ga, gb, gc, gd, gx)); }},
        bench::version{"xsimd", [&] { value = bench::with_xsimd::five_vector_chain(in, out, n); }},
        bench::version{"plain", [&] { value = bench::plain::five_vector_chain(in, out, n); }},
        bench::version{"eigen", [&] { if constexpr (bench::has_eigen) value = bench::with_eigen::five_vector_chain(in, out, n); }, bench::has_eigen},
        bench::version{"adolc", [&] { if constexpr (bench::has_adolc) value = taped({bench::all(ga), bench::all(gb), bench::all(gc), bench::all(gd), bench::all(gx)}); }, taped.there()});
}

const bool registered = [] {
    for (const std::size_t n : bench::sizes) {
        bench::add_case<float>("five_vector_chain", n, run<float>);
        bench::add_case<double>("five_vector_chain", n, run<double>);
    }
    return true;
}();

} // namespace
