// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstring>
#include <type_traits>
#include <typegrad/config.hpp>

/// Vectors of the compiler's own types: what xsimd's `batch` and `batch_bool` can do that the loops need. No function takes or returns a bare vector:
/// g++ warns of that where the machine has no such registers, though all are inlined.
namespace typegrad::vectors {

/// Registers of so many bytes.
template <std::size_t Bytes>
struct registers {
    static constexpr std::size_t bytes = Bytes;
    static constexpr const char* name() {
#if defined(__FMA__) || defined(__AVX512F__) || defined(__ARM_FEATURE_FMA)
        return "the compiler's vectors, with fma";
#else
        return "the compiler's vectors";
#endif
    }
};
#if defined(__AVX512F__) && defined(__AVX512DQ__)
using default_arch = registers<64>;
#elif defined(__AVX2__)
using default_arch = registers<32>;
#else
using default_arch = registers<16>;
#endif
struct sse2 {};
struct sse4_1 {};

template <class T, class A>
struct lanes_of {
    typedef T type __attribute__((vector_size(A::bytes)));
};
template <class T, class A>
struct batch_bool;
/// The type in which `T` is added and multiplied.
template <class T>
struct countable {
    using type = T;
};
template <class T>
    requires std::is_integral_v<T>
struct countable<T> {
    using type = std::make_unsigned_t<T>;
};

template <class T, class A = default_arch>
struct batch {
    static constexpr std::size_t size = A::bytes / sizeof(T);
    using value_type = T;
    using arch_type = A;
    using register_type = typename lanes_of<T, A>::type;
    using mask = batch_bool<T, A>;
    register_type data;

    batch() = default;
    TYPEGRAD_HOST_INLINE batch(T x) : data{} {
        for (std::size_t k = 0; k < size; ++k) data[k] = x; // not 0 + x: that makes a positive zero of a negative one
    }
    TYPEGRAD_HOST_INLINE batch(const register_type& x) : data(x) {}

    TYPEGRAD_HOST_INLINE static batch load_unaligned(const T* from) {
        batch x;
        std::memcpy(&x.data, from, sizeof x.data);
        return x;
    }
    TYPEGRAD_HOST_INLINE static batch load_aligned(const T* from) { return load_unaligned(from); }
    TYPEGRAD_HOST_INLINE void store_unaligned(T* to) const { std::memcpy(to, &data, sizeof data); }
    TYPEGRAD_HOST_INLINE void store_aligned(T* to) const { store_unaligned(to); }
    TYPEGRAD_HOST_INLINE T get(std::size_t k) const { return data[k]; }

    TYPEGRAD_HOST_INLINE friend batch operator+(const batch& a, const batch& b) { return of_counted(a.counted().of + b.counted().of); }
    TYPEGRAD_HOST_INLINE friend batch operator-(const batch& a, const batch& b) { return of_counted(a.counted().of - b.counted().of); }
    TYPEGRAD_HOST_INLINE friend batch operator*(const batch& a, const batch& b) { return of_counted(a.counted().of * b.counted().of); }
    TYPEGRAD_HOST_INLINE friend batch operator/(const batch& a, const batch& b) { return a.data / b.data; }
    TYPEGRAD_HOST_INLINE friend batch operator%(const batch& a, const batch& b) { return a.data % b.data; }
    TYPEGRAD_HOST_INLINE friend batch operator-(const batch& a) { return of_counted(-a.counted().of); }
    TYPEGRAD_HOST_INLINE friend batch operator<<(const batch& a, int n) { return of_counted(a.counted().of << n); }
    TYPEGRAD_HOST_INLINE friend batch operator>>(const batch& a, int n) { return a.data >> n; }
    TYPEGRAD_HOST_INLINE batch& operator+=(const batch& b) { return *this = *this + b; }
    TYPEGRAD_HOST_INLINE batch& operator-=(const batch& b) { return *this = *this - b; }
    TYPEGRAD_HOST_INLINE batch& operator*=(const batch& b) { return *this = *this * b; }
    TYPEGRAD_HOST_INLINE batch& operator/=(const batch& b) { return *this = *this / b; }

    TYPEGRAD_HOST_INLINE friend mask operator<(const batch& a, const batch& b) { return a.data < b.data; }
    TYPEGRAD_HOST_INLINE friend mask operator<=(const batch& a, const batch& b) { return a.data <= b.data; }
    TYPEGRAD_HOST_INLINE friend mask operator>(const batch& a, const batch& b) { return a.data > b.data; }
    TYPEGRAD_HOST_INLINE friend mask operator>=(const batch& a, const batch& b) { return a.data >= b.data; }
    TYPEGRAD_HOST_INLINE friend mask operator==(const batch& a, const batch& b) { return a.data == b.data; }
    TYPEGRAD_HOST_INLINE friend mask operator!=(const batch& a, const batch& b) { return a.data != b.data; }

    // Bits, those of floating-point numbers, too.
    TYPEGRAD_HOST_INLINE friend batch operator&(const batch& a, const batch& b) { return of_bits(a.bits().of & b.bits().of); }
    TYPEGRAD_HOST_INLINE friend batch operator|(const batch& a, const batch& b) { return of_bits(a.bits().of | b.bits().of); }
    TYPEGRAD_HOST_INLINE friend batch operator^(const batch& a, const batch& b) { return of_bits(a.bits().of ^ b.bits().of); }
    TYPEGRAD_HOST_INLINE friend batch operator~(const batch& a) { return of_bits(~a.bits().of); }

private:
    // Integers leave their range without consequences, as those of instructions do: unsigned ones may.
    struct counted_lanes { typename lanes_of<typename countable<T>::type, A>::type of; };
    struct bit_lanes { decltype(register_type{} < register_type{}) of; };
    TYPEGRAD_HOST_INLINE counted_lanes counted() const { return __builtin_bit_cast(counted_lanes, data); }
    TYPEGRAD_HOST_INLINE bit_lanes bits() const { return __builtin_bit_cast(bit_lanes, data); }
    TYPEGRAD_HOST_INLINE static batch of_counted(const decltype(counted_lanes::of)& x) { return __builtin_bit_cast(register_type, x); }
    TYPEGRAD_HOST_INLINE static batch of_bits(const decltype(bit_lanes::of)& x) { return __builtin_bit_cast(register_type, x); }
};

/// All bits of a lane, or none.
template <class T, class A>
struct batch_bool {
    static constexpr std::size_t size = batch<T, A>::size;
    using register_type = decltype(typename lanes_of<T, A>::type{} < typename lanes_of<T, A>::type{});
    register_type data;

    batch_bool() = default;
    TYPEGRAD_HOST_INLINE batch_bool(bool x) : data(x ? ~register_type{} : register_type{}) {}
    TYPEGRAD_HOST_INLINE batch_bool(const register_type& x) : data(x) {}

    TYPEGRAD_HOST_INLINE void store_unaligned(bool* to) const {
        for (std::size_t k = 0; k < size; ++k) to[k] = data[k] != 0;
    }
    TYPEGRAD_HOST_INLINE void store_aligned(bool* to) const { store_unaligned(to); }
    TYPEGRAD_HOST_INLINE friend batch_bool operator&(const batch_bool& a, const batch_bool& b) { return a.data & b.data; }
    TYPEGRAD_HOST_INLINE friend batch_bool operator&&(const batch_bool& a, const batch_bool& b) { return a.data & b.data; }
    TYPEGRAD_HOST_INLINE friend batch_bool operator|(const batch_bool& a, const batch_bool& b) { return a.data | b.data; }
    TYPEGRAD_HOST_INLINE friend batch_bool operator||(const batch_bool& a, const batch_bool& b) { return a.data | b.data; }
    TYPEGRAD_HOST_INLINE friend batch_bool operator^(const batch_bool& a, const batch_bool& b) { return a.data ^ b.data; }
    TYPEGRAD_HOST_INLINE friend batch_bool operator!=(const batch_bool& a, const batch_bool& b) { return a.data ^ b.data; }
    TYPEGRAD_HOST_INLINE friend batch_bool operator==(const batch_bool& a, const batch_bool& b) { return ~(a.data ^ b.data); }
    TYPEGRAD_HOST_INLINE friend batch_bool operator!(const batch_bool& a) { return ~a.data; }
    TYPEGRAD_HOST_INLINE friend batch_bool operator~(const batch_bool& a) { return ~a.data; }
};

/// The same bits as numbers of another type.
template <class To, class T, class A>
TYPEGRAD_HOST_INLINE batch<To, A> bitwise_cast(const batch<T, A>& x) { return __builtin_bit_cast(typename batch<To, A>::register_type, x.data); }
/// The same lanes as a mask over another type of as many bytes.
template <class To, class T, class A>
TYPEGRAD_HOST_INLINE batch_bool<To, A> batch_bool_cast(const batch_bool<T, A>& x) { return __builtin_bit_cast(typename batch_bool<To, A>::register_type, x.data); }

template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> select(const batch_bool<T, A>& condition, const batch<T, A>& yes, const batch<T, A>& no) { return condition.data ? yes.data : no.data; }
template <class T, class A>
TYPEGRAD_HOST_INLINE bool all(const batch_bool<T, A>& x) {
#if defined(__SSE2__)
    typedef char bytes __attribute__((vector_size(16)));
    struct parts { bytes of[A::bytes / 16]; };
    const parts p = __builtin_bit_cast(parts, x.data);
    bytes joined = p.of[0];
    for (std::size_t k = 1; k < A::bytes / 16; ++k) joined &= p.of[k];
    return __builtin_ia32_pmovmskb128(joined) == 0xFFFF;
#else
    typename batch_bool<T, A>::register_type seen = x.data;
    bool every = true;
    for (std::size_t k = 0; k < x.size; ++k) every &= seen[k] != 0;
    return every;
#endif
}

template <class T, class A>
TYPEGRAD_HOST_INLINE batch_bool<T, A> isnan(const batch<T, A>& x) { return x != x; }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> bitofsign(const batch<T, A>& x) { return x & batch<T, A>(T(-0.0)); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> abs(const batch<T, A>& x) {
    if constexpr (std::is_floating_point_v<T>) return x & ~batch<T, A>(T(-0.0));
    else if constexpr (std::is_signed_v<T>) return select(x < batch<T, A>(T(0)), -x, x);
    else return x;
}
/// As xsimd: the second where either is NaN.
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> min(const batch<T, A>& x, const batch<T, A>& y) { return select(x < y, x, y); }
template <class T, class A>
TYPEGRAD_HOST_INLINE batch<T, A> max(const batch<T, A>& x, const batch<T, A>& y) { return select(x > y, x, y); }

} // namespace typegrad::vectors
