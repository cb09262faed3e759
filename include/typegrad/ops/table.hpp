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

/// Comparisons of constants give a number here: 0 or 1.
template <op Code>
constexpr double fold_one(const double* x, int attribute) {
    (void)x;
    (void)attribute;
    if constexpr (info(Code).kind != kind::elementwise || Code == op::cast || Code == op::logical_not || is_logical(Code) || Code == op::select) return std::numeric_limits<double>::quiet_NaN();
    else if constexpr (Code == op::polygamma) return rule<Code>::forward(x[0], attribute);
    else if constexpr (info(Code).arity == 1) return static_cast<double>(rule<Code>::forward(x[0]));
    else return static_cast<double>(rule<Code>::forward(x[0], x[1]));
}

struct op_functions {
    double (*fold)(const double*, int) = nullptr;
    void (*pullback)(pullback_context&) = nullptr;
};

template <std::size_t... Codes>
constexpr auto make_op_functions(std::index_sequence<Codes...>) {
    struct table { op_functions of[op_count]; } t{};
    ((t.of[Codes].fold = &fold_one<static_cast<op>(Codes)>), ...);
    const auto add = [&]<op Code>(std::integral_constant<op, Code>) {
        if constexpr (has_pullback<Code>) t.of[static_cast<int>(Code)].pullback = &rule<Code>::pullback;
    };
    (add(std::integral_constant<op, static_cast<op>(Codes)>{}), ...);
    return t;
}
inline constexpr auto op_function_table = make_op_functions(std::make_index_sequence<op_count>{});

/// What builders fold constants with.
constexpr double fold(op code, const double* operands, int attribute) {
    return op_function_table.of[static_cast<int>(code)].fold(operands, attribute);
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
