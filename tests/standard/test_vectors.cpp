// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// The compiler's vectors do lane by lane what the scalar operations do.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <typegrad/math/batch.hpp>

namespace math = typegrad::math;
namespace vectors = typegrad::vectors;

namespace {

template <class T>
struct points {
    static constexpr std::size_t count = 24;
    T at[count];
    constexpr points() : at{} {
        constexpr bool real = std::is_floating_point_v<T>;
        using limits = std::numeric_limits<T>;
        const T some[]{T(0), T(1), T(2), T(3), T(7), T(100), limits::max(), limits::lowest(), limits::min(),
                       real ? T(-0.0) : T(5), real ? limits::infinity() : T(9), real ? static_cast<T>(-limits::infinity()) : T(11), real ? limits::quiet_NaN() : T(13),
                       real ? limits::denorm_min() : T(17), real ? static_cast<T>(-0.5) : T(19), real ? static_cast<T>(2.5) : T(23), real ? static_cast<T>(-1.5) : static_cast<T>(-1)};
        for (std::size_t i = 0; i < count; ++i) at[i] = some[i % (sizeof some / sizeof *some)];
    }
};

template <class T>
bool same(T a, T b) {
    if constexpr (std::is_floating_point_v<T>) return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
    else return a == b;
}

/// f on vectors, and g on each pair of their lanes.
template <class T, class A, class F, class G>
void compare(const char* what, F f, G g) {
    using batch = vectors::batch<T, A>;
    const points<T> p;
    for (std::size_t shift = 0; shift < points<T>::count; ++shift)
        for (std::size_t start = 0; start < points<T>::count; ++start) {
            T a[batch::size], b[batch::size], out[batch::size];
            for (std::size_t k = 0; k < batch::size; ++k) {
                a[k] = p.at[(start + k) % points<T>::count];
                b[k] = p.at[(start + k + shift) % points<T>::count];
            }
            batch(f(batch::load_unaligned(a), batch::load_unaligned(b))).store_unaligned(out);
            for (std::size_t k = 0; k < batch::size; ++k) CHECK_MESSAGE(same<T>(out[k], g(a[k], b[k])), what, " of ", a[k], " and ", b[k], " is ", out[k]);
        }
}

template <class T, class A>
void all_operations() {
    using batch = vectors::batch<T, A>;
    using bits = std::make_unsigned_t<std::conditional_t<sizeof(T) == 8, std::int64_t, std::int32_t>>;
    const auto of = [](bits x) { return __builtin_bit_cast(T, x); };
    const auto in = [](T x) { return __builtin_bit_cast(bits, x); };
    const batch one(T(1)), zero(T(0));
    // unsigned, where a sum may leave the range
    using wide = std::conditional_t<std::is_floating_point_v<T>, T, bits>;
    compare<T, A>("+", [](batch a, batch b) { return a + b; }, [](T a, T b) { return static_cast<T>(static_cast<wide>(a) + static_cast<wide>(b)); });
    compare<T, A>("-", [](batch a, batch b) { return a - b; }, [](T a, T b) { return static_cast<T>(static_cast<wide>(a) - static_cast<wide>(b)); });
    compare<T, A>("*", [](batch a, batch b) { return a * b; }, [](T a, T b) { return static_cast<T>(static_cast<wide>(a) * static_cast<wide>(b)); });
    compare<T, A>("&", [](batch a, batch b) { return a & b; }, [&](T a, T b) { return of(in(a) & in(b)); });
    compare<T, A>("|", [](batch a, batch b) { return a | b; }, [&](T a, T b) { return of(in(a) | in(b)); });
    compare<T, A>("^", [](batch a, batch b) { return a ^ b; }, [&](T a, T b) { return of(in(a) ^ in(b)); });
    compare<T, A>("~", [](batch a, batch) { return ~a; }, [&](T a, T) { return of(~in(a)); });
    compare<T, A>("<", [&](batch a, batch b) { return select(a < b, one, zero); }, [](T a, T b) { return T(a < b); });
    compare<T, A>("<=", [&](batch a, batch b) { return select(a <= b, one, zero); }, [](T a, T b) { return T(a <= b); });
    compare<T, A>(">", [&](batch a, batch b) { return select(a > b, one, zero); }, [](T a, T b) { return T(a > b); });
    compare<T, A>(">=", [&](batch a, batch b) { return select(a >= b, one, zero); }, [](T a, T b) { return T(a >= b); });
    compare<T, A>("==", [&](batch a, batch b) { return select(a == b, one, zero); }, [](T a, T b) { return T(a == b); });
    compare<T, A>("!=", [&](batch a, batch b) { return select(a != b, one, zero); }, [](T a, T b) { return T(a != b); });
    compare<T, A>("and, or, not", [&](batch a, batch b) { return select(((a < b) & (b > one)) | !(a == b), one, zero); }, [](T a, T b) { return T((a < b && b > T(1)) || !(a == b)); });
    if constexpr (std::is_signed_v<T>) {
        compare<T, A>("minimum", [](batch a, batch b) { return math::minimum(a, b); }, [](T a, T b) { return math::minimum(a, b); });
        compare<T, A>("maximum", [](batch a, batch b) { return math::maximum(a, b); }, [](T a, T b) { return math::maximum(a, b); });
        compare<T, A>("abs", [](batch a, batch) { return math::abs(a); }, [](T a, T) { return std::is_floating_point_v<T> || a != std::numeric_limits<T>::min() ? static_cast<T>(std::abs(a)) : a; });
        compare<T, A>("sign", [](batch a, batch) { return math::sign(a); }, [](T a, T) { return math::sign(a); });
    }
    if constexpr (std::is_floating_point_v<T>) {
        compare<T, A>("/", [](batch a, batch b) { return a / b; }, [](T a, T b) { return a / b; });
        compare<T, A>("negative", [](batch a, batch) { return -a; }, [](T a, T) { return -a; });
        compare<T, A>("sqrt", [](batch a, batch) { return math::sqrt(a); }, [](T a, T) { return std::sqrt(a); });
        compare<T, A>("floor", [](batch a, batch) { return math::floor(a); }, [](T a, T) { return std::floor(a); });
        compare<T, A>("ceil", [](batch a, batch) { return math::ceil(a); }, [](T a, T) { return std::ceil(a); });
        compare<T, A>("trunc", [](batch a, batch) { return math::trunc(a); }, [](T a, T) { return std::trunc(a); });
        compare<T, A>("round", [](batch a, batch) { return math::round(a); }, [](T a, T) { return std::nearbyint(a); });
        compare<T, A>("is_nan", [&](batch a, batch) { return select(math::is_nan(a), one, zero); }, [](T a, T) { return T(std::isnan(a)); });
        compare<T, A>("bitofsign", [](batch a, batch) { return vectors::bitofsign(a); }, [](T a, T) { return std::signbit(a) ? T(-0.0) : T(0); });
        if constexpr (math::fuses<A>) {
            compare<T, A>("fma", [&](batch a, batch b) { return math::fma(a, b, one); }, [](T a, T b) { return std::fma(a, b, T(1)); });
            compare<T, A>("fnma", [&](batch a, batch b) { return math::fnma(a, b, one); }, [](T a, T b) { return std::fma(-a, b, T(1)); });
        }
    } else {
        compare<T, A>("<<", [](batch a, batch) { return a << 3; }, [](T a, T) { return static_cast<T>(static_cast<bits>(a) << 3); });
        compare<T, A>(">>", [](batch a, batch) { return a >> 3; }, [](T a, T) { return static_cast<T>(a >> 3); });
    }
}

} // namespace

TEST_CASE_TEMPLATE("each lane is computed as a number is, in vectors of any length", T, float, double, std::int32_t, std::int64_t, std::uint32_t, std::uint64_t) {
    all_operations<T, vectors::default_arch>();
    all_operations<T, vectors::registers<16>>();
}

TEST_CASE_TEMPLATE("`all` sees every lane", T, float, double, std::int32_t, std::int64_t) {
    using batch = vectors::batch<T>;
    for (std::size_t odd = 0; odd <= batch::size; ++odd) {
        T x[batch::size];
        for (std::size_t k = 0; k < batch::size; ++k) x[k] = T(k == odd ? 2 : 1);
        CHECK(vectors::all(batch::load_unaligned(x) == batch(T(1))) == (odd == batch::size));
        bool lanes[batch::size];
        (batch::load_unaligned(x) == batch(T(1))).store_unaligned(lanes);
        for (std::size_t k = 0; k < batch::size; ++k) CHECK(lanes[k] == (k != odd));
    }
}

TEST_CASE_TEMPLATE("the elementary functions agree with the C library's to a few units in the last place", T, float, double) {
    using batch = vectors::batch<T>;
    const auto check = [](const char* what, auto f, auto g, T low, T high) {
        for (int i = 0; i <= 2000; ++i) {
            const T x = low + (high - low) * static_cast<T>(i) / T(2000);
            T out[batch::size];
            f(batch(x)).store_unaligned(out);
            const T want = g(x);
            for (std::size_t k = 0; k < batch::size; ++k)
                CHECK_MESSAGE(std::fabs(out[k] - want) <= 4 * std::numeric_limits<T>::epsilon() * std::fmax(std::fabs(want), std::numeric_limits<T>::min()), what, "(", x, ") = ", out[k], " instead of ", want);
        }
    };
#define CHECK_FUNCTION(name, low, high) check(#name, [](const batch& x) { return math::name(x); }, [](T x) { return std::name(x); }, T(low), T(high));
    CHECK_FUNCTION(exp, -80, 80)
    CHECK_FUNCTION(exp2, -80, 80)
    CHECK_FUNCTION(expm1, -3, 30)
    CHECK_FUNCTION(log, 0.001, 1000)
    CHECK_FUNCTION(log2, 0.001, 1000)
    CHECK_FUNCTION(log10, 0.001, 1000)
    CHECK_FUNCTION(log1p, -0.9, 100)
    CHECK_FUNCTION(sin, -30, 30)
    CHECK_FUNCTION(cos, -30, 30)
    CHECK_FUNCTION(tan, -1.5, 1.5)
    CHECK_FUNCTION(asin, -1, 1)
    CHECK_FUNCTION(acos, -1, 1)
    CHECK_FUNCTION(atan, -30, 30)
    CHECK_FUNCTION(sinh, -30, 30)
    CHECK_FUNCTION(cosh, -30, 30)
    CHECK_FUNCTION(tanh, -30, 30)
    CHECK_FUNCTION(asinh, -30, 30)
    CHECK_FUNCTION(acosh, 1, 30)
    CHECK_FUNCTION(atanh, -0.99, 0.99)
    CHECK_FUNCTION(cbrt, -30, 30)
    CHECK_FUNCTION(erf, -4, 4)
    CHECK_FUNCTION(erfc, -4, 6)
#undef CHECK_FUNCTION
}
