// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/core.hpp>

/// What is timed on GPUs: models, and the symbols that their programs are fed with.
namespace bench {

namespace tg = typegrad;
using namespace typegrad::literals;

/// Σ tanh(a·x + b)·exp(-c·x²) + log(1 + exp(d·x)) over five vectors.
namespace chain {
constexpr auto a = tg::input<"a", float, tg::dim<"n">>;
constexpr auto b = tg::input<"b", float, tg::dim<"n">>;
constexpr auto c = tg::input<"c", float, tg::dim<"n">>;
constexpr auto d = tg::input<"d", float, tg::dim<"n">>;
constexpr auto x = tg::input<"x", float, tg::dim<"n">>;
constexpr auto loss = tg::sum(tg::tanh(a * x + b) * tg::exp(-c * tg::square(x)) + tg::softplus(d * x));
template <class Backend>
auto program() { return tg::compile<Backend>(loss, tg::gradients(loss, a, b, c, d, x)); }
} // namespace chain

/// Mean softmax cross-entropy of rows, with its gradient.
namespace cross_entropy {
constexpr auto z = tg::input<"z", float, tg::dim<"n">, tg::dim<"k">>;
constexpr auto y = tg::input<"y", std::int32_t, tg::dim<"n">>;
constexpr auto loss = tg::mean(tg::softmax_cross_entropy(z, y));
template <class Backend>
auto program() { return tg::compile<Backend>(loss, tg::gradients(loss, z)); }
} // namespace cross_entropy

/// One step of gradient descent of a perceptron 784-256-10.
namespace perceptron {
constexpr auto W1 = tg::variable<"W1", float, 784, 256>;
constexpr auto b1 = tg::variable<"b1", float, 256>;
constexpr auto W2 = tg::variable<"W2", float, 256, 10>;
constexpr auto b2 = tg::variable<"b2", float, 10>;
constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 784>;
constexpr auto y = tg::input<"y", std::int32_t, tg::dim<"batch">>;
constexpr auto loss = tg::mean(tg::softmax_cross_entropy(tg::matmul(tg::maximum(tg::matmul(x, W1) + b1, 0_c), W2) + b2, y));
template <class Backend>
auto program() { return tg::compile<Backend>(tg::sgd(loss)); }
template <class Backend>
auto value() { return tg::compile<Backend>(loss); }
} // namespace perceptron

/// The same in mixed precision: images and factors of products are halves, and the loss is scaled before it is differentiated.
namespace mixed_perceptron {
using perceptron::W1, perceptron::b1, perceptron::W2, perceptron::b2, perceptron::y;
constexpr auto x = tg::input<"x", tg::half, tg::dim<"batch">, 784>;
constexpr auto hidden = tg::maximum(tg::matmul(x, tg::cast<tg::half>(W1)) + b1, 0_c);
constexpr auto loss = tg::mean(tg::softmax_cross_entropy(tg::matmul(tg::cast<tg::half>(hidden), tg::cast<tg::half>(W2)) + b2, y));
constexpr auto scaled = 1024_c * loss;
template <class Variable>
auto descend(const Variable& v) { return tg::assign(v, v - (0.1_c / 1024_c) * tg::gradients(scaled, v)); }
template <class Backend>
auto program() { return tg::compile<Backend>(descend(W1), descend(b1), descend(W2), descend(b2)); }
template <class Backend>
auto value() { return tg::compile<Backend>(loss); }
} // namespace mixed_perceptron

/// A product of large matrices.
namespace product {
constexpr auto A = tg::input<"A", float, tg::dim<"n">, tg::dim<"k">>;
constexpr auto B = tg::input<"B", float, tg::dim<"k">, tg::dim<"m">>;
template <class Backend>
auto program() { return tg::compile<Backend>(tg::matmul(A, B)); }
} // namespace product
namespace half_product {
constexpr auto A = tg::input<"A", tg::half, tg::dim<"n">, tg::dim<"k">>;
constexpr auto B = tg::input<"B", tg::half, tg::dim<"k">, tg::dim<"m">>;
template <class Backend>
auto program() { return tg::compile<Backend>(tg::matmul(A, B)); }
} // namespace half_product

} // namespace bench
