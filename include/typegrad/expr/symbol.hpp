// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/expr/build.hpp>

namespace typegrad {

template <text Name>
struct named_dim {
    static constexpr packed_name name{Name};
};
/// A run-time extent with a name: equal wherever the name is equal, checked once at the call.
template <text Name>
inline constexpr named_dim<Name> dim{};

struct dynamic_dim {};
/// A run-time extent of its own.
inline constexpr dynamic_dim dynamic{};

template <class Dim>
    requires requires { Dim::name; } // a named_dim, whose text nvcc cannot deduce
constexpr node_id add_extent(builder& g, Dim, const packed_name&, int) {
    return g.intern(make_head(op::dim, dtype::none, 0, 0, 0, Dim::name.words), Dim::name.payload);
}
constexpr node_id add_extent(builder& g, dynamic_dim, const packed_name& leaf, int axis) {
    return g.intern(make_head(op::dim, dtype::none, 0, static_cast<node_id>(axis + 1), 0, leaf.words), leaf.payload);
}
template <std::integral I>
constexpr node_id add_extent(builder& g, I value, const packed_name&, int) {
    return g.extent(static_cast<std::int64_t>(value));
}

template <class D>
constexpr bool valid_extent(const D& d) {
    if constexpr (std::integral<D>) return d >= 0 && static_cast<std::uint64_t>(d) < (std::uint64_t{1} << 47);
    else return true;
}

template <op Code, text Name, class T, auto... Extents>
struct symbol_source {
    static_assert(dtype_for<T> != dtype::none, "typegrad: element types are bool, 32- and 64-bit integers, float, double, tg::half and tg::bfloat16");
    static_assert(sizeof...(Extents) <= max_rank, "typegrad: arrays have at most 8 axes");
    static_assert((valid_extent(Extents) && ...), "typegrad: an extent is a number of elements, tg::dim<\"name\"> or tg::dynamic");
    static constexpr auto data = [] {
        graph_data<128, 1> out;
        builder g{out.words, nullptr, 0, 128};
        g.begin();
        const packed_name name(Name);
        int axis = 0;
        const node_id extents[]{0, add_extent(g, Extents, name, axis++)...};
        const node_id shape = g.make_shape(extents + 1, static_cast<int>(sizeof...(Extents)));
        out.roots[0] = g.intern(make_head(Code, dtype_for<T>, 0, 0, shape, name.words), name.payload);
        out.size = g.size;
        return out;
    }();
};

/// A placeholder: `input<"x", float, tg::dim<"batch">, 784>`. Fed at each call. Extents: numbers, `tg::dim<"name">` or
/// `tg::dynamic`; none for a scalar. Two symbols of one name with other types or shapes do not compile together.
template <text Name, class T, auto... Extents>
inline constexpr auto input = build_expr<symbol_source<op::input, Name, T, Extents...>>();

/// An array that is held in a `tg::state` and changed by updates: `variable<"W", float, 784, 10>`. Its extents are numbers.
template <text Name, class T, auto... Extents>
inline constexpr auto variable = build_expr<symbol_source<op::variable, Name, T, Extents...>>();

// --- shapes with the same words -------------------------------------------------------------------------------------

/// Elements over run-time extents must match by name: [batch,8,8] can become [batch,64], [n,m] cannot become [m,n].
constexpr bool same_elements(const builder& g, node_id from, node_id to) {
    std::int64_t a = 1, b = 1;
    bool used[max_rank]{};
    int missing = 0;
    for (int k = 0; k < g.rank_of_shape(from); ++k) {
        const node_id e = g.extent_of(from, k);
        if (g.is_static(e)) a *= g.extent_value(e);
        else ++missing;
    }
    for (int k = 0; k < g.rank_of_shape(to); ++k) {
        const node_id e = g.extent_of(to, k);
        if (g.is_static(e)) {
            b *= g.extent_value(e);
            continue;
        }
        bool found = false;
        for (int j = 0; j < g.rank_of_shape(from) && !found; ++j)
            if (!used[j] && g.extent_of(from, j) == e) found = used[j] = true;
        if (!found) return false;
        --missing;
    }
    return a == b && missing == 0;
}

template <bool Broadcast, auto... Extents>
struct shape_function {
    constexpr node_ref operator()(node_ref x) const {
        builder& g = *x.graph;
        const packed_name none(text{"?"});
        const node_id extents[]{0, add_extent(g, Extents, none, 0)...};
        const node_id shape = g.make_shape(extents + 1, static_cast<int>(sizeof...(Extents)));
        if constexpr (Broadcast) {
            const node_id both = broadcast_shapes(g, x.shape(), shape, op::broadcast_to, x.id, x.id);
            if (g.failed || both == shape) return {&g, make_broadcast(g, x.id, shape)};
        } else if (same_elements(g, x.shape(), shape)) return {&g, make_reshape(g, x.id, shape)};
        message m = g.about(Broadcast ? "broadcast_to" : "reshape", x.id);
        m << (Broadcast ? "does not broadcast to " : "does not have the elements of ");
        describe_shape(m, g.words, shape);
        return {&g, g.fail(m)};
    }
};
/// The same elements in row-major order as another shape: `reshape<tg::dim<"batch">, 64>(x)`. Adjoint: ȳ in the old shape.
/// Errors: another number of elements; run-time extents that are not there by name.
template <auto... Extents, symbolic A>
constexpr auto reshape(const A& x) { return apply<shape_function<false, Extents...>>(x); }
/// x repeated to a shape it broadcasts to: `broadcast_to<4, 3>(x)`. Adjoint: the sum of ȳ over what was repeated. Errors: it does
/// not broadcast to that shape.
template <auto... Extents, symbolic A>
constexpr auto broadcast_to(const A& x) { return apply<shape_function<true, Extents...>>(x); }

} // namespace typegrad
