// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/interop/eigen.hpp>
#include <Eigen/SparseCore>

/// Eigen's sparse matrices: their values as an array, and Jacobians of mapped functions that are written straight into them. Not part of typegrad.hpp.
namespace typegrad {

[[noreturn, gnu::noinline, gnu::cold]] inline void throw_sparse(const std::string& what) { throw shape_error("typegrad: " + what); }

template <class S>
concept has_sparse_values = requires(S& s) {
    s.valuePtr();
    s.isCompressed();
};

/// The values of a compressed sparse matrix, in the order in which they lie. `nonzeros(S)` has one axis; `nonzeros<2, 12>(S)` has the shape [n, 2, 12].
/// Holds a pointer into S. Errors: tg::shape_error where S is not compressed, or its values do not divide into such parts.
template <std::int64_t... Extents, has_sparse_values S>
auto nonzeros(S& sparse) {
    static_assert(((Extents > 0) && ...), "typegrad: nonzeros: an extent is not positive");
    using T = std::remove_pointer_t<decltype(sparse.valuePtr())>;
    constexpr std::int64_t each = (std::int64_t{1} * ... * Extents);
    if (!sparse.isCompressed()) throw_sparse("nonzeros: the matrix is not compressed: makeCompressed()");
    const std::int64_t count = static_cast<std::int64_t>(sparse.nonZeros());
    if (count % each != 0) throw_sparse("nonzeros: " + std::to_string(count) + " values do not divide into parts of " + std::to_string(each));
    T* first = sparse.valuePtr();
    if (sparse.outerIndexPtr() != nullptr) first += sparse.outerIndexPtr()[0]; // a block of columns begins further on
    return array_view<T, 1 + static_cast<int>(sizeof...(Extents))>(first, count / each, Extents...);
}

/// One group of columns of `jacobian_pattern`: instance i has the columns `Width` * index[i] … of `groups` * `Width`.
template <int Width, class Index>
struct column_blocks {
    const Index& index;
    std::int64_t groups;
    static constexpr int width = Width;
};
/// For `jacobian_pattern`: `groups` groups of `Width` columns, of which instance i has number index[i] (of int32 or int64). Refers to the index.
template <int Width, array Index>
column_blocks<Width, Index> columns(const Index& index, std::int64_t groups) {
    static_assert(Width > 0, "typegrad: columns: the width is not positive");
    static_assert(array_traits<Index>::rank == 1 && std::is_integral_v<typename array_traits<Index>::value_type>, "typegrad: columns: the index is a vector of int32 or int64");
    static_assert(!requires { array_traits<Index>::evaluate(index); }, "typegrad: columns: the index is a lazy expression: evaluate it first");
    return {index, groups};
}

/// The pattern, filled with zeros, of the Jacobian of a function that `vmap` maps over instances: `Outputs` rows an instance, and for each group of columns `Width`
/// values in each row. Rows are stored one after the other, and in a row the groups in the order given, so that `vmap(jacobian<0, 1>(f))(…, into(values))` with
/// `auto values = nonzeros<Outputs, all widths>(J)` writes the Jacobian in place. Errors: tg::shape_error where indices differ in extent,
/// tg::index_error where one is out of range.
template <int Outputs, class T = double, int... Width, class... Index>
Eigen::SparseMatrix<T, Eigen::RowMajor> jacobian_pattern(const column_blocks<Width, Index>&... blocks) {
    static_assert(Outputs > 0 && sizeof...(Width) > 0, "typegrad: jacobian_pattern: jacobian_pattern<rows an instance>(columns<width>(index, groups)…)");
    using sparse = Eigen::SparseMatrix<T, Eigen::RowMajor>;
    using place = typename sparse::StorageIndex;
    constexpr std::int64_t each_row = (std::int64_t{0} + ... + Width);
    const std::int64_t instances = std::get<0>(std::tuple(array_traits<Index>::extent(blocks.index, 0)...));
    std::int64_t width = 0;
    const auto check = [&](const auto& b) {
        using traits = array_traits<std::remove_cvref_t<decltype(b.index)>>;
        const binding at = bind_array(b.index);
        if (at.extent[0] != instances) throw_sparse("jacobian_pattern: an index has " + std::to_string(at.extent[0]) + " elements, another " + std::to_string(instances));
        for (std::int64_t i = 0; i < instances; ++i) {
            const std::int64_t group = static_cast<std::int64_t>(static_cast<const typename traits::value_type*>(at.data)[i * at.stride[0]]);
            if (group < 0 || group >= b.groups) throw index_error("typegrad: jacobian_pattern: element " + std::to_string(i) + " of an index is " + std::to_string(group) + ", but there are " + std::to_string(b.groups) + " groups");
        }
        width += b.groups * b.width;
    };
    (check(blocks), ...);
    const std::int64_t rows = instances * Outputs;
    if (rows * each_row > std::numeric_limits<place>::max() || width > std::numeric_limits<place>::max()) throw_sparse("jacobian_pattern: more values than Eigen's index type can count");

    sparse J(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(width));
    J.resizeNonZeros(static_cast<Eigen::Index>(rows * each_row));
    place* column = J.innerIndexPtr();
    for (std::int64_t r = 0; r <= rows; ++r) J.outerIndexPtr()[r] = static_cast<place>(r * each_row);
    for (std::int64_t r = 0; r < rows; ++r) {
        std::int64_t before = 0;
        const auto list = [&](const auto& b) {
            using traits = array_traits<std::remove_cvref_t<decltype(b.index)>>;
            const binding at = bind_array(b.index);
            const std::int64_t group = static_cast<std::int64_t>(static_cast<const typename traits::value_type*>(at.data)[r / Outputs * at.stride[0]]);
            for (int k = 0; k < b.width; ++k) *column++ = static_cast<place>(before + group * b.width + k);
            before += b.groups * b.width;
        };
        (list(blocks), ...);
    }
    J.coeffs().setZero();
    return J;
}

} // namespace typegrad
