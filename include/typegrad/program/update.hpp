// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/expr/gradients.hpp>
#include <typegrad/expr/symbol.hpp>

/// Updates of variables: what a program writes back into its state.
namespace typegrad {

/// `Graph` has twice `count` roots: the new values, then the variables they replace.
template <expression Graph>
struct updates {
    static constexpr std::size_t count = Graph::root_count / 2;
    Graph graph;
};
template <class T>
inline constexpr bool is_updates = false;
template <expression G>
inline constexpr bool is_updates<updates<G>> = true;

/// The new value is an expression or a number.
template <expression Variable, operand Value>
struct assign_source {
    static constexpr auto data = [] {
        constexpr operand_view given = view_operand<Value>();
        constexpr std::size_t capacity = Variable::size + given.size + 64;
        graph_storage<capacity> s{&fold<>};
        builder& g = s.graph;
        node_id a[Variable::size]{};
        std::uint32_t parameters = 0;
        const node_id number = merge_operand(g, given, parameters);
        import_words(g, Variable::stream(), Variable::size, a);
        const node_id variable = a[Variable::root()];
        const dtype type = g.type(variable), from = g.type(number);
        const node_id value = is_expression<Value> ? number : make_broadcast(g, number, g.shape(variable));
        message m;
        m << "assign: ";
        describe_value(m, g.words, variable);
        if (op_of(g.head(variable)) != op::variable) g.fail(m << " is not a variable");
        else if (g.shape(value) != g.shape(variable)) {
            m << " cannot become ";
            describe_shape(m, g.words, g.shape(value));
            g.fail(m);
        } else if (is_weak(from) ? common_type(computed_type(type), from) == dtype::none : computed_type(from) != computed_type(type))
            g.fail(m << " is " << name_of(type) << ", its new value " << (from == dtype::weak_float ? "a number with a fraction" : name_of(from)) << (is_weak(from) ? "" : " (tg::cast converts)"));
        graph_data<capacity, 2> out;
        const node_id roots[]{is_half(type) && !g.failed ? make_cast(g, value, type) : adopt(g, value, type), variable};
        extract(out, g, roots);
        out.parameters = parameters;
        return out;
    }();
};

/// `variable` takes `value` when the call ends: an expression of the same shape and element type, or a number, which all its elements take. Reads of the
/// variable in the same call see the old value. Errors: it is no variable; the value has another shape or element type.
template <expression Variable, class Value>
constexpr auto assign(const Variable&, const Value& value) {
    if constexpr (std::same_as<Value, mistake>) return mistake{};
    else if constexpr (!operand<Value>) {
        constexpr bool assignable = operand<Value>;
        static_assert(assignable, "typegrad: assign: the new value is made of symbols and numbers: an array is fed when the program is called (x = array), or set in the state (state[w] = array)");
        return mistake{};
    } else {
        auto e = build_expr<assign_source<Variable, Value>>();
        if constexpr (is_expression<decltype(e)>) {
            e.parameters = parameters_of(value);
            return updates<decltype(e)>{e};
        } else return mistake{};
    }
}
/// variable += value, as `assign` does it
template <expression Variable, class Value>
constexpr auto assign_add(const Variable& variable, const Value& value) { return assign(variable, variable + value); }
/// variable -= value, as `assign` does it
template <expression Variable, class Value>
constexpr auto assign_sub(const Variable& variable, const Value& value) { return assign(variable, variable - value); }

template <expression Updates, expression Value>
struct after_source {
    static constexpr std::size_t count = Updates::root_count / 2;
    static constexpr auto data = [] {
        constexpr std::size_t capacity = Updates::size + 2 * Value::size + 64;
        graph_storage<capacity> s{&fold<>};
        builder& g = s.graph;
        node_id u[Updates::size]{}, v[Value::size]{};
        word payload[max_payload]{};
        import_words(g, Updates::stream(), Updates::size, u);
        for (std::size_t at = 0; at < Value::size; at += 1 + static_cast<std::size_t>(payload_of(Value::stream()[at]))) {
            word w = remap(Value::stream(), at, v, payload);
            if (op_of(w) == op::parameter) {
                w = with_operands(w, static_cast<node_id>(a_of(w) + Updates::parameter_count), b_of(w), shape_of(w));
                v[at] = g.append(w, payload);
            } else v[at] = g.intern(w, payload);
            for (std::size_t k = 0; k < count; ++k)
                if (v[at] == u[Updates::root(count + k)]) v[at] = u[Updates::root(k)];
        }
        graph_data<capacity, 1> out;
        const node_id roots[]{v[Value::root()]};
        extract(out, g, roots);
        out.parameters = static_cast<std::uint32_t>(Updates::parameter_count + Value::parameter_count);
        return out;
    }();
};

/// `value` as it is once `update` has been applied: the new values stand in for the variables.
template <expression U, expression Value>
constexpr auto after(const updates<U>& update, const Value& value) {
    auto e = build_expr<after_source<U, Value>>();
    if constexpr (is_expression<decltype(e)>) {
        e.parameters = join_parameters<decltype(e)::parameter_count>(update.graph.parameters, value.parameters);
        return e;
    } else return mistake{};
}

// --- stochastic gradient descent ----------------------------------------------------------------------------------

struct sgd_options {
    double learning_rate = 0.01;
};

struct learning_rate_symbol {
    struct value_type {
        double value;
    };
    [[nodiscard]] constexpr value_type operator=(double value) const { return {value}; }
};
/// The name under which an optimiser's step size can be changed at a call: `train(state, x = …, tg::learning_rate = 0.1)`.
inline constexpr learning_rate_symbol learning_rate{};
inline constexpr packed_name learning_rate_name{text{"learning_rate"}};

template <expression Loss>
struct sgd_source {
    static constexpr std::size_t count = [] {
        std::size_t n = 0;
        for (std::size_t at = 0; at < Loss::size; at += 1 + static_cast<std::size_t>(payload_of(Loss::stream()[at])))
            n += op_of(Loss::stream()[at]) == op::variable ? 1 : 0;
        return n;
    }();
    static_assert(count > 0, "typegrad: sgd: the loss has no variables to train");
    static constexpr std::uint32_t capacity = 8 * Loss::size + 1024 < max_words ? 8 * Loss::size + 1024 : max_words;
    static constexpr auto data = [] {
        graph_storage<capacity> s{&fold<>};
        builder& g = s.graph;
        node_id map[Loss::size]{}, variables[count]{}, gradients[count]{}, roots[2 * count]{};
        import_words(g, Loss::stream(), Loss::size, map);
        std::size_t n = 0;
        for (std::size_t at = 0; at < Loss::size; at += 1 + static_cast<std::size_t>(payload_of(Loss::stream()[at])))
            if (op_of(Loss::stream()[at]) == op::variable) variables[n++] = map[at];
        const node_id loss = map[Loss::root()];
        if (check_gradient(g, "sgd", loss, variables, static_cast<int>(count))) {
            add_gradient<capacity>(g, loss, one_like(g, loss), variables, static_cast<int>(count), gradients);
            const node_ref rate{&g, g.append(make_head(op::parameter, dtype::float64, static_cast<node_id>(Loss::parameter_count), 0, 0, learning_rate_name.words), learning_rate_name.payload)};
            for (std::size_t k = 0; k < count; ++k) {
                const node_ref v{&g, variables[k]}, d{&g, gradients[k]};
                roots[k] = make_cast(g, (v - node_ref{&g, make_cast(g, rate.id, d.type())} * d).id, v.type());
                roots[count + k] = variables[k];
            }
        }
        graph_data<capacity, 2 * count> out;
        extract(out, g, roots);
        out.parameters = static_cast<std::uint32_t>(Loss::parameter_count) + 1;
        return out;
    }();
};

/// Gradient descent on every variable of `loss`: v ← v - learning_rate · ∂loss/∂v.
/// Errors: the loss is not a floating scalar, or has no variables.
template <expression Loss>
constexpr auto sgd(const Loss& loss, sgd_options options = {}) {
    auto e = build_expr<sgd_source<Loss>>();
    if constexpr (is_expression<decltype(e)>) {
        e.parameters = join_parameters<decltype(e)::parameter_count>(loss.parameters, parameter_values<1>{{__builtin_bit_cast(word, options.learning_rate)}});
        return updates<decltype(e)>{e};
    } else return mistake{};
}

} // namespace typegrad
