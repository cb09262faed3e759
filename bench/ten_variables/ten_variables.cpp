// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <typegrad/typegrad.hpp>

#include <array>
#include <tuple>
#include "arrays.hpp"
#include "compare.hpp"
#include "ten_variables/references.hpp"

/// What a call costs beyond its arithmetic: ten numbers in, eleven out, everything inlined.
namespace tg = typegrad;

namespace {

constexpr auto rosenbrock = [](auto... arguments) {
    const std::array x{arguments...};
    auto sum = 100 * tg::square(x[1] - x[0] * x[0]) + tg::square(1 - x[0]);
    for (std::size_t i = 1; i < 9; ++i) sum = sum + (100 * tg::square(x[i + 1] - x[i] * x[i]) + tg::square(1 - x[i]));
    return sum;
};

constexpr auto x0 = tg::input<"x0", double>;
constexpr auto x1 = tg::input<"x1", double>;
constexpr auto x2 = tg::input<"x2", double>;
constexpr auto x3 = tg::input<"x3", double>;
constexpr auto x4 = tg::input<"x4", double>;
constexpr auto x5 = tg::input<"x5", double>;
constexpr auto x6 = tg::input<"x6", double>;
constexpr auto x7 = tg::input<"x7", double>;
constexpr auto x8 = tg::input<"x8", double>;
constexpr auto x9 = tg::input<"x9", double>;

/// Times `call(in, out)`, which writes the value and ten derivatives, against the function by hand.
template <class F>
void run(benchmark::State& state, F call) {
    bench::numbers random;
    const auto x = random.filled<double>(-1, 1, 10);
    bench::array<double> results = random.filled<double>(0, 0, 11);
    const double* in = x.data();
    double* out = results.data();
    bench::tape taped;
    if constexpr (bench::has_adolc) taped = bench::with_adolc::rosenbrock(in);
    benchmark::DoNotOptimize(in);
    benchmark::DoNotOptimize(out);
    bench::compare<double>(state, {bench::all(results)}, bench::version{"typegrad", [&] { call(in, out); }},
        bench::version{"scalar", [&] { out[0] = bench::scalar::rosenbrock(in, out + 1); }},
        bench::version{"adolc", [&] { if constexpr (bench::has_adolc) out[0] = taped({std::span<double>(out + 1, 10)}); }, taped.there()});
}

void run_function(benchmark::State& state, std::size_t) {
    run(state, [](const double* in, double* out) {
        const auto [value, gradient] = tg::value_and_grad<0, 1, 2, 3, 4, 5, 6, 7, 8, 9>(rosenbrock)(in[0], in[1], in[2], in[3], in[4], in[5], in[6], in[7], in[8], in[9]);
        *out++ = value;
        std::apply([&](auto... d) { ((*out++ = d), ...); }, gradient);
    });
}

constexpr auto value = tg::graph(rosenbrock)(x0, x1, x2, x3, x4, x5, x6, x7, x8, x9);
constexpr auto program = std::apply([](auto... d) { return tg::compile(value, d...); }, tg::gradients(value, x0, x1, x2, x3, x4, x5, x6, x7, x8, x9));

void run_program(benchmark::State& state, std::size_t) {
    run(state, [](const double* in, double* out) {
        const auto all = program(x0 = in[0], x1 = in[1], x2 = in[2], x3 = in[3], x4 = in[4], x5 = in[5], x6 = in[6], x7 = in[7], x8 = in[8], x9 = in[9]);
        std::apply([&](auto... d) { ((*out++ = d), ...); }, all);
    });
}

const bool registered = [] {
    bench::add_case<double>("ten_variables", 10, run_function);
    bench::add_case<double>("ten_variables_compiled", 10, run_program);
    return true;
}();

} // namespace
