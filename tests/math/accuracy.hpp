// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#if defined(TYPEGRAD_NO_XSIMD)
namespace xsimd = typegrad::vectors;
#endif

/// The distance of `got` from `want` in units in the last place of T. `want` may be more precise than T.
template<class T>
double units_in_the_last_place(T got, long double want) {
    const T rounded = static_cast<T>(want);
    if (std::isnan(got) || std::isnan(rounded))
        return std::isnan(got) && std::isnan(rounded) ? 0 : 1e30;
    if (std::isinf(got) || std::isinf(rounded))
        return got == rounded ? 0 : 1e30;
    int exponent = 0;
    std::frexp(rounded, &exponent);
    if (rounded == 0 || exponent < std::numeric_limits<T>::min_exponent)
        exponent = std::numeric_limits<T>::min_exponent;
    const long double unit = std::ldexp(1.0L, exponent - std::numeric_limits<T>::digits);
    return static_cast<double>(std::fabs(static_cast<long double>(got) - want) / unit);
}

/// Equal in every bit but a NaN's.
template<class T>
bool same(T a, T b) {
    if (std::isnan(a) || std::isnan(b))
        return std::isnan(a) && std::isnan(b);
    return a == b && std::signbit(a) == std::signbit(b);
}

/// The i-th of n points from low to high; their spacing is even, or with `logarithmic` even in the exponent.
inline double spread(int i, int n, double low, double high, bool logarithmic = false) {
    const double part = (i + 0.37) / n;
    if (!logarithmic)
        return low + (high - low) * part;
    return std::copysign(std::exp2(std::log2(std::fabs(low)) +
                                   (std::log2(std::fabs(high)) - std::log2(std::fabs(low))) * part),
                         low);
}
