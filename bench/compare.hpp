// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <ctime>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <vector>
#include <benchmark/benchmark.h>
#include "record.hpp"

/// A case: the library's version and hand-written ones of the same computation, checked against each other and then timed
/// in turns.
namespace bench {

/// Turns that every version gets; its time is the median.
inline constexpr int rounds = 25;
/// A turn repeats the call until it lasts this long.
inline constexpr double turn_ns = 200e3;

template <class T>
inline constexpr const char* dtype_name = std::is_same_v<T, float> ? "float" : "double";
/// How far versions may be apart, relative to the largest element of a result: sums of a million numbers in floats.
template <class T>
inline constexpr double tolerance = std::is_same_v<T, float> ? 5e-4 : 1e-10;

#if defined(TYPEGRAD_BENCH_HAS_ADOLC)
inline constexpr bool has_adolc = true;
#else
inline constexpr bool has_adolc = false;
#endif
#if defined(TYPEGRAD_BENCH_HAS_EIGEN)
inline constexpr bool has_eigen = true;
#else
inline constexpr bool has_eigen = false;
#endif

/// `there` is false for what was not found when this was compiled, or would take too long.
template <class F>
struct version {
    const char* name;
    F run;
    bool there = true;
};
template <class F>
version(const char*, F, bool = true) -> version<F>;

/// The largest difference relative to the largest element; NaN where one of them is NaN.
template <class T>
double difference(std::span<const T> a, std::span<const T> b) {
    double largest = 0, apart = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double x = static_cast<double>(a[i]), y = static_cast<double>(b[i]), d = std::abs(x - y);
        if (!(d >= 0)) return std::numeric_limits<double>::quiet_NaN();
        largest = std::max(largest, std::abs(y));
        apart = std::max(apart, d);
    }
    return apart == 0 ? 0 : apart / largest;
}

/// Runs every version into the same memory, NaN before; what the first one wrote, the others must have written.
template <class T, class... F>
bool agree(benchmark::State& state, std::initializer_list<std::span<T>> results, const version<F>&... versions) {
    std::vector<std::vector<T>> expected;
    bool same = true;
    const auto one = [&](const auto& v) {
        if (!v.there) return;
        for (const auto r : results) std::fill(r.begin(), r.end(), std::numeric_limits<T>::quiet_NaN());
        v.run();
        std::size_t k = 0;
        const bool first = expected.empty();
        for (const auto r : results) {
            if (first) {
                expected.emplace_back(r.begin(), r.end());
                recorded.result(std::span<const T>(r));
            }
            const double d = difference<T>(r, expected[k]);
            if (!(d <= tolerance<T>) && same) {
                same = false;
                state.SkipWithError((std::string(v.name) + " differs by " + std::to_string(d) + " in result " + std::to_string(k)).c_str());
            }
            ++k;
        }
    };
    (one(versions), ...);
    return same;
}

/// Of this thread: other work on the machine does not count.
inline double thread_nanoseconds() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}
template <class F>
double nanoseconds(const F& run, long calls) {
    const double start = thread_nanoseconds();
    for (long k = 0; k < calls; ++k) {
        run();
        benchmark::ClobberMemory();
    }
    return thread_nanoseconds() - start;
}

/// Times the versions in turns, each after a call that fills the caches, and leaves the medians as counters.
template <class... F>
void take_turns(benchmark::State& state, const version<F>&... versions) {
    if (recorded) {
        for (auto _ : state) {}
        return;
    }
    struct measured {
        const char* name;
        long calls;
        std::vector<double> times;
    };
    const auto calibrate = [](const auto& v) {
        long calls = 1;
        while (nanoseconds(v.run, calls) < turn_ns) calls *= 2;
        return calls;
    };
    std::vector<measured> all;
    const auto add = [&](const auto& v) {
        if (v.there) all.push_back({v.name, calibrate(v), {}});
    };
    (add(versions), ...);
    for (auto _ : state) {
        std::size_t k = 0;
        const auto turn = [&](const auto& v) {
            if (!v.there) return;
            measured& m = all[k++];
            nanoseconds(v.run, 1);
            m.times.push_back(nanoseconds(v.run, m.calls) / static_cast<double>(m.calls));
        };
        (turn(versions), ...);
        state.SetIterationTime(all[0].times.back() * 1e-9);
    }
    for (measured& m : all) {
        std::sort(m.times.begin(), m.times.end());
        state.counters[m.name] = m.times.empty() ? 0 : m.times[m.times.size() / 2];
    }
}

template <class T, class... F>
void compare(benchmark::State& state, std::initializer_list<std::span<T>> results, const version<F>&... versions) {
    if (agree<T>(state, results, versions...)) take_turns(state, versions...);
    else for (auto _ : state) {}
}

/// Registers `run(state, n)` as name/dtype/n.
template <class T, class F>
void add_case(const std::string& name, std::size_t n, F run) {
    const std::string full = name + "/" + dtype_name<T> + "/" + std::to_string(n);
    benchmark::RegisterBenchmark(full.c_str(), [run, n, full](benchmark::State& state) {
        recorded.open(full);
        run(state, n);
    })
        ->Iterations(rounds)
        ->UseManualTime();
}
/// The sizes of everything elementwise: in L1, in L2, in L3, and in memory.
inline constexpr std::size_t sizes[]{1000, 10000, 100000, 1000000};

} // namespace bench
