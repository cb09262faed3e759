// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <utility>
#include <typegrad/ops/arithmetic.hpp>
#include <typegrad/ops/choice.hpp>
#include <typegrad/ops/composite.hpp>
#include <typegrad/ops/exponential.hpp>
#include <typegrad/ops/matmul.hpp>
#include <typegrad/ops/reduction.hpp>
#include <typegrad/ops/special.hpp>
#include <typegrad/ops/trigonometric.hpp>
#include <typegrad/ops/view.hpp>

/// The rules by op code, for constant evaluation.
namespace typegrad {

template <op Code>
concept has_pullback = requires(pullback_context& c) { rule<Code>::pullback(c); };

/// Which numbers an op is folded from: none, one, two, or one and its attribute.
enum class folding : unsigned char { none, one, two, with_attribute };
constexpr folding folding_of(op code) {
    if (info(code).kind != kind::elementwise || code == op::cast || code == op::logical_not || is_logical(code) || code == op::select) return folding::none;
    return code == op::polygamma ? folding::with_attribute : info(code).arity == 1 ? folding::one : folding::two;
}

/// Comparisons of constants give a number here: 0 or 1.
template <op Code, folding From = folding_of(Code)>
constexpr double fold_one([[maybe_unused]] const double* x, [[maybe_unused]] int attribute) {
    if constexpr (From == folding::one) return static_cast<double>(rule<Code>::forward(x[0]));
    else if constexpr (From == folding::two) return static_cast<double>(rule<Code>::forward(x[0], x[1]));
    else if constexpr (From == folding::with_attribute) return rule<Code>::forward(x[0], attribute);
    else return std::numeric_limits<double>::quiet_NaN();
}

struct op_functions {
    double (*fold)(const double*, int) = nullptr;
    void (*pullback)(pullback_context&) = nullptr;
};

struct op_functions_by_code { op_functions of[op_count]; };
template <class, std::size_t... Codes>
constexpr op_functions_by_code make_op_functions(std::index_sequence<Codes...>) {
    op_functions_by_code t{};
    ((t.of[Codes].fold = &fold_one<static_cast<op>(Codes)>), ...);
    const auto add = [&]<op Code>(std::integral_constant<op, Code>) {
        if constexpr (has_pullback<Code>) t.of[static_cast<int>(Code)].pullback = &rule<Code>::pullback;
    };
    (add(std::integral_constant<op, static_cast<op>(Codes)>{}), ...);
    return t;
}
/// A template as is what reads it, so that files which include the library and build no program do not instantiate all rules.
template <class T = void>
inline constexpr op_functions_by_code op_function_table = make_op_functions<T>(std::make_index_sequence<op_count>{});

/// What builders fold constants with.
template <class T = void>
constexpr double fold(op code, const double* operands, int attribute) {
    return op_function_table<T>.of[static_cast<int>(code)].fold(operands, attribute);
}

/// A composite op in terms of primitive ones. `operands` are handles in `g`; the node is described by head and shape.
constexpr node_id lower_composite(builder& g, op code, const node_id* operands, int attribute, node_id shape, dtype type) {
    const node_ref x{&g, operands[0]};
    const unsigned mask = static_cast<unsigned>(attribute);
    switch (code) {
    case op::mean: return rule<op::mean>::lower(x, mask).id;
    case op::logsumexp: return rule<op::logsumexp>::lower(x, mask).id;
    case op::softmax: return rule<op::softmax>::lower(x, mask).id;
    case op::log_softmax: return rule<op::log_softmax>::lower(x, mask).id;
    case op::softmax_cross_entropy: return rule<op::softmax_cross_entropy>::lower(x, {&g, operands[1]}).id;
    case op::argmax: return rule<op::argmax>::lower(x, mask).id;
    case op::argmin: return rule<op::argmin>::lower(x, mask).id;
    case op::one_hot: return rule<op::one_hot>::lower(x, shape, type).id;
    default: throw "typegrad: not a composite op";
    }
}

} // namespace typegrad
