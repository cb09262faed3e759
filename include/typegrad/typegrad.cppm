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
using typegrad::graph; using typegrad::gradients; using typegrad::scan;
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
// elementwise functions
using typegrad::negative; using typegrad::abs; using typegrad::sign; using typegrad::floor; using typegrad::ceil;
using typegrad::trunc; using typegrad::round; using typegrad::isnan; using typegrad::isfinite;
using typegrad::logical_not; using typegrad::square; using typegrad::reciprocal; using typegrad::sqrt;
using typegrad::rsqrt; using typegrad::cbrt; using typegrad::exp; using typegrad::exp2; using typegrad::expm1;
using typegrad::log; using typegrad::log2; using typegrad::log10; using typegrad::log1p; using typegrad::sin;
using typegrad::cos; using typegrad::tan; using typegrad::asin; using typegrad::acos; using typegrad::atan;
using typegrad::sinh; using typegrad::cosh; using typegrad::tanh; using typegrad::asinh; using typegrad::acosh;
using typegrad::atanh; using typegrad::erf; using typegrad::erfc; using typegrad::lgamma; using typegrad::digamma;
using typegrad::sigmoid; using typegrad::softplus; using typegrad::log_sigmoid; using typegrad::polygamma;
using typegrad::cast; using typegrad::pow; using typegrad::minimum; using typegrad::maximum; using typegrad::atan2;
using typegrad::hypot; using typegrad::floor_mod; using typegrad::select; using typegrad::where; using typegrad::clip;
// functions of arrays
using typegrad::sum; using typegrad::prod; using typegrad::mean; using typegrad::max; using typegrad::min;
using typegrad::logsumexp; using typegrad::argmax; using typegrad::argmin; using typegrad::softmax;
using typegrad::log_softmax; using typegrad::softmax_cross_entropy; using typegrad::one_hot; using typegrad::matmul;
using typegrad::dot; using typegrad::einsum; using typegrad::transpose; using typegrad::stack;
using typegrad::element; using typegrad::diag; using typegrad::tril; using typegrad::triu; using typegrad::axis;
using typegrad::keepdims; using typegrad::reshape; using typegrad::broadcast_to;

inline namespace literals {
using typegrad::literals::operator""_c;
}
} // namespace typegrad
