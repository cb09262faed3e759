// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/core.hpp>
// After it: g++ 12 warns of the compiler's own AVX-512 headers where Eigen is the first to include them.
#include <Eigen/Core>

/// Eigen's dense objects as arrays: Matrix, Array, Map, Ref, blocks, and expressions, which a call evaluates first. One column or one row in the type
/// is a vector (one axis); everything else has two. Not part of typegrad.hpp.
namespace typegrad {

template <class T>
concept eigen_dense = requires(const T& x) {
    []<class Derived>(const Eigen::DenseBase<Derived>&) {}(x);
    requires array_element<typename T::Scalar>;
};

/// Eigen's own container of given extents (-1: the run time knows), always row-major: a derivative by a column-major matrix lies in a row-major one,
/// which can be assigned to it.
template <class T, int Rows, int Columns, bool IsArray = false>
struct eigen_container {
    static constexpr int order = Columns == 1 && Rows != 1 ? Eigen::ColMajor : Eigen::RowMajor;
    using type = std::conditional_t<IsArray, Eigen::Array<T, Rows, Columns, order>, Eigen::Matrix<T, Rows, Columns, order>>;
};

/// Are all elements behind a pointer, at strides that the object tells?
template <class X>
inline constexpr bool eigen_has_memory = (static_cast<int>(X::Flags) & static_cast<int>(Eigen::DirectAccessBit)) != 0 && requires(const X& x) { x.data(); };
/// Do they lie in row-major order without gaps, whatever the extents?
template <class X>
inline constexpr bool eigen_is_packed = [] {
    if constexpr (!eigen_has_memory<X>) return false;
    else {
        constexpr bool dense = static_cast<int>(X::InnerStrideAtCompileTime) == 1;
        if constexpr (X::IsVectorAtCompileTime) return dense;
        else return dense && static_cast<bool>(X::IsRowMajor) && std::is_base_of_v<Eigen::PlainObjectBase<X>, X>;
    }
}();

template <class X>
    requires eigen_dense<X>
struct array_traits<X> {
    static constexpr bool bindable = true;
    using value_type = typename X::Scalar;
    static constexpr int rows = X::RowsAtCompileTime, columns = X::ColsAtCompileTime;
    static constexpr int rank = X::IsVectorAtCompileTime ? 1 : 2;
    static constexpr bool strided = !eigen_is_packed<X>;
    struct extent_list { std::int64_t at[2]; };
    static constexpr extent_list extents_ = [] {
        const auto known = [](int e) { return e == Eigen::Dynamic ? std::int64_t{-1} : std::int64_t{e}; };
        return rank == 1 ? extent_list{{known(X::SizeAtCompileTime), 1}} : extent_list{{known(rows), known(columns)}};
    }();
    static constexpr const std::int64_t* extents = extents_.at;
    static constexpr family owner = family::eigen;
    using result = typename eigen_container<value_type, rows, columns, std::is_same_v<typename Eigen::internal::traits<X>::XprKind, Eigen::ArrayXpr>>::type;

    static value_type* data(const X& x)
        requires eigen_has_memory<X>
    {
        return const_cast<value_type*>(x.data());
    }
    static std::int64_t extent(const X& x, int axis) {
        return static_cast<std::int64_t>(rank == 1 ? x.size() : axis == 0 ? x.rows() : x.cols());
    }
    static std::ptrdiff_t stride(const X& x, int axis)
        requires eigen_has_memory<X>
    {
        return static_cast<std::ptrdiff_t>(rank == 1 ? x.innerStride() : axis == 0 ? x.rowStride() : x.colStride());
    }
    static X make(const std::int64_t* e)
        requires std::is_base_of_v<Eigen::PlainObjectBase<X>, X>
    {
        X made;
        if constexpr (rank == 1) made.resize(static_cast<Eigen::Index>(e[0]));
        else made.resize(static_cast<Eigen::Index>(e[0]), static_cast<Eigen::Index>(e[1]));
        return made;
    }
    /// Small objects that lie otherwise are copied too: code without loops has no strides.
    static result evaluate(const X& x)
        requires(!eigen_has_memory<X> || (strided && static_cast<int>(X::SizeAtCompileTime) != Eigen::Dynamic))
    {
        return result(x);
    }
};
template <class X>
    requires eigen_dense<std::remove_const_t<X>>
inline constexpr bool writable<X> = eigen_has_memory<std::remove_const_t<X>> && (static_cast<int>(X::Flags) & static_cast<int>(Eigen::LvalueBit)) != 0 && !(std::is_const_v<X> && std::is_base_of_v<Eigen::PlainObjectBase<std::remove_const_t<X>>, X>);
template <class X>
    requires(eigen_dense<X> && std::is_base_of_v<Eigen::PlainObjectBase<X>, X>)
inline constexpr bool resizable<X> = static_cast<int>(X::SizeAtCompileTime) == Eigen::Dynamic;

/// Results: up to 4,096 elements that the type knows of lie in the object itself. A result of two axes stays a matrix where one extent is 1.
template <class T, std::int64_t N>
struct result_container<family::eigen, T, N> : eigen_container<T, (N < 0 || N > 4096) ? Eigen::Dynamic : static_cast<int>(N), 1> {};
template <class T, std::int64_t N, std::int64_t M>
struct result_container<family::eigen, T, N, M> {
    static constexpr bool fits = N > 1 && M > 1 && N * M <= 4096;
    using type = typename eigen_container<T, fits ? static_cast<int>(N) : Eigen::Dynamic, fits ? static_cast<int>(M) : Eigen::Dynamic>::type;
};

} // namespace typegrad
