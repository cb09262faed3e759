// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "cross_entropy/references.hpp"

#include <cmath>
#include <limits>
#include "lanes.hpp"

namespace bench::with_xsimd {

/// Three passes over a row in L1; the exponentials wait in the gradient's memory, the row's end is padded with -inf.
template <class T>
T cross_entropy(const logit_rows<T>& in, T* gradient) {
    const std::size_t whole = in.classes - in.classes % width<T>, rest = in.classes - whole;
    const T share = 1 / static_cast<T>(in.rows);
    T total = 0;
    for (std::size_t r = 0; r < in.rows; ++r) {
        const T* z = in.logits + r * in.classes;
        T* g = gradient + r * in.classes;
        const auto last = load_part<T>(z + whole, rest, -std::numeric_limits<T>::infinity());
        batch<T> largest = last;
        for (std::size_t k = 0; k < whole; k += width<T>) largest = xsimd::max(largest, batch<T>::load_unaligned(z + k));
        const T m = largest_of<T>(largest);

        const auto last_e = xsimd::exp(last - batch<T>(m));
        batch<T> sums = last_e;
        for (std::size_t k = 0; k < whole; k += width<T>) {
            const auto e = xsimd::exp(batch<T>::load_unaligned(z + k) - batch<T>(m));
            sums += e;
            e.store_unaligned(g + k);
        }
        const T sum = sum_of<T>(sums);
        total += m + std::log(sum) - z[in.labels[r]];

        const batch<T> scale(share / sum);
        for (std::size_t k = 0; k < whole; k += width<T>) (batch<T>::load_unaligned(g + k) * scale).store_unaligned(g + k);
        if (rest > 0) store_part<T>(g + whole, rest, last_e * scale);
        g[in.labels[r]] -= share;
    }
    return total * share;
}
template float cross_entropy(const logit_rows<float>&, float*);
template double cross_entropy(const logit_rows<double>&, double*);

} // namespace bench::with_xsimd
