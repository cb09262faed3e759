// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <cstdlib>
#include <limits>
#include <memory>
#include <tuple>
#include <vector>
#include <doctest/doctest.h>
#include <support/interpreter.hpp>
#include <typegrad/backends/device/memory.hpp>
#if defined(__CUDACC__)
#include <typegrad/core.hpp>
#else
#include <typegrad/typegrad.hpp>
#endif

/// Tests that are the same for every backend: TYPEGRAD_TEST_BACKEND names it.
#if !defined(TYPEGRAD_TEST_BACKEND)
#define TYPEGRAD_TEST_BACKEND simd
#endif
#if defined(TYPEGRAD_TEST_BACKEND_HEADER)
#include TYPEGRAD_TEST_BACKEND_HEADER
#endif

namespace on {

namespace tg = typegrad;
using backend = tg::TYPEGRAD_TEST_BACKEND;

/// Numbers in the memory in which the backend works.
template <class T, int Rank>
class array {
  public:
    using extents = std::array<std::int64_t, static_cast<std::size_t>(Rank)>;
    explicit array(const extents& e, const std::vector<double>& values = {}) : array(e, [&values](std::size_t k) { return values.empty() ? 0 : values[k]; }) {}
    template <class Value>
        requires std::is_invocable_v<Value, std::size_t>
    array(const extents& e, const Value& value) : size_(count(e)), host_(new T[size_ + 1]()), bound_(bound_array<backend>::make(host_.get(), e)) {
        for (std::size_t k = 0; k < size_; ++k) host_[k] = static_cast<T>(value(k));
        if constexpr (backend::own_memory) tg::copy_to_device<backend>(tg::array_view<T, Rank>(host_.get(), e), bound_);
    }
    /// As it is bound.
    auto& operator*() { return bound_; }
    const auto& operator*() const { return bound_; }
    std::vector<double> numbers() {
        if constexpr (backend::own_memory) {
            extents e{};
            for (int k = 0; k < Rank; ++k) e[static_cast<std::size_t>(k)] = bound_.extent(k);
            tg::array_view<T, Rank> to(host_.get(), e);
            tg::copy_to_host<backend>(bound_, to);
        }
        return {host_.get(), host_.get() + size_};
    }

  private:
    static std::size_t count(const extents& e) {
        std::size_t n = 1;
        for (const std::int64_t k : e) n *= static_cast<std::size_t>(k);
        return n;
    }
    template <class B>
    struct bound_array {
        using type = tg::array_view<T, Rank>;
        static type make(T* host, const extents& e) { return type(host, e); }
    };
    template <class B>
        requires B::own_memory
    struct bound_array<B> {
        using type = typename B::template array<T, Rank>;
        static type make(T*, const extents& e) { return type(e); }
    };
    std::size_t size_;
    std::unique_ptr<T[]> host_;
    typename bound_array<backend>::type bound_;
};

/// nvcc prints a type as it was first written.
using written_first = std::tuple<array<float, 0>, array<float, 1>, array<float, 2>, array<float, 3>, array<double, 0>, array<double, 1>, array<double, 2>, array<double, 3>, array<std::int32_t, 1>, array<std::int32_t, 2>, array<std::int64_t, 1>, array<std::int64_t, 2>, array<tg::half, 1>, array<tg::half, 2>, array<tg::half, 3>, array<tg::bfloat16, 1>, array<tg::bfloat16, 2>>;

/// A symbol with its numbers.
template <class Symbol, class T, int Rank>
struct leaf {
    Symbol symbol;
    array<T, Rank> values;
    std::vector<double> numbers;
};
template <class Symbol>
using symbol_type_of = tg::element_type<tg::dtype_of(Symbol::stream()[Symbol::root()])>;
template <class Symbol>
inline constexpr int rank_of = tg::b_of(Symbol::stream()[tg::shape_of(Symbol::stream()[Symbol::root()])]);

template <class Symbol, class Value>
auto fill(const Symbol& s, const std::array<std::int64_t, static_cast<std::size_t>(rank_of<Symbol>)>& extents, const Value& value) {
    using T = symbol_type_of<Symbol>;
    array<T, rank_of<Symbol>> values(extents, value);
    auto numbers = values.numbers();
    return leaf<Symbol, T, rank_of<Symbol>>{s, std::move(values), std::move(numbers)};
}
/// (nvcc cannot print the types of braces.)
template <class... E>
std::array<std::int64_t, sizeof...(E)> extents(E... e) { return {static_cast<std::int64_t>(e)...}; }
/// Several expressions. (nvcc cannot print their types, as std::tuple{…} would have it.)
template <class... E>
constexpr auto all(const E&... expressions) { return std::tuple<E...>(expressions...); }
/// Numbers between -2 and 2 that look random.
inline double wild(std::size_t k) {
    const double x = std::sin(12.9898 * static_cast<double>(k + 1)) * 43758.5453;
    return 4 * (x - std::floor(x)) - 2;
}

/// Errors are counted in units of the last place of the type, of the largest number among those compared.
template <class T>
double errors(const std::vector<double>& got, const std::vector<double>& want) {
    if (got.size() != want.size()) return INFINITY;
    double largest = 1e-30, worst = 0;
    for (const double v : want)
        if (std::isfinite(v)) largest = std::max(largest, std::fabs(v));
    const double unit = std::is_floating_point_v<T> || tg::sixteen_bit_number<T> ? static_cast<double>(std::numeric_limits<T>::epsilon()) : 1e-9;
    for (std::size_t k = 0; k < want.size(); ++k) {
        if (std::isfinite(want[k]) && std::isfinite(got[k])) worst = std::max(worst, std::fabs(got[k] - want[k]) / (unit * largest));
        else if (!(std::isnan(want[k]) ? std::isnan(got[k]) : got[k] == want[k])) worst = INFINITY;
    }
    return worst;
}

template <class E>
struct outcome {
    static constexpr int rank = rank_of<E>;
    using T = symbol_type_of<E>;
    static auto make(const std::vector<long>& shape) {
        if constexpr (rank == 0) return T{};
        else {
            std::array<std::int64_t, static_cast<std::size_t>(rank)> e{};
            for (std::size_t k = 0; k < e.size(); ++k) e[k] = shape[k];
            return array<T, rank>(e);
        }
    }
    template <class A>
    static auto& bound(A& a) {
        if constexpr (rank == 0) return a;
        else return *a;
    }
    template <class A>
    static std::vector<double> numbers(A& a) {
        if constexpr (rank == 0) return {static_cast<double>(a)};
        else return a.numbers();
    }
};

/// One program of all expressions computes what the interpreter computes, within `ulps`; twice, which devices record.
template <class... E, class... Leaf>
void agrees(double ulps, const std::tuple<E...>& expressions, const Leaf&... leaves) {
    const auto reference = [&]<class X>(const X& expression) {
        interpreter meaning(X::stream(), X::size);
        const auto give = [&](const auto& l) {
            using S = std::remove_cvref_t<decltype(l.symbol)>;
            const tg::word* s = S::stream();
            for (int axis = 0; axis < rank_of<S>; ++axis) {
                const tg::node_id e = tg::operand_of(s, tg::shape_of(s[S::root()]), axis);
                if (tg::op_of(s[e]) == tg::op::dim) meaning.bind_dim(static_cast<char>(s[e + 1] & 255), static_cast<long>((*l.values).extent(axis)));
            }
            for (std::size_t at = 0; at < X::size; at += 1 + static_cast<std::size_t>(tg::payload_of(X::stream()[at])))
                if ((tg::op_of(X::stream()[at]) == tg::op::input || tg::op_of(X::stream()[at]) == tg::op::variable) && tg::same_payload(X::stream(), static_cast<tg::node_id>(at), s, S::root())) meaning.bind(static_cast<tg::node_id>(at), l.numbers);
        };
        (give(leaves), ...);
        if constexpr (X::parameter_count > 0) { // nvcc wants the braces
            for (std::size_t at = 0; at < X::size; at += 1 + static_cast<std::size_t>(tg::payload_of(X::stream()[at]))) {
                const tg::word w = X::stream()[at];
                if (tg::op_of(w) != tg::op::parameter) continue;
                const tg::word bits = expression.parameters.bits[tg::a_of(w)];
                const double number = __builtin_bit_cast(double, bits);
                meaning.bind(static_cast<tg::node_id>(at), {tg::is_floating(tg::dtype_of(w)) ? (tg::dtype_of(w) == tg::dtype::float32 ? static_cast<float>(number) : number) : static_cast<double>(static_cast<std::int64_t>(bits))});
            }
        }
        auto values = meaning.run(X::root());
        return std::pair{values, meaning.shape(X::root())};
    };
    const auto program = std::apply([](const auto&... e) { return tg::compile<backend>(e...); }, expressions);
    const std::array<std::pair<std::vector<double>, std::vector<long>>, sizeof...(E)> want = std::apply([&](const auto&... e) { return std::array{reference(e)...}; }, expressions);
    [&]<std::size_t... K>(std::index_sequence<K...>) {
        auto results = std::tuple{outcome<E>::make(want[K].second)...};
        typename backend::workspace work;
        for (int call = 0; call < 3; ++call) {
            program((leaves.symbol = *leaves.values)..., work, tg::into(outcome<E>::bound(std::get<K>(results))...));
            const auto check = [&]<class X>(std::type_identity<X>, std::size_t k, const std::vector<double>& got) {
                const double worst = errors<typename outcome<X>::T>(got, want[k].first);
                CHECK_MESSAGE(worst <= ulps, "result ", k, " of call ", call, ": ", worst, " ulp, e.g. ", got.empty() ? 0 : got[0], " for ", want[k].first.empty() ? 0 : want[k].first[0]);
            };
            (check(std::type_identity<E>{}, K, outcome<E>::numbers(std::get<K>(results))), ...);
        }
    }(std::index_sequence_for<E...>{});
}
/// A loss with its gradients.
template <class Loss, class... Leaf>
void agrees_with_gradients(double ulps, const Loss& loss, const Leaf&... leaves) {
    const auto gradients = tg::gradients(loss, leaves.symbol...);
    if constexpr (sizeof...(Leaf) == 1) agrees(ulps, std::tuple{loss, gradients}, leaves...);
    else agrees(ulps, std::tuple_cat(std::tuple{loss}, gradients), leaves...);
}

} // namespace on
