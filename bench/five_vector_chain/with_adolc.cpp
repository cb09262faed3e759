// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include "five_vector_chain/references.hpp"

#include "with_adolc.hpp"

namespace bench::with_adolc {

template <class T>
tape five_vector_chain(const chain_vectors<const T>& in, std::size_t n) {
    return record_tape(independents<T>({{in.a, n}, {in.b, n}, {in.c, n}, {in.d, n}, {in.x, n}}), 16 * n, [&](const adouble* v) {
        const adouble *a = v, *b = a + n, *c = b + n, *d = c + n, *x = d + n;
        adouble sum = 0;
        for (std::size_t i = 0; i < n; ++i) sum += tanh(a[i] * x[i] + b[i]) * exp(-c[i] * x[i] * x[i]) + log(1 + exp(d[i] * x[i]));
        return sum;
    });
}
template tape five_vector_chain(const chain_vectors<const float>&, std::size_t);
template tape five_vector_chain(const chain_vectors<const double>&, std::size_t);

} // namespace bench::with_adolc
