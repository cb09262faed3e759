// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include "tape.hpp"

/// Σ tanh(a·x + b)·exp(-c·x²) + log(1 + exp(d·x)) over five vectors, and the gradients of all five. With
///   t = tanh(a·x + b), e = exp(-c·x²), s = 1/(1 + exp(-d·x)), u = e·(1 - t²):
///   ā = u·x, b̄ = u, c̄ = -t·e·x², d̄ = s·x, x̄ = u·a - 2·c·x·t·e + s·d
namespace bench {

template <class T>
struct chain_vectors {
    T *a, *b, *c, *d, *x;
};

namespace with_xsimd {
template <class T>
T five_vector_chain(const chain_vectors<const T>& in, const chain_vectors<T>& gradient, std::size_t n);
}
namespace plain {
template <class T>
T five_vector_chain(const chain_vectors<const T>& in, const chain_vectors<T>& gradient, std::size_t n);
}
namespace with_eigen {
template <class T>
T five_vector_chain(const chain_vectors<const T>& in, const chain_vectors<T>& gradient, std::size_t n);
}
namespace with_adolc {
template <class T>
tape five_vector_chain(const chain_vectors<const T>& in, std::size_t n);
}

} // namespace bench
