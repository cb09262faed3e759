// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/arrays/result.hpp>
#include <typegrad/math/xsimd.hpp>

#if !__has_include(<xtensor/containers/xtensor.hpp>) && !__has_include(<xtensor/xtensor.hpp>)
#error "typegrad: xtensor was not found: add the folder that holds xtensor/ to the include folders (Debian: libxtensor-dev), or compile with -DTYPEGRAD_NO_XTENSOR, or with -DTYPEGRAD_STANDARD_ONLY, which does without xsimd, too"
#endif
#if __has_include(<xtensor/containers/xtensor.hpp>)
#include <xtensor/containers/xfixed.hpp>
#include <xtensor/containers/xtensor.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xfixed.hpp>
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>
#endif

/// xtensor's containers, fixed containers, strided views and lazy expressions.
namespace typegrad {

template <class T, std::size_t Rank>
    requires array_element<T>
struct xtensor_result<T, Rank> {
    using type = xt::xtensor<T, Rank>;
};
template <class T, std::size_t N>
inline constexpr bool resizable<xt::xtensor<T, N>> = true;
template <class X, std::size_t N, class T>
struct renumbered<xt::xtensor<X, N>, T> {
    using type = xt::xtensor<T, N>;
};
template <class X, class Shape, class T>
struct renumbered<xt::xtensor_fixed<X, Shape>, T> {
    using type = xt::xtensor_fixed<T, Shape>;
};

template <class T>
inline constexpr bool is_xtensor_container = false;
template <class C, std::size_t N, xt::layout_type L, class Tag>
inline constexpr bool is_xtensor_container<xt::xtensor_container<C, N, L, Tag>> = true;

template <class T>
inline constexpr bool is_xtensor_fixed = false;
template <class T, class S, xt::layout_type L, bool Shared, class Tag>
inline constexpr bool is_xtensor_fixed<xt::xfixed_container<T, S, L, Shared, Tag>> = true;

/// Axes of an expression by its shape type; SIZE_MAX where only the run time knows (xt::xarray).
template <class S>
inline constexpr std::size_t shape_rank = SIZE_MAX;
template <class T, std::size_t N>
inline constexpr std::size_t shape_rank<std::array<T, N>> = N;
template <std::size_t... X>
inline constexpr std::size_t shape_rank<xt::fixed_shape<X...>> = sizeof...(X);

template <std::size_t... X>
constexpr void write_extents(xt::fixed_shape<X...>, std::int64_t* out) {
    ((*out++ = static_cast<std::int64_t>(X)), ...);
}

template <class T>
inline constexpr std::size_t xtensor_rank = shape_rank<typename T::shape_type>;

template <class T>
concept xtensor_expression = xt::is_xexpression<T>::value && array_element<std::remove_const_t<typename T::value_type>>;

/// Has memory of its own to look at: data and strides.
template <class T>
concept xtensor_strided = xtensor_expression<T> && requires(const T& x) {
    x.strides();
    x.data();
    x.data_offset();
};

template <class T>
    requires xtensor_expression<T> && (xtensor_rank<T> <= static_cast<std::size_t>(max_rank))
struct array_traits<T> {
    static constexpr bool bindable = true;
    using value_type = std::remove_const_t<typename T::value_type>;
    static constexpr int rank = static_cast<int>(xtensor_rank<T>);
    static constexpr bool fixed = is_xtensor_fixed<T>;
    static constexpr bool strided = !(is_xtensor_container<T> || fixed) || T::static_layout != xt::layout_type::row_major;
    static constexpr family owner = family::xtensor;
    using result = std::conditional_t<fixed && T::static_layout == xt::layout_type::row_major, T, xt::xtensor<value_type, xtensor_rank<T>>>;

    struct extent_list { std::int64_t at[rank == 0 ? 1 : rank]; };
    static constexpr extent_list extents_ = [] {
        extent_list e{};
        for (int k = 0; k < rank; ++k) e.at[k] = -1;
        if constexpr (fixed) {
            write_extents(typename T::shape_type{}, e.at);
        }
        return e;
    }();
    static constexpr const std::int64_t* extents = extents_.at;

    static value_type* data(const T& x)
        requires xtensor_strided<T>
    {
        value_type* first = const_cast<value_type*>(x.data());
        return first == nullptr ? first : first + x.data_offset(); // of an empty array
    }
    static std::int64_t extent(const T& x, int axis) { return static_cast<std::int64_t>(x.shape()[static_cast<std::size_t>(axis)]); }
    static std::ptrdiff_t stride(const T& x, int axis)
        requires xtensor_strided<T>
    {
        return static_cast<std::ptrdiff_t>(x.strides()[static_cast<std::size_t>(axis)]);
    }
    static T make(const std::int64_t* extents)
        requires is_xtensor_container<T>
    {
        typename T::shape_type shape{};
        for (int k = 0; k < rank; ++k) shape[static_cast<std::size_t>(k)] = static_cast<std::size_t>(extents[k]);
        return T(shape);
    }
    static auto evaluate(const T& x)
        requires(!xtensor_strided<T>)
    {
        return xt::xtensor<value_type, xtensor_rank<T>>(x);
    }
};

} // namespace typegrad
