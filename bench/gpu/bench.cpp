// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Programs on a device: checked against a backend of the host, then timed beside a copy of memory. bench/gpu/run.py compiles and runs it, with
// nvcc for GPUs (BENCH_BACKEND=gpu), or with g++ for Thrust's host systems, which tries everything but the speed.
//     bench [--json FILE] [--size small|large]
#if defined(__CUDACC__)
#include <typegrad/arrays/xtensor.hpp> // of the host's states
#include <typegrad/gpu.hpp>
#else
#include <typegrad/typegrad.hpp>
#endif
#include <typegrad/thrust.hpp>
#include "kernels.cuh"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#if !defined(BENCH_BACKEND)
#define BENCH_BACKEND thrust_cpp
#endif

namespace {

namespace tg = typegrad;
using device = tg::BENCH_BACKEND;
#if defined(__CUDACC__)
using host = tg::thrust_cpp; // the same kernels: what differs is the device's doing
#else
using host = tg::simd;
#endif

/// An array for programs of a backend.
template <class Backend, class T, int Rank>
class array {
  public:
    template <class Value>
    array(std::array<std::int64_t, Rank> extents, const Value& value) : size_(count(extents)), host_(new T[size_]), bound_(bound_array<Backend>::make(host_.get(), extents)) {
        for (std::size_t k = 0; k < size_; ++k) host_[k] = static_cast<T>(value(k));
        if constexpr (Backend::own_memory) tg::copy_to_device<Backend>(tg::array_view<T, Rank>(host_.get(), extents), bound_);
    }
    auto& operator*() { return bound_; }
    std::vector<double> numbers() {
        if constexpr (Backend::own_memory) {
            std::array<std::int64_t, Rank> extents{};
            for (int k = 0; k < Rank; ++k) extents[static_cast<std::size_t>(k)] = bound_.extent(k);
            tg::array_view<T, Rank> to(host_.get(), extents);
            tg::copy_to_host<Backend>(bound_, to);
        }
        return {host_.get(), host_.get() + size_};
    }

  private:
    static std::size_t count(const std::array<std::int64_t, Rank>& extents) {
        std::size_t n = 1;
        for (const std::int64_t e : extents) n *= static_cast<std::size_t>(e);
        return n;
    }
    template <class B>
    struct bound_array {
        using type = tg::array_view<T, Rank>;
        static type make(T* p, const std::array<std::int64_t, Rank>& e) { return type(p, e); }
    };
    template <class B>
        requires B::own_memory
    struct bound_array<B> {
        using type = typename B::template array<T, Rank>;
        static type make(T*, const std::array<std::int64_t, Rank>& e) { return type(e); }
    };
    std::size_t size_;
    std::unique_ptr<T[]> host_;
    typename bound_array<Backend>::type bound_;
};

double wild(std::size_t k) {
    const double x = std::sin(12.9898 * static_cast<double>(k % 1000003 + 1)) * 43758.5453;
    return 2 * (x - std::floor(x)) - 1;
}
template <class Workspace>
void wait([[maybe_unused]] Workspace& work) {
    if constexpr (device::own_memory) work.synchronise();
}
/// Copies floats where the backend works.
template <class Backend>
void copy_floats(float* to, const float* from, std::int64_t n, [[maybe_unused]] typename Backend::workspace& work) {
    const std::size_t bytes = static_cast<std::size_t>(n) * sizeof(float);
    if constexpr (Backend::own_memory) Backend::runtime::copy(to, from, bytes, work.stream());
    else std::memcpy(to, from, bytes);
}
/// Seconds of one call: the median of some dozens of groups.
template <class Call>
double seconds(typename device::workspace& work, Call&& call) {
    using clock = std::chrono::steady_clock;
    for (int k = 0; k < 3; ++k) call();
    wait(work);
    const auto group = [&](int calls) {
        const auto start = clock::now();
        for (int k = 0; k < calls; ++k) call();
        wait(work);
        return std::chrono::duration<double>(clock::now() - start).count() / calls;
    };
    const int calls = static_cast<int>(std::clamp(0.01 / group(1), 1.0, 2000.0));
    std::vector<double> times;
    for (int k = 0; k < 25; ++k) times.push_back(group(calls));
    std::nth_element(times.begin(), times.begin() + 12, times.end());
    return times[12];
}
/// The largest difference, in units of the last place of the largest number.
double ulps(const std::vector<double>& a, const std::vector<double>& b) {
    double largest = 1e-30, worst = a.size() == b.size() ? 0 : INFINITY;
    for (const double x : b) largest = std::max(largest, std::fabs(x));
    for (std::size_t k = 0; k < a.size() && k < b.size(); ++k) worst = std::max(worst, a[k] == a[k] ? std::fabs(a[k] - b[k]) / (largest * 0x1p-23) : INFINITY);
    return worst;
}

struct result {
    std::string name;
    double seconds, bytes, flops, difference;
};
std::vector<result> results;
void note(const char* name, double seconds, double bytes, double flops, double difference) {
    results.push_back({name, seconds, bytes, flops, difference});
    std::printf("%-28s %10.2f us  %8.1f GB/s  %8.2f TFLOP/s", name, seconds * 1e6, bytes / seconds * 1e-9, flops / seconds * 1e-12);
    if (difference >= 0) std::printf("  %.1f ulp from the host", difference);
    std::printf("\n");
    std::fflush(stdout);
}

template <class Backend>
struct chain_run {
    std::int64_t n;
    array<Backend, float, 1> a{{n}, wild}, b{{n}, [](std::size_t k) { return wild(k + 11); }}, c{{n}, [](std::size_t k) { return wild(k + 23); }}, d{{n}, [](std::size_t k) { return wild(k + 37); }}, x{{n}, [](std::size_t k) { return wild(k + 51); }};
    array<Backend, float, 1> ga{{n}, [](std::size_t) { return 0; }}, gb{{n}, [](std::size_t) { return 0; }}, gc{{n}, [](std::size_t) { return 0; }}, gd{{n}, [](std::size_t) { return 0; }}, gx{{n}, [](std::size_t) { return 0; }};
    typename Backend::workspace work;
    decltype(bench::chain::program<Backend>()) program = bench::chain::program<Backend>();
    float value = 0;
    explicit chain_run(std::int64_t size) : n(size) {}
    void operator()() { program(work, bench::chain::a = *a, bench::chain::b = *b, bench::chain::c = *c, bench::chain::d = *d, bench::chain::x = *x, tg::into(value, *ga, *gb, *gc, *gd, *gx)); }
};
template <class Backend>
struct cross_entropy_run {
    std::int64_t n, k;
    array<Backend, float, 2> z{{n, k}, [](std::size_t i) { return 4 * wild(i); }}, gradient{{n, k}, [](std::size_t) { return 0; }};
    array<Backend, std::int32_t, 1> y{{n}, [this](std::size_t i) { return static_cast<std::int32_t>(i % static_cast<std::size_t>(k)); }};
    typename Backend::workspace work;
    decltype(bench::cross_entropy::program<Backend>()) program = bench::cross_entropy::program<Backend>();
    float value = 0;
    cross_entropy_run(std::int64_t rows, std::int64_t columns) : n(rows), k(columns) {}
    void operator()() { program(work, bench::cross_entropy::z = *z, bench::cross_entropy::y = *y, tg::into(value, *gradient)); }
};
template <class Backend>
struct perceptron_run {
    array<Backend, float, 2> x{{128, 784}, [](std::size_t i) { return std::max(0.0, wild(i)); }};
    array<Backend, std::int32_t, 1> y{{128}, [](std::size_t i) { return static_cast<std::int32_t>(i % 10); }};
    typename Backend::workspace work;
    decltype(bench::perceptron::program<Backend>()) step = bench::perceptron::program<Backend>();
    decltype(bench::perceptron::value<Backend>()) loss = bench::perceptron::value<Backend>();
    using state_type = decltype(tg::state<Backend>(tg::glorot(bench::perceptron::W1, 1), tg::zeros(bench::perceptron::b1), tg::glorot(bench::perceptron::W2, 2), tg::zeros(bench::perceptron::b2)));
    state_type state = tg::state<Backend>(tg::glorot(bench::perceptron::W1, 1), tg::zeros(bench::perceptron::b1), tg::glorot(bench::perceptron::W2, 2), tg::zeros(bench::perceptron::b2));
    void operator()() { step(state, bench::perceptron::x = *x, bench::perceptron::y = *y, tg::learning_rate = 0.1, work); }
    double value() { return static_cast<double>(loss(state, bench::perceptron::x = *x, bench::perceptron::y = *y, work)); }
};
template <class Backend>
struct mixed_perceptron_run {
    array<Backend, tg::half, 2> x{{128, 784}, [](std::size_t i) { return std::max(0.0, wild(i)); }};
    array<Backend, std::int32_t, 1> y{{128}, [](std::size_t i) { return static_cast<std::int32_t>(i % 10); }};
    typename Backend::workspace work;
    decltype(bench::mixed_perceptron::program<Backend>()) step = bench::mixed_perceptron::program<Backend>();
    decltype(bench::mixed_perceptron::value<Backend>()) loss = bench::mixed_perceptron::value<Backend>();
    typename perceptron_run<Backend>::state_type state = tg::state<Backend>(tg::glorot(bench::perceptron::W1, 1), tg::zeros(bench::perceptron::b1), tg::glorot(bench::perceptron::W2, 2), tg::zeros(bench::perceptron::b2));
    void operator()() { step(state, bench::mixed_perceptron::x = *x, bench::mixed_perceptron::y = *y, work); }
    double value() { return static_cast<double>(loss(state, bench::mixed_perceptron::x = *x, bench::mixed_perceptron::y = *y, work)); }
};
template <class Backend>
struct half_product_run {
    std::int64_t n;
    array<Backend, tg::half, 2> A{{n, n}, wild}, B{{n, n}, [](std::size_t k) { return wild(k + 5); }};
    array<Backend, float, 2> C{{n, n}, [](std::size_t) { return 0; }};
    typename Backend::workspace work;
    decltype(bench::half_product::program<Backend>()) program = bench::half_product::program<Backend>();
    explicit half_product_run(std::int64_t size) : n(size) {}
    void operator()() { program(work, bench::half_product::A = *A, bench::half_product::B = *B, tg::into(*C)); }
};
template <class Backend>
struct product_run {
    std::int64_t n;
    array<Backend, float, 2> A{{n, n}, wild}, B{{n, n}, [](std::size_t k) { return wild(k + 5); }}, C{{n, n}, [](std::size_t) { return 0; }};
    typename Backend::workspace work;
    decltype(bench::product::program<Backend>()) program = bench::product::program<Backend>();
    explicit product_run(std::int64_t size) : n(size) {}
    void operator()() { program(work, bench::product::A = *A, bench::product::B = *B, tg::into(*C)); }
};

template <template <class> class Run, class Difference, class... Size>
double checked(const Difference& difference, Size... size) {
    Run<device> here(size...);
    Run<host> there(size...);
    for (int k = 0; k < 3; ++k) here(), there(); // the third is a replay
    return difference(here, there);
}

} // namespace

int main(int count, char** arguments) try {
    const char* json = nullptr;
    bool large = device::own_memory;
    for (int k = 1; k + 1 < count; k += 2) {
        if (std::strcmp(arguments[k], "--json") == 0) json = arguments[k + 1];
        else if (std::strcmp(arguments[k], "--size") == 0) large = std::strcmp(arguments[k + 1], "large") == 0;
        else return std::fprintf(stderr, "bench: no option %s\n", arguments[k]), 2;
    }
    {
        const std::int64_t n = large ? 100'000'000 : 1'000'000;
        array<device, float, 1> from({n}, [](std::size_t k) { return static_cast<double>(k % 7); }), to({n}, [](std::size_t) { return 0; });
        typename device::workspace work;
        const double t = seconds(work, [&] { copy_floats<device>((*to).data(), (*from).data(), n, work); });
        note("copy", t, 8.0 * static_cast<double>(n), 0, -1);
    }
    {
        const auto difference = [](auto& here, auto& there) { return std::max({ulps({static_cast<double>(here.value)}, {static_cast<double>(there.value)}), ulps(here.ga.numbers(), there.ga.numbers()), ulps(here.gb.numbers(), there.gb.numbers()), ulps(here.gc.numbers(), there.gc.numbers()), ulps(here.gd.numbers(), there.gd.numbers()), ulps(here.gx.numbers(), there.gx.numbers())}); };
        const double d = checked<chain_run>(difference, std::int64_t{100'003});
        chain_run<device> run(large ? 100'000'000 : 1'000'000);
        note("five_vector_chain", seconds(run.work, run), 40.0 * static_cast<double>(run.n), 0, d);
    }
    {
        const auto difference = [](auto& here, auto& there) { return std::max(ulps({static_cast<double>(here.value)}, {static_cast<double>(there.value)}), ulps(here.gradient.numbers(), there.gradient.numbers())); };
        const double d = checked<cross_entropy_run>(difference, std::int64_t{1003}, std::int64_t{1000});
        cross_entropy_run<device> run(large ? 100'000 : 1'000, 1000);
        note("cross_entropy_1000", seconds(run.work, run), 8.0 * static_cast<double>(run.n * run.k), 0, d);
        const double few = checked<cross_entropy_run>(difference, std::int64_t{10'003}, std::int64_t{10});
        cross_entropy_run<device> narrow(large ? 10'000'000 : 100'000, 10);
        note("cross_entropy_10", seconds(narrow.work, narrow), 8.0 * static_cast<double>(narrow.n * narrow.k), 0, few);
    }
    {
        const double d = checked<perceptron_run>([](auto& here, auto& there) { return ulps({here.value()}, {there.value()}); });
        perceptron_run<device> run;
        note("perceptron_step", seconds(run.work, run), 0, 2.0 * 128 * (2 * 784 * 256 + 3 * 256 * 10), d);
    }
    {
        const double d = checked<mixed_perceptron_run>([](auto& here, auto& there) { return ulps({here.value()}, {there.value()}); });
        mixed_perceptron_run<device> run;
        note("mixed_perceptron_step", seconds(run.work, run), 0, 2.0 * 128 * (2 * 784 * 256 + 3 * 256 * 10), d);
    }
    {
        const double d = checked<half_product_run>([](auto& here, auto& there) { return ulps(here.C.numbers(), there.C.numbers()); }, std::int64_t{130});
        half_product_run<device> run(large ? 8192 : 256);
        const double n = static_cast<double>(run.n);
        note("half_product", seconds(run.work, run), 0, 2 * n * n * n, d);
    }
    {
        const double d = checked<product_run>([](auto& here, auto& there) { return ulps(here.C.numbers(), there.C.numbers()); }, std::int64_t{130});
        product_run<device> run(large ? 8192 : 256);
        const double n = static_cast<double>(run.n);
        note("product", seconds(run.work, run), 0, 2 * n * n * n, d);
#if defined(__CUDACC__)
        tg::cuda::blas blas;
        const float one = 1, zero = 0;
        const int size = static_cast<int>(run.n);
        const double t = seconds(run.work, [&] { cublasSgemm(blas.on(run.work.stream()), CUBLAS_OP_N, CUBLAS_OP_N, size, size, size, &one, (*run.B).data(), size, (*run.A).data(), size, &zero, (*run.C).data(), size); });
        note("product by cuBLAS itself", t, 0, 2 * n * n * n, -1);
#endif
    }
    if (json != nullptr) {
        std::FILE* file = std::fopen(json, "w");
        if (file == nullptr) return std::fprintf(stderr, "bench: %s cannot be written\n", json), 1;
        std::fprintf(file, "[\n");
        for (const result& r : results) std::fprintf(file, "  {\"name\": \"%s\", \"seconds\": %.9g, \"bytes\": %.0f, \"flops\": %.0f, \"ulps_from_host\": %.3g}%s\n", r.name.c_str(), r.seconds, r.bytes, r.flops, r.difference, &r == &results.back() ? "" : ",");
        std::fprintf(file, "]\n");
        if (std::fclose(file) != 0) return std::fprintf(stderr, "bench: %s cannot be written\n", json), 1;
    }
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench: %s\n", error.what());
    return 1;
}
