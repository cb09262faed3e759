// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/builder.hpp>

/// Element types and shapes of new nodes. Each function either returns what was asked for or records an error that
/// names the operands.
namespace typegrad {

/// NumPy broadcasting of two shapes, aligned at the last axis: extents known to be 1 and missing leading axes stretch,
/// all others must agree (for run-time extents: at the call).
constexpr node_id broadcast_shapes(builder& g, node_id a, node_id b, op because, node_id left, node_id right) {
    if (a == b || b == 0) return a;
    if (a == 0) return b;
    const int ra = g.rank_of_shape(a), rb = g.rank_of_shape(b), rank = ra > rb ? ra : rb;
    node_id extents[max_rank]{};
    for (int k = 0; k < rank; ++k) {
        const int ka = k - (rank - ra), kb = k - (rank - rb);
        if (ka < 0 || kb < 0) {
            extents[k] = ka < 0 ? g.extent_of(b, kb) : g.extent_of(a, ka);
            continue;
        }
        const node_id ea = g.extent_of(a, ka), eb = g.extent_of(b, kb);
        if (ea == eb || g.is_one(eb)) extents[k] = ea;
        else if (g.is_one(ea)) extents[k] = eb;
        else if (g.is_static(ea) && g.is_static(eb)) {
            constexpr const char* signs[]{" + ", " - ", " * ", " / "};
            const int s = static_cast<int>(because) - static_cast<int>(op::add);
            message m = g.about(info(because).name, left, s >= 0 && s < 4 ? signs[s] : ", ", right);
            m << "axis " << k << " is " << g.extent_value(ea) << " and " << g.extent_value(eb);
            return g.fail(m);
        } else extents[k] = g.agree(ea, eb, because);
    }
    return g.make_shape(extents, rank);
}

/// `id` with element type `type`: literals take any type they fit, others must have it already.
constexpr node_id adopt(builder& g, node_id id, dtype type) {
    const dtype from = g.type(id);
    if (from == type) return id;
    if (g.is_constant(id)) {
        if (is_floating(type)) return g.constant(g.constant_value(id), type);
        const std::int64_t value = static_cast<std::int64_t>(g.words[id + 1]);
        if (type == dtype::int32 && from == dtype::weak_int && (value > 2147483647 || value < -2147483648)) {
            message m;
            return g.fail(m << "the number " << value << " is no int32");
        }
        return g.integer_constant(type == dtype::int32 ? static_cast<std::int32_t>(value) : value, type);
    }
    return g.intern(make_head(op::cast, type, id, 0, g.shape(id)));
}

/// The element type two operands agree on, or none.
constexpr dtype common_type(dtype a, dtype b) {
    if (a == b) return a;
    if (is_weak(a) && is_weak(b)) return dtype::weak_float;
    if (is_weak(b)) return b == dtype::weak_int ? (is_floating(a) || is_integer(a) ? a : dtype::none) : is_floating(a) ? a : dtype::none;
    if (is_weak(a)) return common_type(b, a);
    return dtype::none;
}

/// What the user would write to bring `a` and `b` together: the wider type, and a floating one where either is.
constexpr const char* cast_for(dtype a, dtype b) {
    if (a == dtype::float64 || b == dtype::float64) return "tg::cast<double>";
    if (a == dtype::float32 || b == dtype::float32 || is_half(a) || is_half(b)) return "tg::cast<float>";
    if (is_floating(a) || is_floating(b)) return "tg::cast<double>";
    return "tg::cast<std::int64_t>";
}

/// Brings `a` and `b` to one element type; false (and an error) where only a cast the user writes can do that.
constexpr bool unify(builder& g, node_id& a, node_id& b, op because) {
    if (g.type(a) == g.type(b)) return true;
    const dtype t = common_type(g.type(a), g.type(b));
    if (t == dtype::none) {
        message m = g.about(info(because).name, a, ", ", b);
        m << "element types " << name_of(g.type(a)) << " and " << name_of(g.type(b)) << " differ (" << cast_for(g.type(a), g.type(b))
          << " converts)";
        g.fail(m);
        return false;
    }
    a = adopt(g, a, t);
    b = adopt(g, b, t);
    return true;
}

/// The shape after reduction of the axes in `mask`, which keep extent 1.
constexpr node_id reduced_shape(builder& g, node_id shape, unsigned mask) {
    const int rank = g.rank_of_shape(shape);
    node_id extents[max_rank]{};
    for (int k = 0; k < rank; ++k) extents[k] = (mask >> k & 1u) != 0 ? g.extent(1) : g.extent_of(shape, k);
    return g.make_shape(extents, rank);
}

/// The shape without the axes in `mask`.
constexpr node_id squeezed_shape(builder& g, node_id shape, unsigned mask) {
    node_id extents[max_rank]{};
    int n = 0;
    for (int k = 0; k < g.rank_of_shape(shape); ++k)
        if ((mask >> k & 1u) == 0) extents[n++] = g.extent_of(shape, k);
    return g.make_shape(extents, n);
}

/// The axes of `shape` in `mask`, as a shape of their own: what a mean divides by.
constexpr node_id masked_shape(builder& g, node_id shape, unsigned mask) {
    return squeezed_shape(g, shape, ~mask);
}

/// The number of elements of `shape` as a value of type `type`; a constant where the shape is static.
constexpr node_ref element_count(builder& g, node_id shape, dtype type) {
    const std::int64_t n = g.static_size(shape);
    if (n >= 0) return {&g, g.constant(static_cast<double>(n), type)};
    return {&g, g.intern(make_head(op::count, type, shape))};
}

} // namespace typegrad
