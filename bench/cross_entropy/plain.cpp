// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "cross_entropy/references.hpp"

#include <cmath>

namespace bench::plain {

template <class T>
T cross_entropy(const logit_rows<T>& in, T* gradient) {
    const std::size_t classes = in.classes;
    const T share = 1 / static_cast<T>(in.rows);
    T total = 0;
    for (std::size_t r = 0; r < in.rows; ++r) {
        const T* __restrict z = in.logits + r * classes;
        T* __restrict g = gradient + r * classes;
        T m = z[0], sum = 0;
        for (std::size_t k = 0; k < classes; ++k) m = z[k] > m ? z[k] : m;
        for (std::size_t k = 0; k < classes; ++k) {
            const T e = std::exp(z[k] - m);
            sum += e;
            g[k] = e;
        }
        total += m + std::log(sum) - z[in.labels[r]];
        const T scale = share / sum;
        for (std::size_t k = 0; k < classes; ++k) g[k] *= scale;
        g[in.labels[r]] -= share;
    }
    return total * share;
}
template float cross_entropy(const logit_rows<float>&, float*);
template double cross_entropy(const logit_rows<double>&, double*);

} // namespace bench::plain
