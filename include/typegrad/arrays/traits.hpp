// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>
#include <vector>
#include <typegrad/graph/apply.hpp>

/// What `array_traits` are there for, in error texts.
#if defined(TYPEGRAD_NO_XTENSOR)
#define TYPEGRAD_ARRAYS "numbers, std::array, std::vector, std::span, std::mdspan and tg::tensor of bool, int32, int64, float, double, tg::half or tg::bfloat16"
#else
#define TYPEGRAD_ARRAYS "numbers, std::array, std::vector, std::span, std::mdspan, xt::xtensor, xt::xtensor_fixed and xtensor expressions (with <typegrad/interop/eigen.hpp> Eigen's) of bool, int32, int64, float, double, tg::half or tg::bfloat16"
#endif

/// What can be bound to a symbol. `array_traits<T>` is specialised for each family; a family says how to see an array
/// (element type, rank, extents, strides, data) and which container owns a result.
namespace typegrad {

template <class T>
struct array_traits {
    static constexpr bool bindable = false;
};

template <class T>
concept array = array_traits<std::remove_cvref_t<T>>::bindable;

template <class T>
concept array_element = std::same_as<T, bool> || std::same_as<T, std::int32_t> || std::same_as<T, std::int64_t> || std::same_as<T, float> || std::same_as<T, double> || sixteen_bit_number<T>;

/// The array of one call: where it is and how it lies, as far as its axes go. Strides are in elements.
struct binding {
    void* data = nullptr;
    std::int64_t extent[max_rank];
    std::ptrdiff_t stride[max_rank];

    constexpr binding() {
        if (!std::is_constant_evaluated()) return; // zeros would be most of a small call's time
        for (int k = 0; k < max_rank; ++k) extent[k] = stride[k] = 0;
    }
};

/// std::apply, always inlined: what a call passes on must not become a call.
template <class F, class Tuple>
TYPEGRAD_HOST_INLINE constexpr decltype(auto) spread(const F& f, Tuple&& parts) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) TYPEGRAD_LAMBDA -> decltype(auto) {
        return f(std::get<I>(parts)...);
    }(std::make_index_sequence<std::tuple_size_v<std::remove_cvref_t<Tuple>>>{});
}

/// Containers that own results, by family: the last one among a call's arguments decides.
enum class family : std::uint8_t { standard, eigen, xtensor };

template <array_element T>
struct array_traits<T> {
    static constexpr bool bindable = true, strided = false;
    using value_type = T;
    static constexpr int rank = 0;
    static constexpr std::int64_t extents[1]{1};
    static constexpr family owner = family::standard;
    using result = T;
    static constexpr T* data(const T& x) { return const_cast<T*>(&x); }
    static constexpr std::int64_t extent(const T&, int) { return 1; }
};

template <array_element T, std::size_t N>
struct array_traits<std::array<T, N>> {
    static constexpr bool bindable = true, strided = false;
    using value_type = T;
    static constexpr int rank = 1;
    static constexpr std::int64_t extents[1]{static_cast<std::int64_t>(N)};
    static constexpr family owner = family::standard;
    using result = std::array<T, N>;
    static constexpr T* data(const std::array<T, N>& x) { return const_cast<T*>(x.data()); }
    static constexpr std::int64_t extent(const std::array<T, N>&, int) { return static_cast<std::int64_t>(N); }
};

template <array_element T, std::size_t N, std::size_t M>
struct array_traits<std::array<std::array<T, M>, N>> {
    using type = std::array<std::array<T, M>, N>;
    static constexpr bool bindable = true, strided = false;
    using value_type = T;
    static constexpr int rank = 2;
    static constexpr std::int64_t extents[2]{static_cast<std::int64_t>(N), static_cast<std::int64_t>(M)};
    static constexpr family owner = family::standard;
    using result = type;
    static constexpr T* data(const type& x) { return const_cast<T*>(x[0].data()); }
    static constexpr std::int64_t extent(const type&, int axis) { return extents[axis]; }
};

// Arrays of the language, and lists in braces.
template <array_element T, std::size_t N>
struct array_traits<T[N]> : array_traits<std::array<T, N>> {
    static constexpr T* data(const T (&x)[N]) { return const_cast<T*>(x); }
    static constexpr std::int64_t extent(const T (&)[N], int) { return static_cast<std::int64_t>(N); }
};
template <array_element T, std::size_t N, std::size_t M>
struct array_traits<T[N][M]> : array_traits<std::array<std::array<T, M>, N>> {
    static constexpr T* data(const T (&x)[N][M]) { return const_cast<T*>(x[0]); }
    static constexpr std::int64_t extent(const T (&)[N][M], int axis) { return static_cast<std::int64_t>(axis == 0 ? N : M); }
};

template <array_element T>
    requires(!std::same_as<T, bool>)
struct array_traits<std::vector<T>> {
    static constexpr bool bindable = true, strided = false;
    using value_type = T;
    static constexpr int rank = 1;
    static constexpr std::int64_t extents[1]{-1};
    static constexpr family owner = family::standard;
    using result = std::vector<T>;
    static T* data(const std::vector<T>& x) { return const_cast<T*>(x.data()); }
    static std::int64_t extent(const std::vector<T>& x, int) { return static_cast<std::int64_t>(x.size()); }
};

template <class T, std::size_t N>
    requires array_element<std::remove_const_t<T>>
struct array_traits<std::span<T, N>> {
    static constexpr bool bindable = true, strided = false;
    using value_type = std::remove_const_t<T>;
    static constexpr int rank = 1;
    static constexpr std::int64_t extents[1]{N == std::dynamic_extent ? -1 : static_cast<std::int64_t>(N)};
    static constexpr family owner = family::standard;
    using result = std::conditional_t<N == std::dynamic_extent, std::vector<value_type>, std::array<value_type, N == std::dynamic_extent ? 1 : N>>;
    static value_type* data(const std::span<T, N>& x) { return const_cast<value_type*>(x.data()); }
    static std::int64_t extent(const std::span<T, N>& x, int) { return static_cast<std::int64_t>(x.size()); }
};

/// Where straight-line code finds an array's elements. A constant expression may not walk from one row of a nested array to
/// the next, so while compiling it works on a copy.
template <class A>
struct straight_view {
    constexpr auto* read(const A& a) { return array_traits<A>::data(a); }
    constexpr void write(A&) const {}
};
template <class A, class T, std::size_t N, std::size_t M>
struct straight_view_of_rows {
    T copy[N * M + 1];
    TYPEGRAD_HOST_INLINE constexpr T* read(const A& a) {
        if (!std::is_constant_evaluated()) return array_traits<A>::data(a);
        for (std::size_t k = 0; k <= N * M; ++k) copy[k] = k < N * M ? a[k / M][k % M] : T{};
        return copy;
    }
    TYPEGRAD_HOST_INLINE constexpr void write(A& a) const {
        if (std::is_constant_evaluated())
            for (std::size_t k = 0; k < N * M; ++k) a[k / M][k % M] = copy[k];
    }
};
template <array_element T, std::size_t N, std::size_t M>
struct straight_view<std::array<std::array<T, M>, N>> : straight_view_of_rows<std::array<std::array<T, M>, N>, T, N, M> {};
template <array_element T, std::size_t N, std::size_t M>
struct straight_view<T[N][M]> : straight_view_of_rows<T[N][M], T, N, M> {};

/// Is an array of this type in the memory of a device?
template <class A>
inline constexpr bool is_on_device = false;
template <class A>
    requires requires { array_traits<A>::on_device; }
inline constexpr bool is_on_device<A> = array_traits<A>::on_device;

/// Can results be stored there?
template <class A>
inline constexpr bool writable = [] {
    if constexpr (requires(A& a) { *a.begin(); }) return !std::is_const_v<std::remove_reference_t<decltype(*std::declval<A&>().begin())>>; // a const std::span<double> can
    else return !std::is_const_v<A>;
}();

/// Has an array the extents of a value of a graph, `extent(axis)`, as far as both are known while compiling? They have as many axes.
template <class Given, class Extent>
constexpr bool same_known_extents(const Extent& extent) {
    for (int axis = 0; axis < array_traits<Given>::rank; ++axis)
        if (const std::int64_t a = array_traits<Given>::extents[axis], b = extent(axis); a >= 0 && b >= 0 && a != b) return false;
    return true;
}

/// Row-major strides, unless the family has its own.
template <class A>
constexpr binding bind_array(const A& a) {
    using traits = array_traits<A>;
    binding b;
    b.data = traits::data(a);
    std::ptrdiff_t step = 1;
    for (int k = traits::rank; k-- > 0;) {
        b.extent[k] = traits::extent(a, k);
        b.stride[k] = step;
        step *= static_cast<std::ptrdiff_t>(b.extent[k]);
    }
    if constexpr (traits::strided)
        for (int k = 0; k < traits::rank; ++k) b.stride[k] = traits::stride(a, k);
    return b;
}

/// Arrays that must be evaluated before they can be bound: `hold` returns what the call keeps meanwhile.
template <class A>
constexpr decltype(auto) hold(const A& a) {
    if constexpr (requires { array_traits<A>::evaluate(a); }) return array_traits<A>::evaluate(a);
    else return (a);
}
template <class A>
using held = std::remove_cvref_t<decltype(hold(std::declval<const A&>()))>;

/// Does the array lie in row-major order without gaps?
template <class A>
constexpr bool is_row_major(const binding& b) {
    std::ptrdiff_t step = 1;
    for (int k = array_traits<A>::rank; k-- > 0;) {
        if (b.extent[k] != 1 && b.stride[k] != step) return false;
        step *= static_cast<std::ptrdiff_t>(b.extent[k]);
    }
    return true;
}

} // namespace typegrad
