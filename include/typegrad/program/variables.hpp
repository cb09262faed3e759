// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <utility>
#include <vector>
#include <typegrad/arrays/result.hpp>
#include <typegrad/backends/backends.hpp>
#include <typegrad/backends/cpu/arena.hpp>
#include <typegrad/backends/scalar_kernel.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/program/error.hpp>

/// What a state knows of its variables, and where it keeps them. States are of tens of variables: what can be a loop over a table is one, not
/// code for each.
namespace typegrad {

/// A variable as it is declared.
struct declared_variable {
    const word* words = nullptr; ///< of its symbol
    node_id leaf = 0;
    dtype type = dtype::none;
    int rank = 0;
    std::int64_t extent[max_rank]{}; ///< -1: not known while compiling
    std::int64_t elements = 1;

    constexpr declared_variable() = default;
    constexpr explicit declared_variable(const word* symbol, node_id root) : words(symbol), leaf(root), type(dtype_of(symbol[root])) {
        const node_id shape = shape_of(words[leaf]);
        rank = b_of(words[shape]);
        for (int k = 0; k < rank; ++k) {
            const word e = words[operand_of(words, shape, k)];
            extent[k] = op_of(e) == op::extent ? static_extent_of(e) : -1;
            elements *= extent[k];
        }
    }
    constexpr bool is_static() const {
        for (int k = 0; k < rank; ++k)
            if (extent[k] < 0) return false;
        return true;
    }
    /// Is the leaf at `at` of a program declared in the same way?
    constexpr bool fits(const word* others, node_id at) const {
        const node_id shape = shape_of(others[at]);
        if (dtype_of(others[at]) != type || b_of(others[shape]) != rank) return false;
        for (int k = 0; k < rank; ++k) {
            const word e = others[operand_of(others, shape, k)];
            if (op_of(e) != op::extent || static_extent_of(e) != extent[k]) return false;
        }
        return true;
    }
};
template <expression V>
inline constexpr declared_variable variable_of{V::stream(), V::root()};

/// Where a state of the host's memory keeps a variable.
struct host_memory {
    using workspace = typegrad::workspace;
    template <class V, class Sequence> struct container;
    template <class V, std::size_t... K> struct container<V, std::index_sequence<K...>> {
        using type = typename result_container<family::xtensor, element_type<variable_of<V>.type>, variable_of<V>.extent[K]...>::type;
    };
    template <expression V>
    using array = typename container<V, std::make_index_sequence<static_cast<std::size_t>(variable_of<V>.rank)>>::type;
    /// An array whose elements `write(first)` writes in row-major order.
    template <class A, class Write>
    static A make(const declared_variable& v, const Write& write) {
        auto value = make_container<A>(v.extent);
        write(array_traits<A>::data(value));
        return value;
    }
};
/// And one of a device's: its `device_types`.
template <class Device>
struct device_memory {
    using workspace = typename Device::workspace;
    template <expression V>
    using array = typename Device::template array<element_type<variable_of<V>.type>, variable_of<V>.rank>;
    template <class A, class Write>
    static A make(const declared_variable& v, const Write& write) {
        using T = typename array_traits<A>::value_type;
        std::vector<std::conditional_t<std::is_same_v<T, bool>, unsigned char, T>> memory(static_cast<std::size_t>(v.elements)); // a vector of bool has no array
        T* const values = reinterpret_cast<T*>(memory.data());
        write(values);
        auto value = make_container<A>(v.extent);
        Device::runtime::copy_in(array_traits<A>::data(value), values, static_cast<std::size_t>(v.elements) * sizeof(T), {});
        return value;
    }
};

/// Variable number K.
template <class Memory, std::size_t K, expression V>
struct variable_storage {
    typename Memory::template array<V> value;
};
/// All of them, side by side: a std::tuple costs compilers ten times as much.
template <class Memory, class Numbers, expression... V>
struct variable_storages;
template <class Memory, std::size_t... K, expression... V>
struct variable_storages<Memory, std::index_sequence<K...>, V...> : variable_storage<Memory, K, V>... {};

inline namespace TYPEGRAD_TARGET {
/// A variable has been given an array of another extent than its own.
[[noreturn, gnu::noinline, gnu::cold]] inline void throw_state_shape(const declared_variable& v, int axis, std::int64_t found) {
    message m;
    describe_leaf(m, v.words, v.leaf);
    throw state_error(joined({"typegrad: state: ", m, " has been given an array of extent ", found, " on axis ", axis}));
}
/// Writes n elements: a function for each type and way to fill, not for each variable.
template <class T, class Fill>
[[gnu::noinline]] void fill_elements(T* to, std::int64_t n, const Fill& fill) {
    for (std::int64_t i = 0; i < n; ++i) to[i] = static_cast<T>(fill(static_cast<std::uint64_t>(i)));
}
} // namespace TYPEGRAD_TARGET

} // namespace typegrad
