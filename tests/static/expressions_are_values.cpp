// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Expressions are small trivial values: copied, returned, kept in headers.
#include <support/legal.hpp>
#include <typegrad/expr/symbol.hpp>
#include <typegrad/expr/trace.hpp>

namespace tg = typegrad;
using namespace tg::literals;

constexpr auto x = tg::input<"x", float, 3>;
template <class E>
constexpr bool plain(E) { return std::is_trivially_copyable_v<E> && std::is_empty_v<E>; }

static_assert(plain(x) && plain(tg::exp(x) * x) && plain(tg::sum(x * 2_c)));
static_assert(std::is_trivially_copyable_v<decltype(0.5f * x)>);
static_assert(std::is_assignable_v<decltype(x + x)&, decltype(x + x)>);
static_assert(!std::is_assignable_v<decltype(x + x)&, decltype(x * x)>);

struct layer {
    decltype(tg::tanh(x)) activation = tg::tanh(x);
};
static_assert(sizeof(layer) == 1);
constexpr auto from_function() { return tg::log(x) + 1_c; }
static_assert(legal(from_function()));
