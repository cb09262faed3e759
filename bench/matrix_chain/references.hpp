// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

/// Σ z² with z = A·(B·v) for n×n matrices. With y = B·v, z̄ = 2z and ȳ = Aᵀz̄: Ā = z̄ yᵀ, B̄ = ȳ vᵀ, v̄ = Bᵀȳ.
namespace bench {

template <class T>
struct chain_operands {
    T *a, *b, *v;
};

namespace with_xsimd {
/// `y` and `dy` are the caller's memory, n numbers each.
template <class T>
T matrix_chain(const chain_operands<const T>& in, const chain_operands<T>& gradient, T* y, T* dy, std::size_t n);
}
namespace plain {
template <class T>
T matrix_chain(const chain_operands<const T>& in, const chain_operands<T>& gradient, T* y, T* dy, std::size_t n);
}
namespace with_eigen {
template <class T>
T matrix_chain(const chain_operands<const T>& in, const chain_operands<T>& gradient, T* y, T* dy, std::size_t n);
}

} // namespace bench
