// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include "tape.hpp"

/// m + log Σ exp(xᵢ - m) with m = max x, and its gradient exp(xᵢ - m)/Σ.
namespace bench {

namespace with_xsimd {
template <class T>
T log_sum_exp(const T* x, T* gradient, std::size_t n);
}
namespace plain {
template <class T>
T log_sum_exp(const T* x, T* gradient, std::size_t n);
}
namespace with_eigen {
template <class T>
T log_sum_exp(const T* x, T* gradient, std::size_t n);
}
namespace with_adolc {
template <class T>
tape log_sum_exp(const T* x, std::size_t n);
}

} // namespace bench
