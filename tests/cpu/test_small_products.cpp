// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>
#include <limits>
#include <vector>
#include <doctest/doctest.h>
#include <typegrad/backends/cpu/product.hpp>

namespace cpu = typegrad::cpu;
namespace tg = typegrad;

namespace {

/// A matrix in the middle of memory that must not be touched.
template <class T>
struct placed {
    std::vector<T> memory;
    typegrad::matrix_view<T> view;
    placed(std::int64_t rows, std::int64_t columns, bool turned, std::ptrdiff_t gap, T seed) : memory(static_cast<std::size_t>((rows + 1) * (columns + 1) * 2 + 64), std::numeric_limits<T>::quiet_NaN()) {
        const std::ptrdiff_t long_step = (turned ? rows : columns) + gap;
        view = {memory.data() + 7, rows, columns, turned ? 1 : long_step, turned ? long_step : 1};
        for (std::int64_t i = 0; i < rows; ++i)
            for (std::int64_t j = 0; j < columns; ++j) at(i, j) = std::sin(seed + T(1.7) * static_cast<T>(i) + T(0.3) * static_cast<T>(j));
    }
    T& at(std::int64_t i, std::int64_t j) { return view.data[i * view.row_stride + j * view.column_stride]; }
    std::size_t touched() const {
        std::size_t n = 0;
        for (const T x : memory) n += x == x ? 1 : 0;
        return n;
    }
};

constexpr bool inside(tg::band b, std::int64_t row, std::int64_t column) { return column - row >= b.low && column - row <= b.high; }
/// What is outside its band is 0.
template <class T>
void clear_outside(placed<T>& m, tg::band b) {
    for (std::int64_t i = 0; i < m.view.rows; ++i)
        for (std::int64_t j = 0; j < m.view.columns; ++j)
            if (!inside(b, i, j)) m.at(i, j) = 0;
}

template <class T>
bool right(std::int64_t m, std::int64_t k, std::int64_t n, bool turn_a, bool turn_b, std::ptrdiff_t gap, bool add, const typegrad::product_bands& bands = {}) {
    placed<T> a(m, k, turn_a, gap, 1), b(k, n, turn_b, gap, 2), c(m, n, false, gap, 3);
    clear_outside(a, bands.a);
    clear_outside(b, bands.b);
    const std::vector<T> before = c.memory;
    if (!cpu::small_product<tg::simd::arch, T>::run(a.view, b.view, c.view, add, bands)) return k > 64 || m * n * k > 4096 || n == 1 || k * n > 1024;
    bool good = c.touched() == static_cast<std::size_t>(m * n);
    for (std::int64_t i = 0; i < m; ++i)
        for (std::int64_t j = 0; j < n; ++j) {
            if (!inside(bands.c, i, j)) continue;
            const T old = before[static_cast<std::size_t>(&c.at(i, j) - c.memory.data())];
            double want = add ? static_cast<double>(old) : 0, size = std::fabs(want);
            for (std::int64_t p = 0; p < k; ++p) {
                want += static_cast<double>(a.at(i, p)) * static_cast<double>(b.at(p, j));
                size += std::fabs(static_cast<double>(a.at(i, p)) * static_cast<double>(b.at(p, j)));
            }
            good = good && std::fabs(static_cast<double>(c.at(i, j)) - want) <= static_cast<double>(std::numeric_limits<T>::epsilon()) * (size + 1e-3) * 4;
        }
    return good;
}

} // namespace

TEST_CASE_TEMPLATE("small products write the elements of C, all of them and nothing else", T, float, double) {
    for (const std::int64_t m : {1, 2, 3, 4, 5, 6, 7, 11})
        for (const std::int64_t k : {0, 1, 3, 8, 31, 130})
            for (std::int64_t n = 1; n <= 70; n += n < 20 ? 1 : 7)
                for (int way = 0; way < 16; ++way) {
                    const bool turn_a = (way & 1) != 0, turn_b = (way & 2) != 0, add = (way & 4) != 0;
                    CHECK_MESSAGE(right<T>(m, k, n, turn_a, turn_b, (way & 8) != 0 ? 3 : 0, add), m, " x ", k, " x ", n, " way ", way);
                }
}

TEST_CASE_TEMPLATE("products of triangles and bands leave out what is 0 and what nobody reads", T, float, double) {
    constexpr std::int16_t far = tg::band::far;
    constexpr tg::band bands[]{{-far, 0}, {0, far}, {-far, -1}, {2, far}, {0, 0}, {-1, 2}, {}};
    for (const std::int64_t m : {1, 4, 7, 30})
        for (const std::int64_t k : {1, 5, 30, 140})
            for (const std::int64_t n : {2, 8, 13, 30})
                for (const tg::band x : bands)
                    for (int way = 0; way < 8; ++way) {
                        const bool add = (way & 1) != 0;
                        CHECK(right<T>(m, k, n, (way & 2) != 0, (way & 4) != 0, 0, add, {x, {}, {}}));
                        CHECK(right<T>(m, k, n, (way & 2) != 0, (way & 4) != 0, 0, add, {{}, x, {}}));
                        CHECK(right<T>(m, k, n, (way & 2) != 0, (way & 4) != 0, 0, add, {{}, {}, x}));
                        CHECK(right<T>(m, k, n, (way & 2) != 0, (way & 4) != 0, 0, add, {x, bands[way % 7], bands[(way + 3) % 7]}));
                    }
}

TEST_CASE("outer axes of a product are loops, and a sum of nothing is 0") {
    double a[6]{1, 2, 3, 4, 5, 6}, b[6]{1, 10, 100, 2, 20, 200}, c[4]{9, 9, 9, 9};
    typegrad::product_space space; // c(i, j) = Σ_pq a(p, q, i) b(p, q, j): two axes are summed that are not one
    space.of(typegrad::product_space::rows).add({1, 1, 0, 2});
    space.of(typegrad::product_space::columns).add({1, 0, 1, 1});
    space.of(typegrad::product_space::inner).add({2, 3, 3, 0});
    space.of(typegrad::product_space::inner).add({2, 1, 2, 0});
    cpu::product<tg::simd::arch>(a, b, c, space);
    CHECK(c[0] == 1 * 1 + 2 * 100 + 4 * 2 + 5 * 200);
    cpu::product<tg::simd::arch>(a, b, c, space, true);
    CHECK(c[0] == 2 * (1 * 1 + 2 * 100 + 4 * 2 + 5 * 200));
    typegrad::product_space empty;
    empty.of(typegrad::product_space::inner).add({0, 3, 3, 0});
    empty.of(typegrad::product_space::inner).add({2, 1, 2, 0});
    cpu::product<tg::simd::arch>(a, b, c, empty);
    CHECK(c[0] == 0);
    CHECK(c[1] == 9);
}
