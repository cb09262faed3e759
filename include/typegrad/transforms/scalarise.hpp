// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/graph/copy.hpp>
#include <typegrad/ops/table.hpp>

/// Small static arrays become their elements: the graph of a function of a few fixed-size vectors turns into a graph of
/// scalars, in which zeros, ones and shared factors of single elements fold away.
namespace typegrad {

/// Elements over all nodes, products counted by multiplications: in loops long arrays are faster and compile faster, small
/// ones neither.
inline constexpr std::int64_t scalarise_limit = 2000, small_scalarise_limit = 12288, small_array = 16;

/// Elements the scalar graph would compute, or -1 where a shape is not static or the limit is passed.
constexpr std::int64_t scalarised_elements(const word* words, std::uint32_t size) {
    std::int64_t total = 0, largest = 0;
    const auto elements = [&](node_id shape) {
        std::int64_t n = 1;
        for (int k = 0; k < b_of(words[shape]); ++k) {
            const word e = words[operand_of(words, shape, k)];
            if (op_of(e) != op::extent) return std::int64_t{-1};
            n *= static_extent_of(e);
            if (n > scalarise_limit) return std::int64_t{-1};
        }
        return n;
    };
    for (std::uint32_t at = 0; at < size; at += 1 + static_cast<std::uint32_t>(payload_of(words[at]))) {
        const word w = words[at];
        if (info(op_of(w)).kind == kind::loop) return -1;
        if (info(op_of(w)).kind == kind::structure) continue;
        std::int64_t n = elements(shape_of(w));
        if (n < 0) return -1;
        if (op_of(w) == op::einsum) {
            const axis_labels labels = labels_of(words, static_cast<node_id>(at));
            const node_id shape = shape_of(words[a_of(w)]);
            for (int k = 0; k < b_of(words[shape]); ++k) {
                if (labels(0, k) < axis_labels::summed || labels(0, k) == axis_labels::none) continue;
                const word e = words[operand_of(words, shape, k)];
                if (op_of(e) != op::extent) return -1;
                n *= static_extent_of(e);
                if (n > scalarise_limit) return -1;
            }
        }
        total += n;
        largest = n > largest ? n : largest;
        if (total > (largest > small_array ? scalarise_limit : small_scalarise_limit)) return -1;
    }
    return total;
}

/// The scalar graph: `elements[first[at] + i]` is element i of node `at`.
template <std::uint32_t Capacity, std::size_t SourceWords, std::size_t Elements>
struct scalarised {
    graph_storage<Capacity> storage{&fold<>};
    node_id element[Elements + 1]{};
    std::uint32_t first[SourceWords]{};
    std::uint32_t count[SourceWords]{};
    std::uint32_t used = 0;
    const word* source;

    constexpr explicit scalarised(const word* words) : source(words) {
        storage.graph.canonical = true;
        node_id map[SourceWords]{}; // only for extents and shapes, which scalars do not need
        (void)map;
        for (std::uint32_t at = 0; at < SourceWords; at += 1 + static_cast<std::uint32_t>(payload_of(words[at])))
            if (info(op_of(words[at])).kind != kind::structure) add(at);
    }

    constexpr std::int64_t extent(node_id shape, int axis) const { return static_extent_of(source[operand_of(source, shape, axis)]); }
    constexpr int rank(node_id shape) const { return b_of(source[shape]); }

    /// Index into operand `x` of the element that belongs to multi-index `at_axis` of a result of rank `r`.
    constexpr std::uint32_t broadcast_index(node_id x, const std::int64_t* at_axis, int r) const {
        const node_id shape = shape_of(source[x]);
        const int rx = rank(shape);
        std::int64_t index = 0;
        for (int k = 0; k < rx; ++k) {
            const std::int64_t n = extent(shape, k);
            index = index * n + (n == 1 ? 0 : at_axis[k + r - rx]);
        }
        return static_cast<std::uint32_t>(index);
    }

    /// The element of a product at `index`: the products along the summed axes, in the order of the first operand's.
    constexpr node_id product_element(node_id at, const std::int64_t* index) {
        builder& g = storage.graph;
        const axis_labels labels = labels_of(source, at);
        const node_id x[]{a_of(source[at]), b_of(source[at])};
        std::int64_t here[axis_labels::none + 1]{}, extents[axis_labels::none + 1]{};
        std::int64_t terms = 1;
        for (int l = 0; l < axis_labels::summed; ++l) here[l] = index[l];
        for (int k = 0; k < rank(shape_of(source[x[0]])); ++k)
            if (const int l = labels(0, k); l >= axis_labels::summed && l != axis_labels::none) terms *= extents[l] = extent(shape_of(source[x[0]]), k);
        node_id y = 0;
        for (std::int64_t t = 0; t < terms; ++t) {
            node_id factor[2]{};
            for (int o = 0; o < 2; ++o) {
                const node_id shape = shape_of(source[x[o]]);
                std::int64_t i = 0;
                for (int k = 0; k < rank(shape); ++k) i = i * extent(shape, k) + (labels(o, k) == axis_labels::none ? 0 : here[labels(o, k)]);
                factor[o] = element[first[x[o]] + static_cast<std::uint32_t>(i)];
            }
            const node_id p = make_binary(g, op::multiply, factor[0], factor[1]);
            y = t == 0 ? p : make_binary(g, op::add, y, p);
            for (int l = axis_labels::none; l-- > axis_labels::summed;) {
                if (extents[l] == 0) continue;
                if (++here[l] < extents[l]) break;
                here[l] = 0;
            }
        }
        return terms == 0 ? g.constant(0, dtype_of(source[at])) : y;
    }

    constexpr void add(std::uint32_t at) {
        builder& g = storage.graph;
        const word w = source[at];
        const op code = op_of(w);
        const node_id shape = shape_of(w);
        const int r = rank(shape);
        std::int64_t total = 1;
        for (int k = 0; k < r; ++k) total *= extent(shape, k);
        first[at] = used;
        count[at] = static_cast<std::uint32_t>(total);
        std::int64_t index[max_rank]{};
        const auto operand_element = [&](node_id x) { return element[first[x] + broadcast_index(x, index, r)]; };
        if (info(code).kind == kind::reduction) { // start from the identity, then join
            const node_id x = a_of(w);
            const node_id from = shape_of(source[x]);
            bool started[Elements + 1]{};
            std::int64_t here[max_rank]{};
            for (std::uint32_t i = 0; i < count[x]; ++i) {
                std::int64_t to = 0;
                for (int k = 0; k < r; ++k) to = to * extent(shape, k) + (extent(shape, k) == 1 ? 0 : here[k]);
                node_id& slot = element[used + static_cast<std::uint32_t>(to)];
                const node_id v = element[first[x] + i];
                const op join = code == op::sum ? op::add : code == op::prod ? op::multiply : code == op::max || code == op::max_number ? op::maximum : op::minimum;
                slot = started[to] ? make_binary(g, join, slot, v) : v;
                started[to] = true;
                for (int k = r; k-- > 0;) {
                    if (++here[k] < extent(from, k)) break;
                    here[k] = 0;
                }
            }
            for (std::int64_t i = 0; i < total; ++i)
                if (!started[i]) element[used + static_cast<std::uint32_t>(i)] = g.constant(code == op::prod ? 1 : code == op::sum ? 0 : code == op::max || code == op::max_number ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity(), dtype_of(w));
            used += count[at];
            return;
        }
        for (std::uint32_t i = 0; i < count[at]; ++i) {
            node_id y = 0;
            node_id x[3]{};
            switch (info(code).kind) {
            case kind::leaf:
                if (code == op::constant) y = g.intern(make_head(code, dtype_of(w), 0, 0, 0, 1), source + at + 1);
                else if (code == op::iota) y = g.integer_constant(i, dtype_of(w));
                else if (code == op::count) throw "typegrad: counts of static shapes are constants";
                else y = g.intern(make_head(code, dtype_of(w), a_of(w), static_cast<node_id>(i), 0));
                break;
            case kind::elementwise:
                for (int k = 0; k < info(code).arity; ++k) x[k] = operand_element(operand_of(source, at, k));
                if (code == op::broadcast_to) y = x[0];
                else if (info(code).arity == 1) y = code == op::cast ? make_cast(g, x[0], dtype_of(w)) : make_unary(g, code, x[0], b_of(w));
                else if (info(code).arity == 2) y = make_binary(g, code, x[0], x[1]);
                else y = make_select(g, x[0], x[1], x[2]);
                break;
            case kind::view: {
                const node_id a = a_of(w);
                std::uint32_t from = i;
                if (code == op::element) from += static_cast<std::uint32_t>(b_of(w)) * count[at];
                if (code == op::transpose) {
                    std::int64_t there[max_rank]{};
                    for (int k = 0; k < r; ++k) there[source[at + 1] >> (4 * k) & 15] = index[k];
                    from = broadcast_index(a, there, r);
                }
                y = element[first[a] + from];
                break;
            }
            case kind::assembly: {
                if (code == op::concat) {
                    std::uint32_t at_row = i;
                    int k = 0;
                    while (at_row >= count[operand_of(source, at, k)]) at_row -= count[operand_of(source, at, k++)];
                    y = element[first[operand_of(source, at, k)] + at_row];
                    break;
                }
                const std::uint32_t row = count[at] / static_cast<std::uint32_t>(arity_of(w));
                y = element[first[operand_of(source, at, static_cast<int>(i / row))] + i % row];
                break;
            }
            case kind::product: y = product_element(static_cast<node_id>(at), index); break;
            default: throw "typegrad: not a primitive op";
            }
            element[used + i] = y;
            for (int k = r; k-- > 0;) {
                if (++index[k] < extent(shape, k)) break;
                index[k] = 0;
            }
        }
        used += count[at];
    }
};

} // namespace typegrad
