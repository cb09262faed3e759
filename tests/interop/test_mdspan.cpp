// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <vector>
#if defined(TYPEGRAD_TEST_CUDA_MDSPAN)
#include <cuda/std/mdspan>
namespace md = cuda::std;
#else
#include <mdspan>
namespace md = std;
#endif
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;

namespace {
constexpr auto cubes = [](auto x, auto place) { return tg::sum(place * x * x * x); };
template <class M, class P>
void check_gradient(const M& m, const P& place) {
    const auto g = tg::grad(cubes)(m, place);
    for (std::size_t i = 0; i < static_cast<std::size_t>(m.extent(0)); ++i)
        for (std::size_t j = 0; j < static_cast<std::size_t>(m.extent(1)); ++j) {
            const double x = *(m.data_handle() + m.mapping()(i, j)), p = *(place.data_handle() + place.mapping()(i, j));
            CHECK(g(i, j) == doctest::Approx(3 * p * x * x).epsilon(1e-14));
        }
}
} // namespace

TEST_CASE("every standard layout of an mdspan is read where it is") {
    std::vector<double> memory(200), weights(200);
    for (std::size_t k = 0; k < 200; ++k) {
        memory[k] = 0.1 * static_cast<double>(k) - 3;
        weights[k] = 1.0 / (1 + static_cast<double>(k));
    }
    using matrix = md::dextents<std::size_t, 2>;
    const md::mdspan<double, matrix> right(memory.data(), 5, 7), place(weights.data(), 5, 7);
    const md::mdspan<const double, matrix, md::layout_left> left(memory.data(), 5, 7);
    const md::mdspan<double, matrix, md::layout_stride> strided(memory.data() + 3, md::layout_stride::mapping<matrix>(matrix(5, 7), md::array<std::size_t, 2>{20, 2}));
    const md::mdspan<double, md::extents<int, 5, 7>> fixed(memory.data());
    const md::mdspan<double, md::extents<int, md::dynamic_extent, 7>, md::layout_left> mixed(memory.data(), 5);
    static_assert(!tg::array_traits<decltype(right)>::strided && !tg::array_traits<md::mdspan<double, md::extents<int, 5, 7>>>::strided);
    static_assert(tg::array_traits<std::remove_const_t<decltype(left)>>::strided && tg::array_traits<std::remove_const_t<decltype(strided)>>::strided);
    check_gradient(right, place);
    check_gradient(left, place);
    check_gradient(strided, place);
    check_gradient(fixed, place);
    check_gradient(mixed, left);
    check_gradient(place, strided);
}

TEST_CASE("results go into an mdspan") {
    // [mdspan]
    std::vector<float> memory{1, 2, 3, 4, 5, 6}, out(6);
    const md::mdspan<const float, md::dextents<int, 2>> x(memory.data(), 2, 3);
    const md::mdspan<float, md::dextents<int, 2>> g(out.data(), 2, 3);
    constexpr auto energy = [](auto a) { return tg::sum(tg::square(a)) / 2; };
    const float value = tg::value_and_grad(energy)(x, tg::into(g)); // 45.5, and g is x
    // [mdspan]
    CHECK(value == 45.5f);
    CHECK(out == memory);
    const md::mdspan<float, md::dextents<int, 2>, md::layout_left> columns(out.data(), 2, 3);
    CHECK_THROWS_WITH_AS(tg::grad(energy)(x, tg::into(columns)), "typegrad: into: the memory for result 0 is not contiguous in row-major order", tg::shape_error);
    static_assert(tg::writable<decltype(g)> && !tg::writable<decltype(x)>);
    static_assert(std::is_same_v<decltype(tg::grad(energy)(x)), tg::tensor<float, 2>>);
    const md::mdspan<float, md::extents<int, md::dynamic_extent>> line(memory.data(), 6);
    CHECK(tg::grad(energy)(line) == memory);
}

TEST_CASE("static extents of an mdspan make straight-line code, and Jacobians") {
    double memory[]{0.5, 2};
    const md::mdspan<double, md::extents<int, 2>> p(memory);
    const auto J = tg::jacobian([](auto q) { return tg::stack(q[0] * q[1], q[1]); })(p);
    CHECK(J[0] == std::array<double, 2>{2, 0.5});
    CHECK(J[1] == std::array<double, 2>{0, 1});
}
