// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <limits>
#include <typegrad/graph/apply.hpp>

namespace typegrad {

/// A true constant: `0.5_c * x` folds, where `0.5 * x` carries a run-time number.
template <bool Integral, word Bits>
struct literal {
    static constexpr bool integral = Integral;
    static constexpr double value = __builtin_bit_cast(double, Bits);
};
template <bool Integral, word Bits>
inline constexpr bool is_literal<literal<Integral, Bits>> = true;

template <bool Integral, word Bits>
constexpr node_ref lift(builder& g, literal<Integral, Bits>) {
    constexpr double v = literal<Integral, Bits>::value;
    if constexpr (Integral) return {&g, g.integer_constant(static_cast<std::int64_t>(v), dtype::weak_int)};
    else return {&g, g.constant(v, dtype::weak_float)};
}

struct parsed_number {
    bool valid = true, integral = true;
    double value = 0;
};

/// Decimal to double, correctly rounded for up to 19 digits: the digits as an integer, then scaled in double-double
/// arithmetic (Dekker's product by way of Veltkamp's split), whose error is far below half an ulp.
constexpr parsed_number parse_number(const char* s, int n) {
    parsed_number out;
    std::uint64_t digits = 0;
    int scale = 0, exponent = 0, kept = 0;
    bool fraction = false;
    for (int i = 0; i < n; ++i) {
        const char c = s[i];
        if (c == '\'') continue;
        if (c == '.') {
            fraction = true;
            out.integral = false;
        } else if (c == 'e' || c == 'E') {
            out.integral = false;
            bool negative = false;
            for (++i; i < n; ++i) {
                if (s[i] == '-') negative = true;
                else if (s[i] >= '0' && s[i] <= '9' && exponent < 10000) exponent = exponent * 10 + (s[i] - '0');
                else if (s[i] != '+' && s[i] != '\'') out.valid = false;
            }
            if (negative) exponent = -exponent;
        } else if (c >= '0' && c <= '9') {
            if (kept < 19) {
                digits = digits * 10 + static_cast<std::uint64_t>(c - '0');
                if (digits != 0) ++kept;
                if (fraction) --scale;
            } else if (!fraction) ++scale;
        } else out.valid = false;
    }
    scale += exponent;
    double high = static_cast<double>(digits >> 32) * 4294967296.0, low = static_cast<double>(digits & 0xFFFFFFFFu);
    const auto normalise = [&] {
        const double sum = high + low;
        low = low - (sum - high);
        high = sum;
    };
    const auto split = [](double v, double& top, double& rest) {
        const double t = 134217729.0 * v;
        top = t - (t - v);
        rest = v - top;
    };
    normalise();
    constexpr double room = 0x1p100; // the largest doubles come out of the loop without overflow
    const bool scaled = scale > 0;
    if (scaled) high /= room, low /= room;
    for (; scale > 0 && high < 1e300; --scale) { // times 10 = times 8 plus times 2, both exact
        double h8 = high * 8, h2 = high * 2;
        const double sum = h8 + h2, error = h2 - (sum - h8);
        low = low * 10 + error;
        high = sum;
        normalise();
    }
    for (; scale < 0 && high != 0; ++scale) { // divided by 10, with the remainder of the first quotient
        const double q = high / 10;
        double qh = 0, ql = 0;
        split(q, qh, ql);
        const double remainder = ((high - qh * 8) - qh * 2) - ql * 10;
        low = (remainder + low) / 10;
        high = q;
        normalise();
    }
    out.value = high + low;
    if (scale > 0 || (scaled && out.value > std::numeric_limits<double>::max() / room)) out.valid = false;
    else if (scaled) out.value *= room;
    return out;
}

inline namespace literals {

/// A constant: `0.5_c`, `2_c`, `1e-3_c`. It is part of the graph and folds, where a plain number among symbols is a run-time number.
/// Needs `using namespace tg::literals;`.
template <char... C>
constexpr auto operator""_c() {
    constexpr parsed_number p = [] {
        constexpr char s[]{C...};
        return parse_number(s, static_cast<int>(sizeof...(C)));
    }();
    static_assert(p.valid, "typegrad: _c takes a decimal number within the range of double");
    static_assert(!p.integral || p.value < 0x1p53, "typegrad: _c takes integers below 2^53");
    return literal<p.integral, __builtin_bit_cast(word, p.value)>{};
}

} // namespace literals

template <bool Integral, word Bits>
constexpr auto operator-(literal<Integral, Bits>) {
    constexpr double v = literal<Integral, Bits>::value;
    return literal<Integral, __builtin_bit_cast(word, Integral ? 0 - v : -v)>{};
}

/// Constants of constants: 0.5_c * 2_c. A quotient is no integer. (The sums have names because nvcc crashes where they are
/// operands of the cast.)
template <bool I, word A, bool J, word B>
constexpr auto operator+(literal<I, A>, literal<J, B>) {
    constexpr double v = literal<I, A>::value + literal<J, B>::value;
    static_assert(!(I && J) || (v < 0x1p53 && v > -0x1p53), "typegrad: integers of _c stay below 2^53");
    return literal<I && J, __builtin_bit_cast(word, v)>{};
}
template <bool I, word A, bool J, word B>
constexpr auto operator-(literal<I, A>, literal<J, B>) {
    constexpr double v = literal<I, A>::value - literal<J, B>::value;
    static_assert(!(I && J) || (v < 0x1p53 && v > -0x1p53), "typegrad: integers of _c stay below 2^53");
    return literal<I && J, __builtin_bit_cast(word, v)>{};
}
template <bool I, word A, bool J, word B>
constexpr auto operator*(literal<I, A>, literal<J, B>) {
    constexpr double v = literal<I, A>::value * literal<J, B>::value;
    static_assert(!(I && J) || (v < 0x1p53 && v > -0x1p53), "typegrad: integers of _c stay below 2^53");
    return literal<I && J, __builtin_bit_cast(word, v)>{};
}
template <bool I, word A, bool J, word B>
constexpr auto operator/(literal<I, A>, literal<J, B>) {
    constexpr double v = literal<I, A>::value / literal<J, B>::value;
    return literal<false, __builtin_bit_cast(word, v)>{};
}

} // namespace typegrad
