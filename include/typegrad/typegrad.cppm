// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause

/// The library as a module, `import typegrad;`, for numbers, standard containers and tg::tensor: without xsimd and xtensor, because the compiler's vector intrinsics
/// are not visible to who imports what uses them. Standard headers of the importing file come before the import, <tuple> among them for structured bindings.
module;
#define TYPEGRAD_STANDARD_ONLY 1
#include <typegrad/typegrad.hpp>
export module typegrad;

export namespace typegrad {
// functions and derivatives
using typegrad::grad; using typegrad::value_and_grad; using typegrad::jacobian; using typegrad::value_and_jacobian;
using typegrad::evaluate; using typegrad::vmap; using typegrad::rows; using typegrad::on; using typegrad::into;
using typegrad::graph; using typegrad::gradients;
// symbols, programs, states
using typegrad::input; using typegrad::variable; using typegrad::dim; using typegrad::dynamic;
using typegrad::compile; using typegrad::state; using typegrad::zeros; using typegrad::ones; using typegrad::filled;
using typegrad::uniform; using typegrad::normal; using typegrad::glorot; using typegrad::he; using typegrad::assign;
using typegrad::assign_add; using typegrad::assign_sub; using typegrad::after; using typegrad::sgd;
using typegrad::learning_rate; using typegrad::workspace; using typegrad::simd;
// arrays
using typegrad::half; using typegrad::bfloat16; using typegrad::tensor; using typegrad::array_view;
using typegrad::array_traits; using typegrad::array;
using typegrad::error; using typegrad::shape_error; using typegrad::index_error; using typegrad::alias_error;
using typegrad::state_error;
// operators
using typegrad::operator+; using typegrad::operator-; using typegrad::operator*; using typegrad::operator/;
using typegrad::operator%; using typegrad::operator<; using typegrad::operator<=; using typegrad::operator>;
using typegrad::operator>=; using typegrad::operator==; using typegrad::operator!=; using typegrad::operator&&;
using typegrad::operator||; using typegrad::operator!; using typegrad::operator+=; using typegrad::operator-=;
using typegrad::operator*=; using typegrad::operator/=;
// functions with the name of their op, and others
#define TYPEGRAD_NOT_CALLED(...)
#define TYPEGRAD_CALLED(name, ...) using typegrad::name;
TYPEGRAD_OPS(TYPEGRAD_NOT_CALLED, TYPEGRAD_CALLED)
#undef TYPEGRAD_NOT_CALLED
#undef TYPEGRAD_CALLED
using typegrad::isnan; using typegrad::isfinite; using typegrad::pow; using typegrad::where; using typegrad::clip;
using typegrad::dot; using typegrad::diag; using typegrad::tril; using typegrad::triu; using typegrad::axis; using typegrad::keepdims;

inline namespace literals {
using typegrad::literals::operator""_c;
}
} // namespace typegrad
