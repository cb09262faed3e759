// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <typegrad/math/xsimd.hpp>

/// What the hand-written xsimd loops share.
namespace bench::with_xsimd {

template <class T>
using batch = xsimd::batch<T>;
template <class T>
inline constexpr std::size_t width = batch<T>::size;

template <class T>
T sum_of(const batch<T>& x) {
    alignas(64) T lanes[width<T>];
    x.store_aligned(lanes);
    T sum = 0;
    for (const T lane : lanes) sum += lane;
    return sum;
}
template <class T>
T largest_of(const batch<T>& x) {
    alignas(64) T lanes[width<T>];
    x.store_aligned(lanes);
    return *std::max_element(lanes, lanes + width<T>);
}

/// The first `count` lanes; the others are `filler`.
template <class T>
batch<T> load_part(const T* from, std::size_t count, T filler) {
    alignas(64) T lanes[width<T>];
    for (std::size_t k = 0; k < width<T>; ++k) lanes[k] = k < count ? from[k] : filler;
    return batch<T>::load_aligned(lanes);
}
template <class T>
void store_part(T* to, std::size_t count, const batch<T>& x) {
    alignas(64) T lanes[width<T>];
    x.store_aligned(lanes);
    for (std::size_t k = 0; k < count; ++k) to[k] = lanes[k];
}

} // namespace bench::with_xsimd
