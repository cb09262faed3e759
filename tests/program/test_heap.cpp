// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <cstdlib>
#include <doctest/doctest.h>
#include <new>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;

// This program counts what it allocates. The operators replace those of all test files of this folder.
namespace {
thread_local std::size_t allocations = 0;

void* counted(std::size_t bytes, std::size_t alignment) {
    ++allocations;
    void* p = alignment <= alignof(std::max_align_t) ? std::malloc(bytes == 0 ? 1 : bytes) : std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
    if (p == nullptr) throw std::bad_alloc();
    return p;
}
[[gnu::noinline]] void release(void* p) { std::free(p); } // or g++ takes free for the wrong partner of new
} // namespace
void* operator new(std::size_t bytes) { return counted(bytes, 1); }
void* operator new[](std::size_t bytes) { return counted(bytes, 1); }
void* operator new(std::size_t bytes, std::align_val_t alignment) { return counted(bytes, static_cast<std::size_t>(alignment)); }
void* operator new[](std::size_t bytes, std::align_val_t alignment) { return counted(bytes, static_cast<std::size_t>(alignment)); }
void operator delete(void* p) noexcept { release(p); }
void operator delete[](void* p) noexcept { release(p); }
void operator delete(void* p, std::size_t) noexcept { release(p); }
void operator delete[](void* p, std::size_t) noexcept { release(p); }
void operator delete(void* p, std::align_val_t) noexcept { release(p); }
void operator delete[](void* p, std::align_val_t) noexcept { release(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { release(p); }
void operator delete[](void* p, std::size_t, std::align_val_t) noexcept { release(p); }

namespace {
template <class F>
std::size_t allocations_of(F f) {
    const std::size_t before = allocations;
    f();
    return allocations - before;
}
} // namespace

TEST_CASE("a Jacobian of small arrays allocates nothing") {
    const auto f = tg::jacobian<0, 1>([](auto x, auto y) { return tg::stack(tg::sin(x[0]) * y, x[1] * x[2] + y, tg::exp(x[2])); });
    const std::array<double, 3> x{0.1, 0.2, 0.3};
    CHECK(allocations_of([&] { CHECK(f(x, 2.0)[1][3] == 1); }) == 0);
}
TEST_CASE("value and gradient of ten numbers allocate nothing") {
    const auto f = tg::value_and_grad<0, 1, 2, 3, 4, 5, 6, 7, 8, 9>([](auto a, auto b, auto c, auto d, auto e, auto g, auto h, auto i, auto j, auto k) {
        return tg::exp(a * b) + tg::sin(c) * d / e + tg::pow(g, h) + i * j * k + a * k;
    });
    double result = 0;
    CHECK(allocations_of([&] { result = f(1., 2., 3., 4., 5., 6., 7., 8., 9., 10.).first; }) == 0);
    CHECK(result == doctest::Approx(std::exp(2.0) + std::sin(3.0) * 0.8 + std::pow(6.0, 7.0) + 730));
}
TEST_CASE("a compiled program of numbers allocates nothing, updates included") {
    constexpr auto x = tg::input<"x", double>;
    constexpr auto w = tg::variable<"w", double>;
    auto loss = tg::square(tg::tanh(w * x) - 0.5);
    auto train = tg::compile(loss, tg::sgd(loss, {.learning_rate = 0.1}));
    auto state = tg::state(tg::ones(w));
    CHECK(allocations_of([&] { train(state, x = 2.0); }) == 0);
    CHECK(state[w] != 1);
}
TEST_CASE("a result in the caller's memory leaves nothing to allocate") {
    const auto f = tg::value_and_grad([](auto v) { return tg::sum(tg::exp(v) * v); });
    std::vector<double> x(1000, 0.5), gradient(1000);
    CHECK(allocations_of([&] { f(x, tg::into(gradient)); }) == 0);
    CHECK(gradient[999] == doctest::Approx(1.5 * std::exp(0.5)));
    std::vector<float> y(1000);
    CHECK(allocations_of([&] { tg::evaluate([](auto v) { return tg::cast<float>(v * 2); })(x, tg::into(y)); }) == 0);
}
TEST_CASE("the only allocation of a gradient of a vector is the result") {
    const auto f = tg::value_and_grad([](auto v) { return tg::sum(tg::exp(v) * v); });
    std::vector<double> x(1000, 0.5);
    CHECK(allocations_of([&] { f(x); }) == 1);
}
TEST_CASE("training allocates in the first call only") {
    constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 64>;
    constexpr auto y = tg::input<"y", int, tg::dim<"batch">>;
    constexpr auto W = tg::variable<"W", float, 64, 10>;
    auto loss = tg::mean(tg::softmax_cross_entropy(tg::matmul(x, W), y));
    auto train = tg::compile(loss, tg::sgd(loss));
    auto state = tg::state(tg::glorot(W, 1));
    const xt::xtensor<float, 2> images = xt::ones<float>({100, 64});
    const xt::xtensor<int, 1> labels = xt::zeros<int>({100});
    train(state, x = images, y = labels);
    CHECK(allocations_of([&] { train(state, x = images, y = labels); }) == 0);
    tg::workspace memory;
    auto logits = tg::compile(loss);
    logits(state, memory, x = images, y = labels);
    CHECK(allocations_of([&] { logits(state, memory, x = images, y = labels); }) == 0);
}
TEST_CASE("a scan and its gradient allocate nothing but what the call does, whatever their length") {
    constexpr auto x = tg::input<"x", double, tg::dim<"steps">, 14>;
    constexpr auto w = tg::variable<"w", double, 14>;
    const auto scanned = tg::scan([](auto c, auto v, auto k) {
        auto next = tg::tanh(c * k + v);
        return std::pair{next, tg::sum(next * v)};
    }, w, x, w);
    const auto loss = tg::sum(std::get<1>(scanned));
    auto program = tg::compile(loss, tg::sgd(loss, {.learning_rate = 1e-3}));
    auto state = tg::state(tg::ones(w));
    const xt::xtensor<double, 2> few = xt::ones<double>({10, 14}), many = xt::ones<double>({1000, 14});
    CHECK(allocations_of([&] { program(state, x = few); }) <= 1);
    CHECK(allocations_of([&] { program(state, x = many); }) == 1); // the state's workspace grows
    CHECK(allocations_of([&] { program(state, x = many); }) == 0);
    CHECK(allocations_of([&] { program(state, x = few); }) == 0);
}
