// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <typegrad/config.hpp>

/// Floating numbers of 16 bits. They are for storage: whatever is computed with them is computed in `float`.
namespace typegrad {

namespace sixteen_bits {

/// The bits of `x` to the nearest number of `Exponent` and `Fraction` bits, ties to even: beyond the largest infinite, NaN quiet.
template <int Exponent, int Fraction>
TYPEGRAD_HD constexpr std::uint16_t rounded(double x) {
    constexpr int bias = (1 << (Exponent - 1)) - 1;
    constexpr std::uint32_t infinity = ((1u << Exponent) - 1) << Fraction;
    const std::uint64_t bits = __builtin_bit_cast(std::uint64_t, x), magnitude = bits & ~(std::uint64_t{1} << 63);
    const std::uint32_t sign = static_cast<std::uint32_t>(bits >> 63) << 15;
    std::uint32_t out = infinity;
    if (magnitude > std::uint64_t{2047} << 52) out |= 1u << (Fraction - 1) | static_cast<std::uint32_t>(magnitude >> (52 - Fraction) & ((1u << Fraction) - 1));
    else {
        const int exponent = static_cast<int>(magnitude >> 52) - 1023;
        const bool normal = exponent >= 1 - bias;
        const int shift = 52 - Fraction + (normal ? 0 : 1 - bias - exponent);
        if (shift > 53) out = 0;
        else if (exponent <= bias) {
            const std::uint64_t number = (magnitude & ((std::uint64_t{1} << 52) - 1)) | std::uint64_t{1} << 52;
            const std::uint64_t rest = number & ((std::uint64_t{1} << shift) - 1), tie = std::uint64_t{1} << (shift - 1);
            std::uint64_t kept = number >> shift;
            if (rest > tie || (rest == tie && kept % 2 == 1)) ++kept;
            if (normal) kept += static_cast<std::uint64_t>(exponent + bias - 1) << Fraction;
            if (kept < infinity) out = static_cast<std::uint32_t>(kept);
        }
    }
    return static_cast<std::uint16_t>(sign | out);
}

/// `x`, or of a whole number beyond what a `double` counts one that is rounded to 16 bits as `x` is: 52 bits, and whether anything is below them.
template <class N>
TYPEGRAD_HD constexpr double as_double(N x) {
    if constexpr (std::is_integral_v<N> && sizeof(N) == 8) {
        constexpr N low = 4095, counted = N{1} << 53;
        if (x > counted || (std::is_signed_v<N> && x < static_cast<N>(-counted))) x = static_cast<N>((x & ~low) | ((x & low) != 0 ? N{2048} : N{0}));
    }
    return static_cast<double>(x);
}

/// The number that `bits` stand for.
template <int Exponent, int Fraction>
TYPEGRAD_HD constexpr float widened(std::uint16_t bits) {
    constexpr int bias = (1 << (Exponent - 1)) - 1;
    const std::uint32_t sign = static_cast<std::uint32_t>(bits >> 15) << 31, exponent = bits >> Fraction & ((1u << Exponent) - 1);
    const std::uint32_t fraction = bits & ((1u << Fraction) - 1);
    if (exponent == (1u << Exponent) - 1) return __builtin_bit_cast(float, sign | 0x7F800000u | fraction << (23 - Fraction));
    if (exponent != 0) return __builtin_bit_cast(float, sign | (exponent + static_cast<std::uint32_t>(127 - bias)) << 23 | fraction << (23 - Fraction));
    // 2^(1 - bias - Fraction), the smallest number, has bits of its own in `float` unless it is as small there
    const float least = Exponent == 8 ? __builtin_bit_cast(float, 1u << (23 - Fraction)) : __builtin_bit_cast(float, static_cast<std::uint32_t>(127 + 1 - bias - Fraction) << 23);
    const float magnitude = static_cast<float>(fraction) * least;
    return sign != 0 ? -magnitude : magnitude;
}

#if defined(__F16C__) && !defined(__CUDACC__)
#if defined(__clang__)
TYPEGRAD_HOST_INLINE std::uint16_t by_processor(float x) { return __builtin_bit_cast(std::uint16_t, static_cast<_Float16>(x)); }
TYPEGRAD_HOST_INLINE float by_processor(std::uint16_t bits) { return static_cast<float>(__builtin_bit_cast(_Float16, bits)); }
#else
typedef short eight_halves __attribute__((vector_size(16)));
typedef float four_floats __attribute__((vector_size(16)));
TYPEGRAD_HOST_INLINE std::uint16_t by_processor(float x) { return static_cast<std::uint16_t>(__builtin_ia32_vcvtps2ph(four_floats{x}, 0)[0]); }
TYPEGRAD_HOST_INLINE float by_processor(std::uint16_t bits) { return __builtin_ia32_vcvtph2ps(eight_halves{static_cast<short>(bits)})[0]; }
#endif
#endif

} // namespace sixteen_bits

/// IEEE binary16: 5 bits of exponent, 10 of fraction; up to 65504, from 2⁻¹⁴ on with full precision, from 2⁻²⁴ on at all.
/// Lies in memory as CUDA's `__half` and C++23's `std::float16_t` do.
struct half {
    std::uint16_t bits;

    half() = default;
    /// To the nearest, ties to even; beyond the range infinite.
    template <class N>
        requires std::is_arithmetic_v<N>
    TYPEGRAD_HD constexpr half(N x) : bits(round(x)) {}
    TYPEGRAD_HD constexpr operator float() const {
        if (!__builtin_is_constant_evaluated()) {
#if defined(__CUDA_ARCH__)
            float x;
            asm("cvt.f32.f16 %0, %1;" : "=f"(x) : "h"(bits));
            return x;
#elif defined(__F16C__) && !defined(__CUDACC__)
            return sixteen_bits::by_processor(bits);
#endif
        }
        return sixteen_bits::widened<5, 10>(bits);
    }
    TYPEGRAD_HD constexpr half& operator+=(float x) { return *this = static_cast<float>(*this) + x; }
    TYPEGRAD_HD constexpr half& operator-=(float x) { return *this = static_cast<float>(*this) - x; }
    TYPEGRAD_HD constexpr half& operator*=(float x) { return *this = static_cast<float>(*this) * x; }
    TYPEGRAD_HD constexpr half& operator/=(float x) { return *this = static_cast<float>(*this) / x; }
    TYPEGRAD_HD static constexpr half from_bits(std::uint16_t bits) {
        half h{};
        h.bits = bits;
        return h;
    }

private:
    TYPEGRAD_HD static constexpr std::uint16_t round(float x) {
        if (!__builtin_is_constant_evaluated()) {
#if defined(__CUDA_ARCH__)
            std::uint16_t out;
            asm("cvt.rn.f16.f32 %0, %1;" : "=h"(out) : "f"(x));
            return out;
#elif defined(__F16C__) && !defined(__CUDACC__)
            return sixteen_bits::by_processor(x);
#endif
        }
        return sixteen_bits::rounded<5, 10>(static_cast<double>(x));
    }
    template <class N>
    TYPEGRAD_HD static constexpr std::uint16_t round(N x) { return sixteen_bits::rounded<5, 10>(sixteen_bits::as_double(x)); }
};

/// The upper half of a `float`: its range (8 bits of exponent) with 7 bits of fraction.
/// Lies in memory as CUDA's `__nv_bfloat16` and C++23's `std::bfloat16_t` do.
struct bfloat16 {
    std::uint16_t bits;

    bfloat16() = default;
    /// To the nearest, ties to even; beyond the range infinite.
    template <class N>
        requires std::is_arithmetic_v<N>
    TYPEGRAD_HD constexpr bfloat16(N x) : bits(round(x)) {}
    TYPEGRAD_HD constexpr operator float() const { return __builtin_bit_cast(float, static_cast<std::uint32_t>(bits) << 16); }
    TYPEGRAD_HD constexpr bfloat16& operator+=(float x) { return *this = static_cast<float>(*this) + x; }
    TYPEGRAD_HD constexpr bfloat16& operator-=(float x) { return *this = static_cast<float>(*this) - x; }
    TYPEGRAD_HD constexpr bfloat16& operator*=(float x) { return *this = static_cast<float>(*this) * x; }
    TYPEGRAD_HD constexpr bfloat16& operator/=(float x) { return *this = static_cast<float>(*this) / x; }
    TYPEGRAD_HD static constexpr bfloat16 from_bits(std::uint16_t bits) {
        bfloat16 h{};
        h.bits = bits;
        return h;
    }

private:
    TYPEGRAD_HD static constexpr std::uint16_t round(float x) {
        const std::uint32_t all = __builtin_bit_cast(std::uint32_t, x);
        if ((all & 0x7FFFFFFFu) > 0x7F800000u) return static_cast<std::uint16_t>(all >> 16 | 0x40u);
        return static_cast<std::uint16_t>((all + 0x7FFFu + (all >> 16 & 1u)) >> 16);
    }
    template <class N>
    TYPEGRAD_HD static constexpr std::uint16_t round(N x) { return sixteen_bits::rounded<8, 7>(sixteen_bits::as_double(x)); }
};

/// A number of 16 bits that is computed with in `float`.
template <class T>
concept sixteen_bit_number = std::same_as<T, half> || std::same_as<T, bfloat16>;

} // namespace typegrad

/// Their ranges, as C++ asks for those of any number.
template <>
struct std::numeric_limits<typegrad::half> {
    static constexpr bool is_specialized = true, is_signed = true, is_integer = false, is_exact = false, is_iec559 = true, is_bounded = true, is_modulo = false;
    static constexpr bool has_infinity = true, has_quiet_NaN = true, has_signaling_NaN = false, traps = false, tinyness_before = false;
#if __cplusplus <= 202002L // deprecated since
    static constexpr std::float_denorm_style has_denorm = std::denorm_present;
    static constexpr bool has_denorm_loss = false;
#endif
    static constexpr int radix = 2, digits = 11, digits10 = 3, max_digits10 = 5, min_exponent = -13, max_exponent = 16, min_exponent10 = -4, max_exponent10 = 4;
    static constexpr std::float_round_style round_style = std::round_to_nearest;
    static constexpr typegrad::half min() { return typegrad::half::from_bits(0x0400); }
    static constexpr typegrad::half max() { return typegrad::half::from_bits(0x7BFF); }
    static constexpr typegrad::half lowest() { return typegrad::half::from_bits(0xFBFF); }
    static constexpr typegrad::half epsilon() { return typegrad::half::from_bits(0x1400); }
    static constexpr typegrad::half round_error() { return typegrad::half::from_bits(0x3800); }
    static constexpr typegrad::half denorm_min() { return typegrad::half::from_bits(0x0001); }
    static constexpr typegrad::half infinity() { return typegrad::half::from_bits(0x7C00); }
    static constexpr typegrad::half quiet_NaN() { return typegrad::half::from_bits(0x7E00); }
    static constexpr typegrad::half signaling_NaN() { return quiet_NaN(); }
};
template <>
struct std::numeric_limits<typegrad::bfloat16> {
    static constexpr bool is_specialized = true, is_signed = true, is_integer = false, is_exact = false, is_iec559 = false, is_bounded = true, is_modulo = false;
    static constexpr bool has_infinity = true, has_quiet_NaN = true, has_signaling_NaN = false, traps = false, tinyness_before = false;
#if __cplusplus <= 202002L // deprecated since
    static constexpr std::float_denorm_style has_denorm = std::denorm_present;
    static constexpr bool has_denorm_loss = false;
#endif
    static constexpr int radix = 2, digits = 8, digits10 = 2, max_digits10 = 4, min_exponent = -125, max_exponent = 128, min_exponent10 = -37, max_exponent10 = 38;
    static constexpr std::float_round_style round_style = std::round_to_nearest;
    static constexpr typegrad::bfloat16 min() { return typegrad::bfloat16::from_bits(0x0080); }
    static constexpr typegrad::bfloat16 max() { return typegrad::bfloat16::from_bits(0x7F7F); }
    static constexpr typegrad::bfloat16 lowest() { return typegrad::bfloat16::from_bits(0xFF7F); }
    static constexpr typegrad::bfloat16 epsilon() { return typegrad::bfloat16::from_bits(0x3C00); }
    static constexpr typegrad::bfloat16 round_error() { return typegrad::bfloat16::from_bits(0x3F00); }
    static constexpr typegrad::bfloat16 denorm_min() { return typegrad::bfloat16::from_bits(0x0001); }
    static constexpr typegrad::bfloat16 infinity() { return typegrad::bfloat16::from_bits(0x7F80); }
    static constexpr typegrad::bfloat16 quiet_NaN() { return typegrad::bfloat16::from_bits(0x7FC0); }
    static constexpr typegrad::bfloat16 signaling_NaN() { return quiet_NaN(); }
};
