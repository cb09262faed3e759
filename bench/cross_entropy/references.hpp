// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>

/// Mean over rows of log Σₖ exp(zₖ) - z[label], and its gradient (softmax(z)ₖ - [k = label])/rows.
namespace bench {

template <class T>
struct logit_rows {
    const T* logits;
    const std::int32_t* labels;
    std::size_t rows, classes;
};

namespace with_xsimd {
template <class T>
T cross_entropy(const logit_rows<T>& in, T* gradient);
}
namespace plain {
template <class T>
T cross_entropy(const logit_rows<T>& in, T* gradient);
}

} // namespace bench
