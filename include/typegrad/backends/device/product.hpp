// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/backends/device/team.hpp>
#include <typegrad/backends/product_space.hpp>

/// Sums of products where no BLAS computes them: each thread sums a row of elements of the result that lie side by side.
namespace typegrad::device {

template <class Factor, class T>
struct product {
    const Factor *a, *b;
    T* c;
    product_axis outer[3 * max_rank], inner[max_rank]; ///< axes of the result, and those that are summed over
    int outer_count = 0, inner_count = 0;
    std::int64_t elements = 1; ///< of the result
    work_split split;

    product(Factor* a_, Factor* b_, T* c_, const product_space& space) : a(a_), b(b_), c(c_) {
        for (const int kind : {product_space::batch, product_space::rows, product_space::columns})
            for (int k = 0; k < space.axes[kind].count; ++k) {
                outer[outer_count++] = space.axes[kind].axis[k];
                elements *= space.axes[kind].axis[k].n;
            }
        for (int k = 0; k < space.axes[product_space::inner].count; ++k) inner[inner_count++] = space.axes[product_space::inner].axis[k];
    }
    /// Multiplications for one element.
    std::int64_t depth() const {
        std::int64_t n = 1;
        for (int k = 0; k < inner_count; ++k) n *= inner[k].n;
        return n;
    }

    TYPEGRAD_HD T sum(std::ptrdiff_t at_a, std::ptrdiff_t at_b) const {
        T total{};
        const product_axis last = inner_count > 0 ? inner[inner_count - 1] : product_axis{};
        std::int64_t rows = 1;
        for (int d = 0; d < inner_count - 1; ++d) rows *= inner[d].n;
        for (std::int64_t row = 0; row < rows; ++row) {
            std::ptrdiff_t row_a = at_a, row_b = at_b;
            std::int64_t rest = row;
            for (int d = inner_count - 1; d-- > 0;) {
                row_a += static_cast<std::ptrdiff_t>(rest % inner[d].n) * inner[d].a;
                row_b += static_cast<std::ptrdiff_t>(rest % inner[d].n) * inner[d].b;
                rest /= inner[d].n;
            }
            for (std::int64_t k = 0; k < last.n; ++k) total = static_cast<T>(total + static_cast<T>(a[row_a + k * last.a]) * static_cast<T>(b[row_b + k * last.b]));
        }
        return total;
    }
    template <class Team>
    TYPEGRAD_HD void operator()(const Team& team, std::int64_t chunk) const {
        const std::int64_t end = (chunk + 1) * split.pitch < elements ? (chunk + 1) * split.pitch : elements;
        for (std::int64_t e = chunk * split.pitch + team.rank(); e < end; e += team.size()) {
            std::ptrdiff_t at_a = 0, at_b = 0, at_c = 0;
            std::int64_t rest = e;
            for (int d = outer_count; d-- > 0;) {
                const std::ptrdiff_t i = static_cast<std::ptrdiff_t>(rest % outer[d].n);
                rest /= outer[d].n;
                at_a += i * outer[d].a, at_b += i * outer[d].b, at_c += i * outer[d].c;
            }
            c[at_c] = sum(at_a, at_b);
        }
    }
};

} // namespace typegrad::device
