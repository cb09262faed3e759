// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include "tape.hpp"

/// Σ log xᵢ, and its gradient 1/xᵢ.
namespace bench {

namespace with_xsimd {
template <class T>
T sum_of_logs(const T* x, T* gradient, std::size_t n);
}
namespace plain {
template <class T>
T sum_of_logs(const T* x, T* gradient, std::size_t n);
}
namespace with_eigen {
template <class T>
T sum_of_logs(const T* x, T* gradient, std::size_t n);
}
namespace with_adolc {
template <class T>
tape sum_of_logs(const T* x, std::size_t n);
}

} // namespace bench
