// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

#include "arrays.hpp"
#include "compare.hpp"
#include "cross_entropy/references.hpp"

namespace tg = typegrad;

namespace {

constexpr auto cross_entropy = [](auto logits, auto labels) { return tg::mean(tg::softmax_cross_entropy(logits, labels)); };

template <class T, std::size_t Classes>
void run(benchmark::State& state, std::size_t n) {
    bench::numbers random;
    const std::size_t rows = n / Classes;
    const auto logits = random.filled<T>(-4, 4, rows, Classes);
    const auto labels = random.labels(rows, Classes);
    auto gradient = logits;
    const bench::logit_rows<T> in{logits.data(), labels.data(), rows, Classes};
    T value = 0;
    bench::compare<T>(state, {bench::all(value), bench::all(gradient)},
        bench::version{"typegrad", [&] { value = tg::value_and_grad(cross_entropy)(logits, labels, tg::into(gradient)); }},
        bench::version{"xsimd", [&] { value = bench::with_xsimd::cross_entropy(in, gradient.data()); }},
        bench::version{"plain", [&] { value = bench::plain::cross_entropy(in, gradient.data()); }});
}

const bool registered = [] {
    for (const std::size_t n : bench::sizes) {
        bench::add_case<float>("cross_entropy_of_100", n, run<float, 100>);
        bench::add_case<double>("cross_entropy_of_100", n, run<double, 100>);
        bench::add_case<float>("cross_entropy_of_10", n, run<float, 10>);
        bench::add_case<double>("cross_entropy_of_10", n, run<double, 10>);
    }
    return true;
}();

} // namespace
