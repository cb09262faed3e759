// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <limits>
#include <type_traits>

#include <typegrad/math/scalar.hpp>
#include <typegrad/math/xsimd.hpp>

namespace typegrad::math {

/// f of each lane, for functions that are too rare to be worth a vector version.
template<class F, class T, class A, class... More>
TYPEGRAD_INLINE xsimd::batch<T, A> by_lane(F f, const xsimd::batch<T, A>& x, const More&... more) {
    constexpr std::size_t size = xsimd::batch<T, A>::size;
    constexpr std::size_t count = 1 + sizeof...(More);
    alignas(64) T lanes[count][size];
    std::size_t row = 0;
    x.store_aligned(lanes[row]);
    (more.store_aligned(lanes[++row]), ...);
    for (std::size_t i = 0; i < size; ++i) {
        if constexpr (count == 1)
            lanes[0][i] = f(lanes[0][i]);
        else
            lanes[0][i] = f(lanes[0][i], lanes[1][i]);
    }
    return xsimd::batch<T, A>::load_aligned(lanes[0]);
}

} // namespace typegrad::math
