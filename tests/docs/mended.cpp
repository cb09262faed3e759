// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// The mended code of docs/errors.md; each part has the name of the file that does not compile.
#include <typegrad/expr/print.hpp>
#include <typegrad/typegrad.hpp>

namespace tg = typegrad;
using namespace tg::literals;

namespace model {
constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 4>;
constexpr auto y = tg::input<"y", int, tg::dim<"batch">>;
constexpr auto W = tg::variable<"W", float, 4, 3>;
constexpr auto loss = tg::mean(tg::softmax_cross_entropy(tg::matmul(x, W), y));
xt::xtensor<float, 2> images;
xt::xtensor<int, 1> labels;
} // namespace model

namespace add_shapes {
// [add_shapes]
constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 784>;
constexpr auto b = tg::variable<"b", float, 784>;
auto right = x + b;
// [add_shapes]
}

namespace broadcast_to_shape {
// [broadcast_to_shape]
auto right = tg::broadcast_to<2, 3>(tg::input<"x", float, 3>);
// [broadcast_to_shape]
}

namespace reshape_elements {
// [reshape_elements]
constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 784>;
auto right = tg::reshape<tg::dim<"batch">, 28, 28>(x);
// [reshape_elements]
}

namespace matmul_inner_dimensions {
// [matmul_inner_dimensions]
constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 784>;
constexpr auto W = tg::variable<"W", float, 784, 10>;
auto right = tg::matmul(x, W);
// [matmul_inner_dimensions]
}

namespace matmul_ranks {
// [matmul_ranks]
constexpr auto x = tg::input<"x", float, 2, 3>;
auto right = x * tg::variable<"s", float>;
// [matmul_ranks]
}

namespace matmul_arrays_of_matrices {
// [matmul_arrays_of_matrices]
constexpr auto x = tg::input<"x", float, 3, 2, 4>;
constexpr auto W = tg::variable<"W", float, 4, 5>;
auto right = tg::matmul(x, W);
// [matmul_arrays_of_matrices]
}

namespace einsum_extents {
// [einsum_extents]
constexpr auto x = tg::input<"x", double, 3, 4>;
constexpr auto y = tg::input<"y", double, 4, 6>;
auto right = tg::einsum<"ij,jk->ik">(x, y);
// [einsum_extents]
}

namespace einsum_axes {
// [einsum_axes]
constexpr auto x = tg::input<"x", double, 3, 4>;
constexpr auto y = tg::input<"y", double, 4>;
auto right = tg::einsum<"ij,j->i">(x, y);
// [einsum_axes]
}

namespace einsum_operands {
// [einsum_operands]
constexpr auto x = tg::input<"x", double, 3, 4>;
auto right = tg::einsum<"ij->ji">(x);
// [einsum_operands]
}

namespace einsum_result {
// [einsum_result]
constexpr auto x = tg::input<"x", double, 3, 4>;
auto right = tg::einsum<"ij,jk->ik">(x, tg::transpose(x));
// [einsum_result]
}

namespace einsum_diagonal {
// [einsum_diagonal]
constexpr auto x = tg::input<"x", double, 3, 3>;
constexpr auto diagonal = [](auto m) { return tg::stack(m[0][0], m[1][1], m[2][2]); };
auto right = tg::graph(diagonal)(x);
// [einsum_diagonal]
}

namespace axis_out_of_range {
// [axis_out_of_range]
constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 784>;
auto right = tg::sum(x, tg::axis<1>);
// [axis_out_of_range]
}

namespace axis_twice {
// [axis_twice]
constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 784>;
auto right = tg::max(x, tg::axis<0, -1>);
// [axis_twice]
}

namespace transpose_axes {
// [transpose_axes]
constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 784>;
auto right = tg::transpose(x, tg::axis<1, 0>);
// [transpose_axes]
}

namespace max_of_nothing {
// [max_of_nothing]
auto right = tg::max(tg::input<"x", float, 5, 3>, tg::axis<0>);
// [max_of_nothing]
}

namespace element_index {
// [element_index]
auto right = tg::element<2>(tg::input<"x", float, 3>);
// [element_index]
}

namespace element_of_run_time_axis {
// [element_of_run_time_axis]
auto right = tg::element<0>(tg::input<"x", float, 5>);
// [element_of_run_time_axis]
}

namespace element_of_scalar {
// [element_of_scalar]
auto right = tg::input<"x", float>;
// [element_of_scalar]
}

namespace stack_shapes {
// [stack_shapes]
auto right = tg::stack(tg::input<"x", float, 3>, tg::input<"y", float, 3>);
// [stack_shapes]
}

namespace nine_axes {
// [nine_axes]
auto right = tg::input<"x", float, 1, 2, 3, 4, 5, 6, 7, 8>;
// [nine_axes]
}

namespace nine_axes_by_stacking {
// [nine_axes_by_stacking]
constexpr auto x = tg::input<"x", float, 1, 2, 3, 4, 5, 6, 7>;
auto right = tg::stack(x, x);
// [nine_axes_by_stacking]
}

namespace negative_extent {
// [negative_extent]
auto right = tg::input<"x", float, tg::dynamic>;
// [negative_extent]
}

namespace labels_of_wrong_count {
// [labels_of_wrong_count]
constexpr auto z = tg::input<"z", float, 5, 10>;
auto right = tg::softmax_cross_entropy(z, tg::input<"y", std::int32_t, 5>);
// [labels_of_wrong_count]
}

namespace labels_of_wrong_rank {
// [labels_of_wrong_rank]
constexpr auto z = tg::input<"z", float, tg::dim<"n">, 10>;
auto right = tg::softmax_cross_entropy(z, tg::input<"y", std::int32_t, tg::dim<"n">>);
// [labels_of_wrong_rank]
}

namespace float_with_double {
// [float_with_double]
auto right = tg::cast<double>(tg::input<"x", float, 3>) + tg::input<"y", double, 3>;
// [float_with_double]
}

namespace int32_with_int64 {
// [int32_with_int64]
auto right = tg::cast<std::int64_t>(tg::input<"a", std::int32_t, 3>) + tg::input<"b", std::int64_t, 3>;
// [int32_with_int64]
}

namespace integer_with_float {
// [integer_with_float]
auto right = tg::cast<float>(tg::input<"n", std::int32_t, 3>) * tg::input<"x", float, 3>;
// [integer_with_float]
}

namespace integer_with_fraction {
// [integer_with_fraction]
auto right = tg::cast<double>(tg::input<"x", std::int32_t, 3>) * 0.5_c;
// [integer_with_fraction]
}

namespace division_of_integers {
// [division_of_integers]
auto right = tg::cast<double>(tg::input<"n", std::int32_t, 3>) / 2_c;
// [division_of_integers]
}

namespace function_of_integers {
// [function_of_integers]
auto right = tg::exp(tg::cast<double>(tg::input<"n", std::int32_t, 3>));
// [function_of_integers]
}

namespace mean_of_integers {
// [mean_of_integers]
auto right = tg::mean(tg::cast<double>(tg::input<"n", std::int32_t, 3>));
// [mean_of_integers]
}

namespace arithmetic_of_bool {
// [arithmetic_of_bool]
constexpr auto b = tg::input<"b", bool, 3>;
auto right = tg::cast<std::int32_t>(b) + tg::cast<std::int32_t>(b);
// [arithmetic_of_bool]
}

namespace sum_of_bool {
// [sum_of_bool]
auto right = tg::sum(tg::cast<std::int64_t>(tg::input<"b", bool, 3>));
// [sum_of_bool]
}

namespace matmul_of_bool {
// [matmul_of_bool]
constexpr auto x = tg::input<"x", bool, 3>;
auto right = tg::matmul(tg::cast<float>(x), tg::cast<float>(x));
// [matmul_of_bool]
}

namespace logic_of_numbers {
// [logic_of_numbers]
constexpr auto x = tg::input<"x", float, 3>;
auto right = x > 0 && x < 1;
// [logic_of_numbers]
}

namespace negation_of_numbers {
// [negation_of_numbers]
auto right = tg::input<"x", float, 3> == 0;
// [negation_of_numbers]
}

namespace select_condition {
// [select_condition]
constexpr auto x = tg::input<"x", float, 3>;
auto right = tg::select(x > 0, x, 0);
// [select_condition]
}

namespace stack_types {
// [stack_types]
auto right = tg::stack(tg::cast<double>(tg::input<"x", float, 3>), tg::input<"y", double, 3>);
// [stack_types]
}

namespace one_hot_of_floats {
// [one_hot_of_floats]
auto right = tg::one_hot<10>(tg::input<"x", std::int32_t, 3>);
// [one_hot_of_floats]
}

namespace element_type_of_symbol {
// [element_type_of_symbol]
auto right = tg::input<"x", std::int32_t, 3>;
// [element_type_of_symbol]
}

namespace leaf_with_two_shapes {
// [leaf_with_two_shapes]
constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 784>;
auto right = tg::sum(x) + tg::sum(tg::input<"z", float, tg::dim<"batch">, 10>);
// [leaf_with_two_shapes]
}

namespace leaf_with_two_types {
// [leaf_with_two_types]
auto right = tg::cast<double>(tg::input<"x", float, 3>) + tg::input<"z", double, 3>;
// [leaf_with_two_types]
}

namespace leaf_of_two_kinds {
// [leaf_of_two_kinds]
auto right = tg::input<"x", float, 3> + tg::variable<"w", float, 3>;
// [leaf_of_two_kinds]
}

namespace name_empty {
// [name_empty]
auto right = tg::input<"x", float>;
// [name_empty]
}

namespace name_too_long {
// [name_too_long]
auto right = tg::input<"a name of at most 56 characters", float>;
// [name_too_long]
}

namespace literal_not_decimal {
// [literal_not_decimal]
auto right = 16_c;
// [literal_not_decimal]
}

namespace literal_too_large {
// [literal_too_large]
auto right = 1e308_c;
// [literal_too_large]
}

namespace polygamma_order {
// [polygamma_order]
auto right = tg::digamma(tg::input<"x", double>);
// [polygamma_order]
}

namespace reassigned_expression {
// [reassigned_expression]
constexpr auto powers = [](auto h) {
    for (int k = 0; k < 3; ++k) h = h * h;
    return h;
};
auto right = tg::graph(powers)(tg::input<"x", float, 3> + 1_c);
// [reassigned_expression]
}

namespace lambda_that_captures {
// [lambda_that_captures]
auto right = tg::graph([](auto x, auto n) { return x * n; })(tg::input<"x", float, 3>, tg::input<"n", float>);
// [lambda_that_captures]
}

namespace numbers_captured_in_trace {
// [numbers_captured_in_trace]
constexpr auto scaled = 0.5_c * tg::input<"x", double, 3>;
auto right = tg::graph([](auto v) { return v + scaled; })(tg::input<"v", double, 3>);
// [numbers_captured_in_trace]
}

namespace scan_carry_shape {
// [scan_carry_shape]
constexpr auto h = tg::input<"h", double, 15>;
constexpr auto x = tg::input<"x", double, tg::dim<"steps">, 15>;
auto right = tg::scan([](auto, auto v) { return tg::tanh(v); }, h, x);
// [scan_carry_shape]
}

namespace scan_carry_type {
// [scan_carry_type]
constexpr auto c = tg::input<"c", double>;
constexpr auto x = tg::input<"x", double, tg::dim<"steps">>;
auto right = tg::scan([](auto largest, auto v) { return tg::select(v > largest, v, largest); }, c, x);
// [scan_carry_type]
}

namespace scan_lengths {
// [scan_lengths]
constexpr auto x = tg::input<"x", double, 7>;
constexpr auto y = tg::input<"y", double, 7>;
auto right = tg::scan([](auto c, auto row) { return c + row[0] * row[1]; }, 0.0, std::tuple{x, y});
// [scan_lengths]
}

namespace scan_of_vector {
// [scan_of_vector]
auto right(const std::vector<double>& v) {
    return tg::grad([](auto all) { return tg::scan([](auto sum, auto x) { return sum + x * x; }, 0.0, all); })(v);
}
// [scan_of_vector]
}

namespace scan_of_a_number {
// [scan_of_a_number]
constexpr auto x = tg::input<"x", double, tg::dim<"steps">>;
auto right = tg::scan([](auto c, auto v) { return c + v; }, 0.0, x);
// [scan_of_a_number]
}

namespace scan_step_that_captures {
// [scan_step_that_captures]
constexpr auto x = tg::input<"x", double, tg::dim<"steps">>;
auto right(double rate) {
    return tg::scan([](auto c, auto v, auto r) { return c * r + v; }, 0.0, x, rate);
}
// [scan_step_that_captures]
}

namespace scan_step_of_two_values {
// [scan_step_of_two_values]
constexpr auto x = tg::input<"x", double, tg::dim<"steps">>;
auto right = tg::scan([](auto c, auto v) { return std::pair{c + v, std::tuple{c - v, v}}; }, 0.0, x);
// [scan_step_of_two_values]
}

namespace trace_too_long {
// [trace_too_long]
constexpr auto x = tg::input<"x", double, tg::dim<"n">>;
auto right = tg::graph([](auto z) {
    for (int k = 0; k < 100; ++k) z = z * z + z;
    return tg::sum(z);
})(x);
// [trace_too_long]
}

namespace gradient_of_array {
// [gradient_of_array]
constexpr auto w = tg::variable<"w", double, 3>;
auto right = tg::gradients(tg::sum(tg::exp(w)), w);
// [gradient_of_array]
}

namespace gradient_of_integers {
// [gradient_of_integers]
constexpr auto w = tg::variable<"w", double, 3>;
auto right = tg::gradients(tg::max(w), w);
// [gradient_of_integers]
}

namespace gradient_by_integers {
// [gradient_by_integers]
constexpr auto n = tg::input<"n", double, 3>;
auto right = tg::gradients(tg::sum(n), n);
// [gradient_by_integers]
}

namespace gradient_by_absent {
// [gradient_by_absent]
constexpr auto x = tg::input<"x", double, 3>;
auto right = tg::gradients(tg::sum(x * tg::variable<"w", double, 3>), tg::variable<"w", double, 3>);
// [gradient_by_absent]
}

namespace gradient_by_nothing {
// [gradient_by_nothing]
constexpr auto x = tg::input<"x", double, 3>;
auto right = tg::gradients(tg::sum(x), x);
// [gradient_by_nothing]
}

namespace program_gradient_of_vector {
// [program_gradient_of_vector]
auto f(std::vector<double> v) {
    return tg::grad([](auto a) { return tg::sum(a * 2); })(v);
}
// [program_gradient_of_vector]
}

namespace program_gradient_of_integers {
// [program_gradient_of_integers]
auto f(std::vector<int> v) {
    return tg::grad<1>([](auto a, auto b) { return tg::sum(tg::cast<double>(a) * b); })(v, 2.0);
}
// [program_gradient_of_integers]
}

namespace program_gradient_argument_number {
// [program_gradient_argument_number]
auto right = tg::grad<0>([](auto a) { return a * 2; })(3.0);
// [program_gradient_argument_number]
}

namespace program_capturing_lambda {
// [program_capturing_lambda]
auto f(double c) {
    return tg::grad([](auto a, auto factor) { return a * factor; })(3.0, c);
}
// [program_capturing_lambda]
}

namespace program_jacobian_of_run_time_extents {
// [program_jacobian_of_run_time_extents]
auto f(std::array<double, 3> v) {
    return tg::jacobian([](auto a) { return tg::sum(a); })(v);
}
// [program_jacobian_of_run_time_extents]
}

namespace jacobian_result {
// [jacobian_result]
std::array<std::array<double, 2>, 2> m{};
auto right = tg::jacobian([](auto z) { return tg::reshape<4>(z * 2); })(m);
// [jacobian_result]
}

namespace program_missing_feed {
using namespace model;
// [program_missing_feed]
void f(tg::workspace& m) { auto s = tg::state(tg::zeros(W)); tg::compile(loss)(s, m, x = images, y = labels); }
// [program_missing_feed]
}

namespace program_unknown_feed {
using namespace model;
// [program_unknown_feed]
void f() { auto s = tg::state(tg::zeros(W)); tg::compile(loss)(s, x = images, y = labels); }
// [program_unknown_feed]
}

namespace program_doubled_feed {
using namespace model;
// [program_doubled_feed]
void f() { auto s = tg::state(tg::zeros(W)); tg::compile(loss)(s, x = images, y = labels); }
// [program_doubled_feed]
}

namespace program_feed_of_wrong_type {
using namespace model;
// [program_feed_of_wrong_type]
void f(xt::xtensor<double, 2> wide) { auto s = tg::state(tg::zeros(W)); tg::compile(loss)(s, x = xt::cast<float>(wide), y = labels); }
// [program_feed_of_wrong_type]
}

namespace program_feed_of_wrong_rank {
using namespace model;
// [program_feed_of_wrong_rank]
void f(xt::xtensor<float, 1> row) { auto s = tg::state(tg::zeros(W)); tg::compile(loss)(s, x = xt::view(row, xt::newaxis(), xt::all()), y = labels); }
// [program_feed_of_wrong_rank]
}

namespace program_feed_of_wrong_extent {
constexpr auto x = tg::input<"x", double, tg::dim<"batch">, 4>;
// [program_feed_of_wrong_extent]
auto f() { return tg::compile(tg::sum(x))(x = {{1.0, 2.0, 3.0, 4.0}, {5.0, 6.0, 7.0, 8.0}}); }
// [program_feed_of_wrong_extent]
}

namespace program_feed_of_mixed_list {
constexpr auto x = tg::input<"x", double, 3>;
// [program_feed_of_mixed_list]
auto f() { return tg::compile(tg::sum(x))(x = {1.0, 2.0, 3.0}); }
// [program_feed_of_mixed_list]
}

namespace state_of_another_extent {
// [state_of_another_extent]
constexpr auto w = tg::variable<"w", float, 3>;
auto right = tg::state(w = {1.0f, 2.0f, 3.0f});
// [state_of_another_extent]
}

namespace program_feed_of_no_array {
using namespace model;
// [program_feed_of_no_array]
void f() { auto s = tg::state(tg::zeros(W)); tg::compile(loss)(s, x = images, y = labels); }
// [program_feed_of_no_array]
}

namespace program_unknown_argument {
using namespace model;
// [program_unknown_argument]
void f() { tg::compile(tg::sum(x))(x = images); }
// [program_unknown_argument]
}

namespace program_missing_state {
using namespace model;
// [program_missing_state]
void f() { auto s = tg::state(tg::zeros(W)); tg::compile(loss)(s, x = images, y = labels); }
// [program_missing_state]
}

namespace program_const_state {
using namespace model;
// [program_const_state]
void f() { auto s = tg::state(tg::zeros(W)); tg::compile(tg::sgd(loss))(s, x = images, y = labels); }
// [program_const_state]
}

namespace program_two_states {
using namespace model;
// [program_two_states]
void f() { auto s = tg::state(tg::zeros(W)); tg::compile(loss)(s, x = images, y = labels); }
// [program_two_states]
}

namespace program_state_lacks_variable {
using namespace model;
// [program_state_lacks_variable]
constexpr auto b = tg::variable<"b", float, 3>;
void f() { auto s = tg::state(tg::zeros(b), tg::zeros(W)); tg::compile(loss)(s, x = images, y = labels); }
// [program_state_lacks_variable]
}

namespace program_state_of_input {
using namespace model;
// [program_state_of_input]
auto right = tg::state(tg::zeros(W));
// [program_state_of_input]
}

namespace program_update_of_input {
using namespace model;
// [program_update_of_input]
auto right = tg::assign(W, W * 2);
// [program_update_of_input]
}

namespace program_update_of_wrong_shape {
using namespace model;
// [program_update_of_wrong_shape]
auto right = tg::assign(W, tg::reshape<4, 3>(tg::transpose(W)));
// [program_update_of_wrong_shape]
}

namespace program_update_of_wrong_type {
using namespace model;
// [program_update_of_wrong_type]
auto right = tg::assign(W, tg::cast<float>(tg::cast<double>(W)));
// [program_update_of_wrong_type]
}

namespace program_update_by_array {
// [program_update_by_array]
constexpr auto w = tg::variable<"w", double, 3>;
constexpr auto next = tg::input<"next", double, 3>;
auto right(const std::vector<double>& v) {
    auto state = tg::state(tg::zeros(w));
    tg::compile(tg::assign(w, next))(state, next = v);
}
// [program_update_by_array]
}

namespace program_update_by_fraction {
// [program_update_by_fraction]
constexpr auto count = tg::variable<"count", std::int64_t>;
auto right = tg::assign(count, 1);
// [program_update_by_fraction]
}

namespace program_variable_updated_twice {
using namespace model;
// [program_variable_updated_twice]
auto right = tg::compile(tg::sgd(loss));
// [program_variable_updated_twice]
}

namespace program_sgd_of_vector {
using namespace model;
// [program_sgd_of_vector]
auto right = tg::sgd(tg::mean(tg::softmax_cross_entropy(tg::matmul(x, W), y)));
// [program_sgd_of_vector]
}

namespace program_sgd_without_variables {
using namespace model;
// [program_sgd_without_variables]
auto right = tg::sgd(loss);
// [program_sgd_without_variables]
}

namespace program_learning_rate_of_nothing {
using namespace model;
// [program_learning_rate_of_nothing]
void f() { auto s = tg::state(tg::zeros(W)); tg::compile(tg::sgd(loss))(s, x = images, y = labels, tg::learning_rate = 0.1); }
// [program_learning_rate_of_nothing]
}

namespace program_into_too_many {
using namespace model;
// [program_into_too_many]
void f(float a) { auto s = tg::state(tg::zeros(W)); tg::compile(loss)(s, x = images, y = labels, tg::into(a)); }
// [program_into_too_many]
}

namespace program_dimension_of_no_array {
constexpr auto x = tg::input<"x", double, 3>;
// [program_dimension_of_no_array]
double f() { return tg::compile(tg::sum(tg::broadcast_to<7, 3>(x)))(x = std::array<double, 3>{}); }
// [program_dimension_of_no_array]
}

namespace fused_reduction {
// [fused_reduction]
constexpr auto x = tg::input<"x", float, 784>;
constexpr auto total = tg::sum(x);
auto right = tg::device::fused(x / total, x, total);
// [fused_reduction]
}

namespace fused_shape {
// [fused_shape]
constexpr auto x = tg::input<"x", float, tg::dim<"batch">, 784>;
constexpr auto b = tg::variable<"b", float, tg::dim<"batch">, 784>;
auto right = tg::device::fused(x + b, x, b);
// [fused_shape]
}

namespace fused_unlisted {
// [fused_unlisted]
constexpr auto x = tg::input<"x", float, 784>;
constexpr auto y = tg::input<"y", float, 784>;
auto right = tg::device::fused(x * y, x, y);
// [fused_unlisted]
}

namespace program_into_of_another_type {
// [program_into_of_another_type]
constexpr auto energy = [](auto v) { return tg::sum(v * v); };
void f(std::vector<double>& v, std::vector<double>& g) { tg::grad(energy)(v, tg::into(g)); }
// [program_into_of_another_type]
}

namespace program_into_of_another_extent {
// [program_into_of_another_extent]
constexpr auto energy = [](auto v) { return tg::sum(v * v); };
void f(const std::array<double, 3>& v, std::array<double, 3>& g) { tg::grad(energy)(v, tg::into(g)); }
// [program_into_of_another_extent]
}

namespace program_into_of_another_rank {
// [program_into_of_another_rank]
constexpr auto energy = [](auto v) { return tg::sum(v * v); };
void f(std::vector<double>& v, std::span<double>& g) { tg::grad(energy)(v, tg::into(g)); }
// [program_into_of_another_rank]
}

namespace program_into_const {
// [program_into_const]
constexpr auto energy = [](auto v) { return tg::sum(v * v); };
void f(std::vector<double>& v, std::span<double>& g) { tg::grad(energy)(v, tg::into(g)); }
// [program_into_const]
}

namespace program_state_twice {
// [program_state_twice]
constexpr auto w = tg::variable<"w", double, 1000>;
auto right = tg::state(tg::ones(w));
// [program_state_twice]
}

namespace program_state_of_another_shape {
// [program_state_of_another_shape]
constexpr auto w = tg::variable<"w", double, 1000>;
void f() { auto s = tg::state(tg::zeros(w)); tg::compile(tg::sum(w))(s); }
// [program_state_of_another_shape]
}

namespace probabilities_of_wrong_count {
// [probabilities_of_wrong_count]
constexpr auto z = tg::input<"z", float, 5, 10>;
auto right = tg::softmax_cross_entropy(z, tg::input<"t", float, 5, 10>);
// [probabilities_of_wrong_count]
}

namespace literal_integer_too_large {
// [literal_integer_too_large]
using namespace tg::literals;
auto right = 9007199254740991_c;
// [literal_integer_too_large]
}

namespace number_that_is_no_int32 {
// [number_that_is_no_int32]
using namespace tg::literals;
auto right = tg::cast<std::int64_t>(tg::input<"i", std::int32_t, 3>) + 3000000000_c;
// [number_that_is_no_int32]
}

namespace program_argument_count {
// [program_argument_count]
auto right = tg::grad([](auto x, auto y) { return x * y; })(1.0, 2.0);
// [program_argument_count]
}

namespace program_typed_parameter {
// [program_typed_parameter]
auto right = tg::grad([](auto x) { return x * x; })(1.0);
// [program_typed_parameter]
}

namespace program_returns_nothing {
// [program_returns_nothing]
auto right = tg::grad([](auto x) { return x * x; })(1.0);
// [program_returns_nothing]
}

namespace program_argument_of_no_array {
// [program_argument_of_no_array]
auto f(const std::vector<std::int64_t>& v) { return tg::evaluate([](auto x) { return tg::sum(x); })(v); }
// [program_argument_of_no_array]
}

namespace program_state_from_another_type {
// [program_state_from_another_type]
constexpr auto w = tg::variable<"w", float, 3>;
auto right = tg::state(w = std::array{1.0f, 2.0f, 3.0f});
// [program_state_from_another_type]
}

namespace vmap_rows_of_run_time_extents {
// [vmap_rows_of_run_time_extents]
auto f(const xt::xtensor<double, 2>& points) {
    return tg::vmap([](auto p) { return tg::sum(p); })(tg::rows<3>(points));
}
// [vmap_rows_of_run_time_extents]
}

namespace vmap_of_numbers {
// [vmap_of_numbers]
auto f(double x, double y) {
    return tg::evaluate([](auto a, auto b) { return a * b; })(x, y);
}
// [vmap_of_numbers]
}

namespace vmap_index_of_floats {
// [vmap_index_of_floats]
auto f(const std::vector<double>& x, const std::vector<std::int32_t>& at) {
    return tg::vmap([](auto a) { return a * a; })(tg::rows(x, at));
}
// [vmap_index_of_floats]
}

namespace vmap_too_large {
// [vmap_too_large]
auto f(const std::vector<std::array<double, 1000>>& x) {
    return tg::evaluate([](auto a) { return tg::sum(tg::exp(a) * a, tg::axis<1>); })(x);
}
// [vmap_too_large]
}

namespace vmap_into_of_one_row {
// [vmap_into_of_one_row]
void f(const std::vector<std::array<double, 3>>& x, std::vector<std::array<double, 3>>& out) {
    tg::vmap([](auto a) { return 2 * a; })(x, tg::into(out));
}
// [vmap_into_of_one_row]
}

namespace symbol_and_vector {
// [symbol_and_vector]
constexpr auto x = tg::input<"x", double, 3>;
constexpr auto v = tg::input<"v", double, 3>;
auto f(const std::array<double, 3>& a, const std::array<double, 3>& b) { return tg::compile(v * x)(v = a, x = b); }
// [symbol_and_vector]
}

namespace symbol_and_raw_array {
// [symbol_and_raw_array]
constexpr auto x = tg::input<"x", double, 3>;
constexpr auto y = tg::input<"y", double, 3>;
constexpr double raw[3]{1, 2, 3};
auto f(const std::array<double, 3>& a) { return tg::compile(x + y)(x = a, y = raw); }
// [symbol_and_raw_array]
}

namespace maximum_of_symbol_and_vector {
// [maximum_of_symbol_and_vector]
constexpr auto x = tg::input<"x", double, 3>;
constexpr auto low = tg::input<"low", double, 3>;
auto f(const std::vector<double>& v) { return tg::compile(tg::maximum(x, low))(x = {1.0, 2.0, 3.0}, low = v); }
// [maximum_of_symbol_and_vector]
}

namespace truth_of_symbol {
// [truth_of_symbol]
constexpr auto x = tg::input<"x", double, 3>;
auto right = tg::maximum(x, x);
// [truth_of_symbol]
}

namespace if_in_trace {
// [if_in_trace]
auto right = tg::grad([](auto a) { return tg::select(a > 0, a, a * a); })(1.0);
// [if_in_trace]
}

namespace element_assigned {
// [element_assigned]
auto right = tg::grad([](auto a) { return tg::sum(tg::stack(a[1], a[1])); })(std::array{1.0, 2.0});
// [element_assigned]
}

namespace function_returns_vector {
// [function_returns_vector]
auto right = tg::evaluate([](auto a) { return std::array{a, 2 * a}; })(1.0);
// [function_returns_vector]
}

namespace graph_of_arrays {
// [graph_of_arrays]
auto right = tg::evaluate([](auto a) { return tg::sum(a); })(std::array{1.0, 2.0});
// [graph_of_arrays]
}

namespace function_of_symbol_and_array {
// [function_of_symbol_and_array]
auto f(const std::vector<double>& u, const std::vector<double>& v) { return tg::grad([](auto a, auto b) { return tg::sum(a * b); })(u, v); }
// [function_of_symbol_and_array]
}

namespace axis_as_number {
// [axis_as_number]
constexpr auto x = tg::input<"x", double, 3>;
auto right = tg::sum(x, tg::axis<0>);
// [axis_as_number]
}

namespace expression_called {
// [expression_called]
constexpr auto x = tg::input<"x", double, 3>;
auto f(const std::array<double, 3>& a) { return tg::compile(tg::sum(x))(x = a); }
// [expression_called]
}

namespace gradient_of_expression {
// [gradient_of_expression]
constexpr auto x = tg::input<"x", double, 3>;
auto right = tg::gradients(tg::sum(x), x);
// [gradient_of_expression]
}

namespace state_of_number {
// [state_of_number]
constexpr auto w = tg::variable<"w", double>;
auto right = tg::state(w = 3.0);
// [state_of_number]
}

namespace compile_of_function {
// [compile_of_function]
auto right = tg::evaluate([](auto a) { return a * a; })(3.0);
// [compile_of_function]
}

namespace expression_printed {
// [expression_printed]
constexpr auto x = tg::input<"x", double, 3>;
std::string text = tg::printer_of(x).formula(tg::roots_of(x).data(), 1); // with that header, std::cout << x, too
// [expression_printed]
}
