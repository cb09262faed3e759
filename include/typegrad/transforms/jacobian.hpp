// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/transforms/gradient.hpp>

namespace typegrad {

/// One row an element of the result, the arguments' columns one after the other; all rows share the forward part.
template <std::uint32_t Capacity, int Wrt>
constexpr node_id add_jacobian(builder& g, node_id y, const node_id* wrt) {
    constexpr int n = Wrt;
    node_id parts[n]{};
    const auto row = [&](node_id element) {
        node_id out[n + 1]{};
        add_gradient<Capacity>(g, element, one_like(g, element), wrt, n, out);
        for (int k = 0; k < n; ++k) {
            const node_id extent = g.extent(g.static_size(g.shape(wrt[k])));
            parts[k] = make_reshape(g, out[k], g.make_shape(&extent, 1));
        }
        return make_concat(g, parts, n);
    };
    message m;
    for (int k = 0; k < n; ++k)
        if (g.static_size(g.shape(wrt[k])) < 0 || !is_floating(g.type(wrt[k])) || computed_type(g.type(wrt[k])) != computed_type(g.type(y))) {
            m << "jacobian: ";
            describe_value(m, g.words, wrt[k]);
            return g.fail(m << (g.static_size(g.shape(wrt[k])) < 0 ? " needs compile-time extents (std::array, xt::xtensor_fixed)" : " and the result must have one floating element type"));
        }
    const std::int64_t rows = g.static_size(g.shape(y));
    if (g.rank(y) == 0) return row(y);
    if (g.rank(y) != 1 || rows < 0 || rows > 256) {
        m << "jacobian: the function returns ";
        describe_shape(m, g.words, g.shape(y));
        return g.fail(m << ", but a scalar or a vector of up to 256 elements is needed");
    }
    node_id all[256]{};
    for (int i = 0; i < static_cast<int>(rows); ++i) all[i] = row(make_element(g, y, i));
    const std::int64_t columns = g.static_size(g.shape(all[0]));
    const node_id extents[]{g.extent(rows), g.extent(columns)};
    return make_reshape(g, make_concat(g, all, static_cast<int>(rows)), g.make_shape(extents, 2));
}
} // namespace typegrad
