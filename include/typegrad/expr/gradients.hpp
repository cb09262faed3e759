// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/expr/trace.hpp>
#include <typegrad/transforms/gradient.hpp>

namespace typegrad {

/// The graph of a loss with the gradients of what is named; roots are the gradients.
template <expression Loss, expression... Wrt>
struct gradients_source {
    static constexpr std::size_t n = sizeof...(Wrt);
    static constexpr std::uint32_t capacity = 8 * Loss::size + 1024 < max_words ? 8 * Loss::size + 1024 : max_words;
    static constexpr bool tested = Loss::size <= TYPEGRAD_FUNCTION_LIMIT;
    static_assert(tested, "typegrad: gradients: the loss is larger than the tested limit" TYPEGRAD_LIMIT_HINT);
    static constexpr auto data = [] {
        graph_storage<capacity> s{&fold<>};
        builder& g = s.graph;
        node_id wrt[n]{}, out[n]{};
        adopt_words(g, Loss::stream(), Loss::size);
        const node_id loss = Loss::root();
        const std::uint32_t size = g.size;
        std::size_t k = 0;
        const auto find = [&]<class W>(std::type_identity<W>) {
            node_id at[W::size]{};
            import_words(g, W::stream(), W::size, at);
            wrt[k] = at[W::root()];
            if (wrt[k] >= size) {
                message m;
                m << "gradients: ";
                describe_value(m, g.words, wrt[k]);
                g.fail(m << " does not appear in the loss");
            }
            ++k;
        };
        (find(std::type_identity<Wrt>{}), ...);
        if (check_gradient(g, "gradients", loss, wrt, static_cast<int>(n))) add_gradient<capacity>(g, loss, one_like(g, loss), wrt, static_cast<int>(n), out);
        graph_data<capacity, n> result;
        extract(result, g, out);
        result.parameters = static_cast<std::uint32_t>(Loss::parameter_count);
        return result;
    }();
};

/// The gradients of a scalar loss with respect to symbols or intermediates, as expressions like any other (one, or a
/// tuple): print them, fetch them, differentiate them again.
/// Errors: the loss is not a floating scalar; a symbol does not appear in it or is not floating.
template <expression Loss, expression... Wrt>
constexpr auto gradients(const Loss& loss, const Wrt&...) {
    static_assert(sizeof...(Wrt) > 0, "typegrad: gradients: name what to differentiate by");
    return build_roots<gradients_source<Loss, Wrt...>>(loss.parameters, std::make_index_sequence<sizeof...(Wrt)>{});
}

} // namespace typegrad
